import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** What is of no concern to clients: which of our parts said it, and where in the code. */
const INTERNAL_EXTENSIONS = new Set(['serviceName', 'stacktrace', 'exception', 'http']);
const UNFORESEEN_CODES = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);

/**
 * What a client may see of an error. Subgraphs have masked theirs and say why by code; what has no code is ours and
 * unforeseen: it is logged under an id, and the client gets the id.
 */
export function presentable(
  error: GraphQLFormattedError,
  cause: unknown,
  logger: Logger,
): GraphQLFormattedError {
  const { message, locations, path } = error;
  const extensions = Object.fromEntries(
    Object.entries(error.extensions ?? {}).filter(([name]) => !INTERNAL_EXTENSIONS.has(name)),
  );
  const position = { ...(locations && { locations }), ...(path && { path }) };
  if (typeof extensions['code'] === 'string' && !UNFORESEEN_CODES.has(extensions['code'])) {
    return { message, ...position, extensions };
  }
  const errorId = randomUUID();
  logger.error({ err: cause, errorId }, 'an unforeseen error in the gateway');
  return {
    message: `Something went wrong on our side. Quote ${errorId} when you ask about it.`,
    ...position,
    extensions: { code: 'INTERNAL', errorId },
  };
}

/** A refusal of the gateway's own. `status` is for HTTP; a socket has none. */
export const refusal = (code: string, message: string, status = 400): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });
