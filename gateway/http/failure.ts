import type { ErrorRequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { presentable, refusal } from '../errors.ts';

/** What breaks outside of an operation, in the form in which operations answer errors; never with a stack. */
export function failure(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    // Half an answer has left, so all that can be done is to end the connection.
    if (response.headersSent) return next(error);
    const { status, shown } = asGraphQLError(error);
    response.status(status).json({ errors: [presentable(shown.toJSON(), error, logger)] });
  };
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
