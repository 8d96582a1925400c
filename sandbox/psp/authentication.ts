import { createHash, timingSafeEqual } from 'node:crypto';

import type { RequestHandler } from 'express';

import { Refusal } from './refusal.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets a call pass that carries `Authorization: Bearer <key>`; compared in constant time. */
export function requireKey(key: string, kind: 'secret' | 'publishable'): RequestHandler {
  const expected = digest(`Bearer ${key}`);
  return (request, _response, next) => {
    if (timingSafeEqual(digest(request.get('authorization') ?? ''), expected)) return next();
    throw new Refusal('authentication', 'invalid_key', `Send the ${kind} key as a bearer token.`);
  };
}
