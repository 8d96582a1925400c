import { createHash } from 'node:crypto';
import type { Caller } from '../caller.ts';
import type { Answer, Exchange } from './exchange.ts';

/** What an answer depends on: who has a token, or reads another language, is never answered with what was kept for others. */
export const VARY = { vary: 'Accept, Accept-Encoding, Accept-Language, Authorization, Origin' };

/** Until more is known, nobody keeps an answer. */
export const NOT_KEPT = { 'cache-control': 'no-store', ...VARY };

/** The answer as it is kept, if anybody may keep it; without its body if the client has that already. */
export function keptIfAllowed({ request, caller }: Exchange, answer: Answer): Answer {
  const { method, headers } = request;
  if (method !== 'GET' || !isForAnybody(caller)) return answer;
  // Weak, because the same answer may be compressed in different ways.
  const etag = `W/"${createHash('sha256').update(answer.body).digest('base64url')}"`;
  const maxAge = { 'cache-control': `public, max-age=${caller.tally.maxAgeSeconds}`, etag };
  const known = (headers['if-none-match'] ?? '').split(/\s*,\s*/);
  return known.includes(etag)
    ? { status: 304, headers: maxAge, body: '' }
    : { ...answer, headers: { ...answer.headers, ...maxAge } };
}

const isForAnybody = ({ headers, tally }: Caller): boolean =>
  tally.maxAgeSeconds > 0 && tally.outcome === 'ok' && headers['authorization'] === undefined;
