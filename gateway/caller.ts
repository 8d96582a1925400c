import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Principal } from '#kernel/graphql/principal.ts';
import {
  CLIENT_ADDRESS_HEADER,
  REQUEST_ID_HEADER,
  newTraceparent,
} from '#kernel/graphql/request.ts';
import { begin } from '#kernel/telemetry/tracing.ts';
import { Tally } from './tally.ts';

/** Who asks, and what subgraphs are told of it. The context of every operation, on every transport. */
export interface Caller {
  readonly principal: Principal;
  readonly requestId: string;
  /** Sent with every request to a subgraph, which verifies the token itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** What becomes known of the operation. */
  readonly tally: Tally;
  /** Until when he waits, by the clock of `performance.now()`. Whoever listens to events waits for each of them anew. */
  readonly deadline?: number;
  /** Aborted when he has left before he was answered. */
  readonly left?: AbortSignal;
}

/** Whether what stands at an address may say for whom it asks; `hop` 0 is who connected. As compiled by Express. */
export type TrustsProxy = (address: string, hop: number) => boolean;

const REQUEST_ID = /^[\w-]{8,64}$/;
/** Longer ones are no preferences of people, and `*` is none at all. Source: RFC 9110, 12.5.4. */
const ACCEPT_LANGUAGE = /^(?!\*$)[\w*,;=. -]{1,200}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** The caller of one HTTP request, or of one operation on a socket. What a client may not choose is not taken from it. */
export function callerOf(
  request: IncomingMessage,
  trustsProxy: TrustsProxy,
  authorization: string | undefined,
  principal: Principal,
  what = 'graphql operation',
): Caller {
  const givenId = single(request.headers[REQUEST_ID_HEADER]);
  const givenTrace = single(request.headers['traceparent']);
  const language = single(request.headers['accept-language']);
  const requestId = givenId && REQUEST_ID.test(givenId) ? givenId : randomUUID();
  const parent = givenTrace && TRACEPARENT.test(givenTrace) ? givenTrace : undefined;
  const stretch = begin(what, { kind: 'server', parent, root: true });
  return {
    principal,
    requestId,
    tally: new Tally(stretch),
    headers: {
      ...(authorization !== undefined && { authorization }),
      [REQUEST_ID_HEADER]: requestId,
      [CLIENT_ADDRESS_HEADER]: clientAddress(request, trustsProxy),
      ...(language !== undefined &&
        ACCEPT_LANGUAGE.test(language) && { 'accept-language': language }),
      traceparent: stretch?.traceparent ?? parent ?? newTraceparent(),
    },
  };
}

/** How long a client waits for an answer. */
const REQUEST_MS = 10_000;

/** A caller who waits for one answer, from now on. @param left aborted when he leaves before it */
export const waiting = (caller: Caller, left: AbortSignal): Caller => ({
  ...caller,
  deadline: performance.now() + REQUEST_MS,
  left,
});

/** Whether the client came by TLS: to a proxy that is believed, since we speak none ourselves. */
export const cameByTls = (
  { socket, headers }: IncomingMessage,
  trustsProxy: TrustsProxy,
): boolean =>
  trustsProxy(socket.remoteAddress ?? '', 0) &&
  /^\s*https\s*(,|$)/.test(String(headers['x-forwarded-proto'] ?? ''));

/** Each proxy names who came to it, behind whom others have named; we go back until one is not to be believed. */
export function clientAddress(
  { socket, headers }: IncomingMessage,
  trustsProxy: TrustsProxy,
): string {
  const named = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .toReversed();
  let address = socket.remoteAddress ?? '';
  for (const [hop, before] of named.map((name) => name.trim()).entries()) {
    if (!trustsProxy(address, hop) || isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** In whose name limits are counted. Of those who are nobody only the address is known. */
export function nameOf(principal: Principal): string | undefined {
  switch (principal.kind) {
    case 'anonymous':
      return undefined;
    case 'service':
      return principal.name;
    case 'user':
      return principal.id;
  }
}
