import { constants } from 'node:zlib';
import compression from 'compression';
import type { RequestHandler } from 'express';
import { streamAskedFor } from '../subscriptions/stream-formats.ts';

/** Smaller answers fit a packet or two anyway. */
const THRESHOLD_BYTES = 1024;
/** As small as gzip's default makes it, in half of the time. */
const BROTLI_QUALITY = 4;

const compress = compression({
  threshold: THRESHOLD_BYTES,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
});

/**
 * Brotli or gzip for answers, as the client prefers; never for streams, whose events must leave at once.
 * An attacker who could add text to a compressed answer, and make a victim's browser ask for it, would learn its secrets
 * from its size (BREACH). Nobody can: a browser sends no token by itself, and forged requests are refused.
 */
export const compressed: RequestHandler = (request, response, next) => {
  if (streamAskedFor(request.headers.accept)) next();
  else compress(request, response, next);
};
