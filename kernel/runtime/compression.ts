import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib';
import Negotiator from 'negotiator';

/** Smaller answers fit a packet or two anyway. */
const THRESHOLD_BYTES = 1024;
/** To hand so little to another thread takes twice as long as to compress it. */
const MAX_BYTES_AT_ONCE = 64 * 1024;
/** As small as gzip's default makes it, in half of the time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const [brotlied, gzipped] = [promisify(brotliCompress), promisify(gzip)];

/**
 * Brotli or gzip, as the client takes it. An attacker who could add text to a compressed answer, and make a victim's
 * browser ask for it, would learn its secrets from its size (BREACH). Nobody can: a browser sends no token by itself,
 * and forged requests are refused.
 */
export async function compressed(body: string, request: IncomingMessage) {
  const encoding = body.length < THRESHOLD_BYTES ? undefined : encodingFor(request);
  const atOnce = body.length <= MAX_BYTES_AT_ONCE;
  switch (encoding) {
    case undefined:
      return { encoding, payload: body };
    case 'br':
      return {
        encoding,
        payload: atOnce ? brotliCompressSync(body, BROTLI) : await brotlied(body, BROTLI),
      };
    case 'gzip':
      return { encoding, payload: atOnce ? gzipSync(body) : await gzipped(body) };
  }
}

/** The compression that the client takes which makes answers smaller. */
const encodingFor = (request: IncomingMessage): 'br' | 'gzip' | undefined => {
  const taken = new Negotiator(request).encodings(['br', 'gzip']);
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : undefined;
};
