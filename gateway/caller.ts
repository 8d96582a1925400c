import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Principal } from '#kernel/graphql/principal.ts';
import {
  CLIENT_ADDRESS_HEADER,
  REQUEST_ID_HEADER,
  newTraceparent,
} from '#kernel/graphql/request.ts';

/** Who asks, and what subgraphs are told of it. The context of every operation, on every transport. */
export interface Caller {
  readonly principal: Principal;
  readonly requestId: string;
  /** Sent with every request to a subgraph, which verifies the token itself. */
  readonly headers: Readonly<Record<string, string>>;
}

const REQUEST_ID = /^[\w-]{8,64}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** The caller of one HTTP request, or of one operation on a socket. What a client may not choose is not taken from it. */
export function callerOf(
  request: IncomingMessage,
  authorization: string | undefined,
  principal: Principal,
): Caller {
  const givenId = single(request.headers[REQUEST_ID_HEADER]);
  const givenTrace = single(request.headers['traceparent']);
  const requestId = givenId && REQUEST_ID.test(givenId) ? givenId : randomUUID();
  return {
    principal,
    requestId,
    headers: {
      ...(authorization !== undefined && { authorization }),
      [REQUEST_ID_HEADER]: requestId,
      [CLIENT_ADDRESS_HEADER]: request.socket.remoteAddress ?? '',
      traceparent: givenTrace && TRACEPARENT.test(givenTrace) ? givenTrace : newTraceparent(),
    },
  };
}
