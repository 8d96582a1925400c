import type { Request, RequestHandler, Response } from 'express';
import { OperationTypeNode, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Caller } from '../caller.ts';
import { refusal } from '../errors.ts';
import type { Admission } from '../limits/admission.ts';
import { type Operations, admittedIn } from '../subscriptions/operations.ts';
import { mayBeKept, tellKeepers } from './cache-headers.ts';
import { Refused } from './failure.ts';
import { payloadOf, refuseForgery, sent } from './sent.ts';
import type { Streams } from './streams.ts';

export interface AnswersOptions {
  readonly operations: Operations;
  readonly streams: Streams;
  readonly admission: Admission;
}

/** Queries and mutations over HTTP, by the same way as on every transport; what asks for a stream goes to the streams. */
export function answers({ operations, streams, admission }: AnswersOptions): RequestHandler {
  return async (request, response, next) => {
    const given = sent(request);
    // Without a query it is the landing page, a persisted document or a mistake: Apollo Server knows.
    if (typeof given.query !== 'string' || isPersisted(given.extensions)) return next();
    const caller = response.locals['caller'] as Caller;
    if (streams.take(request, given, caller)) return;
    refuseForgery(request);
    const payload = payloadOf(request, given);
    const admitted = operations.admit(payload, caller, 'http');
    if (!('schema' in admitted)) {
      name(payload, caller, admission);
      throw new Refused(admitted);
    }
    const { operation } = admittedIn(admitted).prepared;
    caller.tally.names(operation);
    refuseUnlessAnswered(request, operation.operation);
    const type = mediaType(request);
    const { errors, data, extensions } = await operations.answer(admitted, whenLeft(response));
    const body = JSON.stringify({ errors, data, extensions });
    if (mayBeKept(request, caller) && tellKeepers(request, response, caller, body)) return;
    response.setHeader('content-type', `${type}; charset=utf-8`);
    response.setHeader('content-length', Buffer.byteLength(body));
    response.end(body);
  };
}

/** The log tells also of what is refused how it is called. */
function name({ query, operationName }: SubscribePayload, { tally }: Caller, admission: Admission) {
  const document = admission.admit(query);
  const operation = 'definitions' in document && getOperationAST(document, operationName);
  if (operation) tally.names(operation);
}

const isPersisted = (extensions: unknown): boolean =>
  typeof extensions === 'string'
    ? extensions.includes('persistedQuery')
    : typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions;

/** @throws {GraphQLError} */
function refuseUnlessAnswered({ method }: Request, kind: OperationTypeNode): void {
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
function mediaType(request: Request): string {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  const type = request.accepts([JSON_TYPE, GRAPHQL_TYPE]);
  if (type) return type;
  throw refusal('BAD_REQUEST', `Accept ${JSON_TYPE} or ${GRAPHQL_TYPE}.`, 406);
}

const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';

/** Aborted when the client leaves before it has its answer. */
function whenLeft(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}
