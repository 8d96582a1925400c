import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../caller.ts';

/**
 * Until more is known, nobody keeps an answer. What is kept is kept apart by what it depends on: who has a token is never
 * answered with what was kept for others.
 */
export const notKept: RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  response.vary('Accept').vary('Authorization');
  next();
};

/** Whether anybody may keep the answer that `caller` got. */
export const mayBeKept = ({ method }: Request, { headers, tally }: Caller): boolean =>
  tally.maxAgeSeconds > 0 &&
  tally.outcome === 'ok' &&
  method === 'GET' &&
  headers['authorization'] === undefined;

/**
 * Says for how long the answer may be kept, and names it.
 * @returns whether the client has it already, and has been told so
 */
export function tellKeepers(
  request: Request,
  response: Response,
  { tally }: Caller,
  body: string,
): boolean {
  response.setHeader('cache-control', `public, max-age=${tally.maxAgeSeconds}`);
  // Weak, because the same answer may be compressed in different ways.
  response.setHeader('etag', `W/"${createHash('sha256').update(body).digest('base64url')}"`);
  if (!request.fresh) return false;
  response.status(304).end();
  return true;
}
