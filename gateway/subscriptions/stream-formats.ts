import type { GraphQLFormattedError } from 'graphql';

/** How a subscription is written into the body of an HTTP answer. */
export interface StreamFormat {
  /** What the access log calls it. */
  readonly transport: 'sse' | 'multipart';
  readonly contentType: string;
  /** Written at once, so that the client knows that it is heard. */
  readonly opening: string;
  /** Says that the connection lives while nothing happens. */
  readonly heartbeat: string;
  /** Of an answer in JSON. */
  event(json: string): string;
  /** Nothing will follow. */
  readonly end: string;
  /** Nothing will follow, though it is not the end of the subscription, which needs something of the client first. */
  broken(errors: readonly GraphQLFormattedError[]): string;
  /** Nothing will follow here, but the client may connect again at once. */
  moved(errors: readonly GraphQLFormattedError[]): string;
}

const sseEvent = (json: string) => `event: next\ndata: ${json}\n\n`;
/** Without the empty data a browser's EventSource would tell nobody. */
const SSE_COMPLETE = 'event: complete\ndata:\n\n';

/** Server-sent events as graphql-sse writes them, in its distinct connections mode. */
export const SSE: StreamFormat = {
  transport: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  event: sseEvent,
  end: SSE_COMPLETE,
  broken: (errors) => sseEvent(JSON.stringify({ errors })) + SSE_COMPLETE,
  // Clients connect again by themselves when a stream ends without saying that it is complete.
  moved: () => 'retry: 1000\n\n',
};

/** A part is complete only when the boundary behind it is read, so each brings that along. */
const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;
const LAST = '--\r\n';
const fatal = (errors: readonly GraphQLFormattedError[]) =>
  part(JSON.stringify({ payload: null, errors })) + LAST;

/**
 * Apollo's protocol, for Apollo Client and Apollo Sandbox: errors of the operation are in the payload, and an error
 * that ends the stream stands beside a payload that is null.
 */
export const MULTIPART: StreamFormat = {
  transport: 'multipart',
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: `\r\n--graphql${part('{}')}`,
  heartbeat: part('{}'),
  event: (json) => part(`{"payload":${json}}`),
  end: LAST,
  broken: fatal,
  moved: fatal,
};

/** @returns the first that an `Accept` header names; that it would take anything is not to name one */
export function streamAskedFor(accept = ''): StreamFormat | undefined {
  for (const range of accept.toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((piece) => piece.trim());
    if (parameters.includes('q=0')) continue;
    if (type === 'text/event-stream') return SSE;
    const isApollos = parameters.some((each) => /^subscriptionspec="?1\.0"?$/.test(each));
    if (type === 'multipart/mixed' && isApollos) return MULTIPART;
  }
  return undefined;
}
