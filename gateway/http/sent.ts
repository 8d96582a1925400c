import type { Request } from 'express';
import type { SubscribePayload } from 'graphql-ws';
import { refusal } from '../errors.ts';

/** What a client sent, as it came: no part of it need be what it should be. */
export interface Sent {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

export function sent(request: Request): Sent {
  return request.method === 'GET'
    ? Object.fromEntries(new URLSearchParams(/\?([^#]*)/.exec(request.url)?.[1]))
    : ((request.body ?? {}) as Sent);
}

/** @throws {GraphQLError} */
export function payloadOf(
  { method }: Request,
  { query, operationName, variables, extensions }: Sent,
): SubscribePayload {
  const isText = method === 'GET';
  const given = objectOf('variables', variables, isText);
  objectOf('extensions', extensions, isText);
  if (operationName != null && typeof operationName !== 'string') {
    throw refusal('BAD_REQUEST', '`operationName` must be a string.');
  }
  return {
    query: String(query),
    ...(operationName && { operationName }),
    ...(given && { variables: given }),
  };
}

function objectOf(
  name: string,
  sent: unknown,
  isText: boolean,
): Record<string, unknown> | undefined {
  const given = isText && typeof sent === 'string' ? parsed(name, sent) : sent;
  if (given == null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw refusal('BAD_REQUEST', `\`${name}\` must be an object.`);
  }
  return given as Record<string, unknown>;
}

function parsed(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw refusal('BAD_REQUEST', `\`${name}\` must be JSON.`);
  }
}

/**
 * By the rule that Apollo Server has: a request must have something about it for which a browser asks permission before
 * it sends it for another site.
 * @throws {GraphQLError}
 */
export function refuseForgery({ headers }: Request): void {
  if (headers['x-apollo-operation-name'] || headers['apollo-require-preflight']) return;
  if (/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return;
  throw refusal(
    'BAD_REQUEST',
    'Send the header apollo-require-preflight, or the content type application/json.',
  );
}
