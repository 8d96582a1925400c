import { randomUUID } from 'node:crypto';
import { type RenderOptions, getDistDirectory, renderAltair } from 'altair-static';
import express, { Router } from 'express';
import { FIRST_STEPS } from './first-steps.ts';

/** An operation that the explorer opens with. */
export interface Example {
  readonly name: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  /** What to keep of the answer as variables of the environment, by name: a path into the data. */
  readonly keeps?: Readonly<Record<string, string>>;
  /** The header, in which variables of the environment stand in double braces. */
  readonly authorization?: string;
  /** A script in Altair's manner, run before each request. */
  readonly before?: string;
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
    const page = renderAltair(configuration(`${scheme}://${host}`, examples));
    response.type('html').send(page.replace('</body>', () => `${FIRST_STEPS}</body>`));
  });
  router.use(express.static(getDistDirectory(), { index: false }));
  return router;
}

const SUBSCRIBE_BY = 'graphql-ws' as const;

const configuration = (socketOrigin: string, examples: readonly Example[]): RenderOptions => ({
  baseURL: '/explore/',
  endpointURL: '/graphql',
  subscriptionsEndpoint: `${socketOrigin}/graphql`,
  initialSubscriptionRequestHandlerId: SUBSCRIBE_BY,
  initialWindows: examples.map(window),
  initialEnvironments: {
    activeSubEnvironment: 'story',
    subEnvironments: [{ id: 'story', title: 'The story', variables: { unique: randomUUID() } }],
  },
  initialSettings: {
    theme: 'system',
    'alert.disableUpdateNotification': true,
    'banners.disable': true,
  },
  instanceStorageNamespace: 'comptoir_',
  disableAccount: true,
});

const window = ({ name, query, variables, keeps = {}, authorization, before }: Example) => ({
  initialName: name,
  initialQuery: query,
  initialVariables: JSON.stringify(variables, null, 2),
  initialSubscriptionRequestHandlerId: SUBSCRIBE_BY,
  ...(authorization && {
    initialHeaders: { Authorization: authorization },
    initialSubscriptionsPayload: { authorization },
  }),
  ...(before && { initialPreRequestScript: before }),
  ...(Object.keys(keeps).length > 0 && { initialPostRequestScript: keeping(keeps) }),
});

/** The script that keeps parts of an answer for the windows that follow. It runs after a look at the schema too. */
const keeping = (keeps: Readonly<Record<string, string>>): string =>
  `const { data } = JSON.parse(altair.response.body);
for (const [name, path] of Object.entries(${JSON.stringify(keeps)})) {
  const value = path.split('.').reduce((part, key) => part?.[key], data);
  if (value) altair.helpers.setEnvironment(name, value, true);
}`;
