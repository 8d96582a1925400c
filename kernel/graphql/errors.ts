import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { DomainError } from '../domain/domain-error.ts';
import { isTransient } from '../persistence/transient.ts';
import { DeadlineExceeded } from '../runtime/errand.ts';
import { GraphUnavailable } from './graph-client.ts';

/**
 * What a caller may see of an error: a refusal's code and message, or that there is no answer right now. Anything
 * unforeseen is logged under an id, and the caller gets only that id: no stack, SQL or host ever leaves.
 */
export function presentable(error: unknown, logger: Logger): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const position = error instanceof GraphQLError ? positionOf(error) : {};
  if (original instanceof DomainError) {
    return { ...position, message: original.message, extensions: { code: original.code } };
  }
  if (isTooLate(original)) {
    const { message, code } = new DeadlineExceeded();
    return { ...position, message, extensions: { code } };
  }
  if (original instanceof GraphQLError && isForeseen(original)) {
    const { stacktrace: _hidden, ...extensions } = original.extensions;
    return { ...position, message: original.message, extensions };
  }
  if (original instanceof GraphUnavailable || isTransient(original)) {
    logger.warn({ err: original }, 'what was asked for could not be reached');
    return { ...position, ...UNAVAILABLE };
  }
  const errorId = randomUUID();
  logger.error({ err: original, errorId }, 'an unforeseen error');
  return {
    ...position,
    message: `Something went wrong on our side. Quote ${errorId} when you ask about it.`,
    extensions: { code: 'INTERNAL', errorId },
  };
}

/** Something that the answer needs is away: a database, another part of the shop. */
export const UNAVAILABLE = {
  message: 'A part of the shop does not answer right now.',
  extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
};

/** Raised by GraphQL itself about the document, or by us on purpose, with a code; a scalar's refusal comes wrapped. */
const isForeseen = ({ originalError, extensions }: GraphQLError): boolean =>
  (originalError === undefined ||
    (originalError instanceof GraphQLError && isForeseen(originalError))) &&
  extensions['code'] !== 'INTERNAL_SERVER_ERROR';

/** Asked for by code, because the object mapper wraps what the connection throws. */
const isTooLate = (error: unknown): boolean =>
  error instanceof Error &&
  (error as { code?: unknown }).code === ('DEADLINE_EXCEEDED' satisfies DeadlineExceeded['code']);

const positionOf = ({ locations, path }: GraphQLError) => ({
  ...(locations && { locations }),
  ...(path && { path }),
});
