import type { IncomingMessage } from 'node:http';
import { OperationTypeNode } from 'graphql';
import { refusal } from '../errors.ts';
import { type Operations, admittedIn } from '../subscriptions/operations.ts';
import { keptIfAllowed } from './cache-headers.ts';
import type { Answer, Exchange } from './exchange.ts';
import { Refused } from './failure.ts';
import { GRAPHQL_TYPE, JSON_TYPE, mediaTypeFor } from './negotiation.ts';
import { type Sent, payloadOf, refuseForgery } from './sent.ts';
import type { Streams } from './streams.ts';

export interface AnswersOptions {
  readonly operations: Operations;
  readonly streams: Streams;
}

/**
 * Queries and mutations over HTTP, by the same way as on every transport.
 * @returns undefined for what asks for a stream, which is then answered by one
 * @throws {GraphQLError | Refused}
 */
export async function answerTo(
  exchange: Exchange,
  sent: Sent,
  { operations, streams }: AnswersOptions,
): Promise<Answer | undefined> {
  const { request, caller, left } = exchange;
  const payload = payloadOf(request, sent);
  if (await streams.take(exchange, payload)) return undefined;
  refuseForgery(request);
  const admitted = await operations.admit(payload, caller, 'http');
  if (!('schema' in admitted)) {
    // The log tells also of what is refused how it is called.
    const operation = operations.meant(payload);
    if (operation) caller.tally.names(operation);
    throw new Refused(admitted);
  }
  const { operation } = admittedIn(admitted).prepared;
  caller.tally.names(operation);
  refuseUnlessAnswered(request, operation.operation);
  const headers = { 'content-type': `${mediaType(request)}; charset=utf-8` };
  const { errors, data, extensions } = await operations.answer(admitted, left);
  const body = JSON.stringify({ errors, data, extensions });
  return keptIfAllowed(exchange, { status: 200, headers, body });
}

/** @throws {GraphQLError} */
function refuseUnlessAnswered({ method }: IncomingMessage, kind: OperationTypeNode): void {
  if (kind === OperationTypeNode.SUBSCRIPTION) {
    throw refusal(
      'SUBSCRIPTION_OVER_HTTP',
      'Subscribe over WebSocket (protocol graphql-transport-ws), or accept a stream of events: ' +
        'text/event-stream, or multipart/mixed;subscriptionSpec=1.0.',
    );
  }
  if (kind === OperationTypeNode.MUTATION && method !== 'POST') {
    throw refusal('BAD_REQUEST', 'Send mutations by POST.', 405);
  }
}

/** @throws {GraphQLError} for a client that takes neither of the two */
function mediaType(request: IncomingMessage): string {
  const type = mediaTypeFor(request);
  if (type) return type;
  throw refusal('BAD_REQUEST', `Accept ${JSON_TYPE} or ${GRAPHQL_TYPE}.`, 406);
}
