import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

export const JSON_TYPE = 'application/json';
export const GRAPHQL_TYPE = 'application/graphql-response+json';

/** The media type for an answer that the client likes best, of the two that there are. */
export function mediaTypeFor(request: IncomingMessage): string | undefined {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  return new Negotiator(request).mediaType([JSON_TYPE, GRAPHQL_TYPE]);
}
