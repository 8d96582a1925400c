import type { IncomingMessage, ServerResponse } from 'node:http';
import { type TrustsProxy, cameByTls } from '../caller.ts';

/** Half a year, for this host only: what stands beside it may not have a certificate. */
const STRICT_TRANSPORT = `max-age=${180 * 24 * 60 * 60}`;

/** On every answer. An answer of the API is data and loads nothing; a page says what it needs instead. */
const HEADERS = Object.entries({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  // Frontends of other origins read answers by CORS; nobody has to embed them.
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});

export function secure(
  request: IncomingMessage,
  response: ServerResponse,
  trustsProxy: TrustsProxy,
): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
  // Said over plain HTTP it would be ignored.
  if (cameByTls(request, trustsProxy))
    response.setHeader('strict-transport-security', STRICT_TRANSPORT);
}
