import { type IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import type { SubscribePayload } from 'graphql-ws';
import { refusal } from '../errors.ts';

/** What a client sent, as it came: no part of it need be what it should be. */
export interface Sent {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** @param body of the request, if it is JSON */
export const sentIn = ({ method, url = '' }: IncomingMessage, body: unknown): Sent =>
  method === 'GET'
    ? Object.fromEntries(new URLSearchParams(/\?([^#]*)/.exec(url)?.[1]))
    : ((body ?? {}) as Sent);

/** Without a document it is the landing page or a mistake: Apollo Server knows. */
export const isForApollo = ({ query, extensions }: Sent): boolean =>
  typeof query !== 'string' && !isNamed(extensions);

/** Whether a document is named by its hash. */
const isNamed = (extensions: unknown): boolean =>
  typeof extensions === 'string'
    ? extensions.includes('persistedQuery')
    : typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions;

/** Reads the JSON that a request brings; undefined for one that brings none. */
export function bodyReader(limit: number): (request: IncomingMessage) => Promise<unknown> {
  const read = express.json({ limit });
  return (request) =>
    new Promise((resolve, reject) => {
      const done = (error?: unknown) => {
        if (error) reject(error as Error);
        else resolve((request as Request).body);
      };
      read(request as Request, new ServerResponse(request) as Response, done);
    });
}

/** @throws {GraphQLError} */
export function payloadOf(
  { method }: IncomingMessage,
  { query, operationName, variables, extensions }: Sent,
): SubscribePayload {
  const isText = method === 'GET';
  const given = objectOf('variables', variables, isText);
  const more = objectOf('extensions', extensions, isText);
  if (operationName != null && typeof operationName !== 'string') {
    throw refusal('BAD_REQUEST', '`operationName` must be a string.');
  }
  return {
    // What is not sent may be named.
    query: typeof query === 'string' ? query : '',
    ...(operationName && { operationName }),
    ...(given && { variables: given }),
    ...(more && { extensions: more }),
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
export function refuseForgery({ headers }: IncomingMessage): void {
  if (headers['x-apollo-operation-name'] || headers['apollo-require-preflight']) return;
  if (/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return;
  throw refusal(
    'BAD_REQUEST',
    'Send the header apollo-require-preflight, or the content type application/json.',
  );
}
