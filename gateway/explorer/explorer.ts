import { type RenderOptions, getDistDirectory, renderAltair } from 'altair-static';
import express, { Router } from 'express';

/** An operation that the explorer opens with. */
export interface Example {
  readonly name: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Everything comes from this server, so the page works without internet; Altair evaluates its own templates. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join('; ');

/** Altair, served from npm, with one window per example. Mounted at `/explore`. */
export function explorer(examples: readonly Example[]): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    next();
  });
  router.get('/', (request, response) => {
    const host = request.headers.host ?? '';
    const scheme = request.secure ? 'wss' : 'ws';
    response.type('html').send(renderAltair(configuration(`${scheme}://${host}`, examples)));
  });
  router.use(express.static(getDistDirectory(), { index: false }));
  return router;
}

const configuration = (socketOrigin: string, examples: readonly Example[]): RenderOptions => ({
  baseURL: '/explore/',
  endpointURL: '/graphql',
  subscriptionsEndpoint: `${socketOrigin}/graphql`,
  initialSubscriptionRequestHandlerId: 'graphql-ws',
  initialWindows: examples.map(({ name, query, variables }) => ({
    initialName: name,
    initialQuery: query,
    initialVariables: JSON.stringify(variables, null, 2),
  })),
  instanceStorageNamespace: 'comptoir_',
  disableAccount: true,
});
