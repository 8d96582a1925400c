import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { presentable, refusal } from '../errors.ts';
import { streamAskedFor } from '../subscriptions/stream-formats.ts';
import type { Answer } from './exchange.ts';
import { JSON_TYPE, mediaTypeFor } from './negotiation.ts';

/** An operation with all that is wrong with it. */
export class Refused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super(errors[0]?.message);
  }
}

/** By which operations are asked. */
export const METHODS = ['GET', 'POST'];

/** What breaks outside of an operation, in the form in which operations answer errors; never with a stack. */
export function failed(
  error: unknown,
  request: IncomingMessage,
  answer: (errors: readonly GraphQLError[]) => FormattedExecutionResult,
): Answer {
  const { status, shown } = asGraphQLErrors(error);
  const { retryAfterSeconds } = shown[0]?.extensions ?? {};
  const headers = {
    'content-type': `${mediaType(request)}; charset=utf-8`,
    ...(status === 405 && { allow: METHODS.join(', ') }),
    ...(typeof retryAfterSeconds === 'number' && { 'retry-after': String(retryAfterSeconds) }),
  };
  return { status, headers, body: JSON.stringify(answer(shown)) };
}

/** The same for the other routes of the program. */
export function failure(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    // Half an answer has left, so all that can be done is to end the connection.
    if (response.headersSent) return next(error);
    const { status, headers, body } = failed(error, request, (errors) => ({
      errors: errors.map((each) => presentable(each.toJSON(), error, logger)),
    }));
    response.writeHead(status, headers).end(body);
  };
}

/**
 * Clients take a refusal for GraphQL's answer only in the media type that says so. For who wanted a stream it is none:
 * the client shall see that it has no stream, and try again.
 */
const mediaType = (request: IncomingMessage): string =>
  (!streamAskedFor(request.headers.accept) && mediaTypeFor(request)) || JSON_TYPE;

function asGraphQLErrors(error: unknown): { status: number; shown: readonly GraphQLError[] } {
  if (!(error instanceof Refused)) {
    const { status, shown } = asGraphQLError(error);
    return { status, shown: [shown] };
  }
  const [first] = error.errors;
  return { status: asGraphQLError(first).status, shown: error.errors };
}

function asGraphQLError(error: unknown): { status: number; shown: GraphQLError } {
  if (error instanceof GraphQLError) {
    const { http, code } = error.extensions as { http?: { status?: number }; code?: unknown };
    return { status: http?.status ?? (code === 'UNAUTHENTICATED' ? 401 : 400), shown: error };
  }
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (type === 'entity.too.large') {
    return { status: 413, shown: refusal('REQUEST_TOO_LARGE', 'The request is too large.') };
  }
  if (typeof status === 'number' && status < 500) {
    const message =
      type === 'entity.parse.failed'
        ? 'The request body is not JSON.'
        : 'The request cannot be read.';
    return { status, shown: refusal('BAD_REQUEST', message) };
  }
  return { status: 500, shown: new GraphQLError('') };
}
