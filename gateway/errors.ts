import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** What is of no concern to clients: which of our parts said it, and where in the code. */
const INTERNAL_EXTENSIONS = new Set(['serviceName', 'stacktrace', 'exception', 'http']);
const UNFORESEEN_CODES = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);

/** We have parsed, validated and planned what a subgraph is asked, so with these it speaks of our mistake. */
const OUR_MISTAKES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Stacks, errors of the operating system, SQL and what a database says of it, addresses. */
const REVEALING = [
  /\n\s+at \S/,
  /\b(?:ECONN[A-Z]+|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EAI_AGAIN|EPIPE|ENOENT|EACCES)\b/,
  /\b(?:select\b.+\bfrom|insert into|update\b.+\bset|delete from)\b/is,
  /\b(?:duplicate key value|violates [a-z-]+ constraint|(?:relation|column) ".+" does not exist)/i,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[a-z][\w-]*(?:\.[\w-]+)*:\d{2,5}\b|\b[a-z]+:\/\/[^\s/]*@/i,
];

/**
 * What a client may see of an error. What has no code is ours and unforeseen: it is logged under an id, and the client
 * gets the id.
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
  return { message: apology(errorId), ...position, extensions: { code: 'INTERNAL', errorId } };
}

const apology = (errorId: string) =>
  `Something went wrong on our side. Quote ${errorId} when you ask about it.`;

/**
 * What a client may see of what a subgraph said. Ours mask what is unforeseen and say why by code; one that has not is
 * masked here, by what it looks like.
 */
export function passedOn(said: unknown, logger: Logger): GraphQLFormattedError {
  const error = (typeof said === 'object' && said !== null ? said : {}) as GraphQLFormattedError;
  const { message, path, extensions } = error;
  // Its lines and columns are those of the document that we sent, which the client has never seen.
  const position = Array.isArray(path) && { path };
  const masked = { message: '', ...position };
  const code: unknown = extensions?.['code'];
  const told = typeof message === 'string' && typeof code === 'string' && !OUR_MISTAKES.has(code);
  const errorId: unknown = extensions?.['errorId'];
  if (told && code === 'INTERNAL' && typeof errorId === 'string' && UUID.test(errorId))
    return { ...masked, message: apology(errorId), extensions: { code, errorId } };
  return told && code !== 'INTERNAL' && !reveals(error)
    ? presentable({ message, ...position, ...(extensions && { extensions }) }, error, logger)
    : presentable(masked, said, logger);
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

function reveals({ message, extensions }: GraphQLFormattedError): boolean {
  const facts = Object.values(extensions ?? {}).map((fact) =>
    typeof fact === 'string' ? fact : (JSON.stringify(fact) ?? '').replaceAll('\\n', '\n'),
  );
  return [message, ...facts].some((text) => REVEALING.some((pattern) => pattern.test(text)));
}

/** A refusal of the gateway's own. `status` is for HTTP; a socket has none. */
export const refusal = (code: string, message: string, status = 400): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });
