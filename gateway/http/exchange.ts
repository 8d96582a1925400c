import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { REQUEST_ID_HEADER } from '#kernel/graphql/request.ts';
import { logAnswer } from '../access-log.ts';
import { type Caller, type TrustsProxy, callerOf } from '../caller.ts';

/** One request over HTTP and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the client leaves before it has its whole answer. */
  readonly left: AbortSignal;
  /** Nobody until the token has been verified. */
  caller: Caller;
  /** A stream says in the log by itself how it ended. */
  logsItself: boolean;
}

/** A whole answer, as opposed to a stream. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Names the request before its token is looked at, so that a refusal has its id and its line in the log too. */
export function begin(
  request: IncomingMessage,
  response: ServerResponse,
  { logger, trustsProxy }: { readonly logger: Logger; readonly trustsProxy: TrustsProxy },
  transport: 'http' | 'rest',
): Exchange {
  const startedAtMs = performance.now();
  const left = new AbortController();
  const { authorization } = request.headers;
  const what = transport === 'rest' ? 'rest request' : undefined;
  const caller = callerOf(request, trustsProxy, authorization, ANONYMOUS, what);
  const exchange: Exchange = { request, response, left: left.signal, caller, logsItself: false };
  response.setHeader(REQUEST_ID_HEADER, caller.requestId);
  const written = request.socket.bytesWritten;
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
    if (exchange.logsItself) return;
    const bytes = request.socket.bytesWritten - written;
    const status = response.writableFinished ? response.statusCode : 'left';
    logAnswer(logger, exchange.caller, { transport, status, bytes, startedAtMs });
  });
  return exchange;
}
