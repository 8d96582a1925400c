import type { RequestHandler } from 'express';

/** Half a year, for this host only: what stands beside it may not have a certificate. */
const STRICT_TRANSPORT = `max-age=${180 * 24 * 60 * 60}`;

/** On every answer. An answer of the API is data and loads nothing; a page says what it needs instead. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  // Frontends of other origins read answers by CORS; nobody has to embed them.
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Apollo's landing page declares in its head where its scripts come from; this is what a head cannot say. */
const LANDING_PAGE_POLICY = "frame-ancestors 'none'; object-src 'none'";

export const securityHeaders: RequestHandler = (request, response, next) => {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  // Said over plain HTTP it would be ignored. Whether it is TLS, a proxy tells that TRUST_PROXY believes.
  if (request.secure) response.setHeader('strict-transport-security', STRICT_TRANSPORT);
  next();
};

/** For a browser that opens the endpoint: what it gets is a page. */
export const landingPageHeaders: RequestHandler = (request, response, next) => {
  if (
    request.method === 'GET' &&
    !request.url.includes('?') &&
    request.accepts().includes('text/html')
  )
    response.setHeader('content-security-policy', LANDING_PAGE_POLICY);
  next();
};
