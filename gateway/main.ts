import { join } from 'node:path';
import { createAuthenticate } from '#kernel/graphql/authenticate.ts';
import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import type { PartState, Parts } from '#kernel/runtime/health.ts';
import { Installation } from '#kernel/runtime/installation.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { runProgram } from '#kernel/runtime/program.ts';
import { PUBLIC_API } from '#kernel/runtime/public-api.ts';
import { fetchKeys } from '#kernel/runtime/run-contexts.ts';
import { serviceTokens } from '#kernel/runtime/service-token.ts';
import {
  type Settings,
  budgetLimits,
  connectionLimits,
  contextUrls,
  readSettings,
} from '#kernel/runtime/settings.ts';
import { startTracing } from '#kernel/telemetry/start-tracing.ts';
import { windows } from '../examples/windows.ts';
import { forwardTo } from './http/forward.ts';
import { safelistIn, startGateway, watchedFile } from './index.ts';
import type { EndedSessions } from './token-watch.ts';

const SUPERGRAPH = join(import.meta.dirname, '..', 'schema', 'supergraph.graphql');

/** The gateway as a process of its own, before contexts that are processes of their own. */
await runProgram({ usage: 'gateway/main.ts, with settings in the environment' }, async () => {
  const settings = readSettings();
  const urls = contextUrls(settings);
  const logger = createLogger(settings.LOG_LEVEL);
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing = await startTracing({ endpoint, service: 'gateway' });
  const gateway = await startGateway({
    supergraph: watchedFile('supergraph', settings.SUPERGRAPH ?? SUPERGRAPH),
    subgraphs: Object.fromEntries(
      Object.entries(urls).map(([name, url]) => [name, httpSubgraph(`${url}/graphql`)]),
    ),
    verify: createAuthenticate(() => fetchKeys(settings.ACCOUNTS_URL)),
    connections: connectionLimits(settings),
    endedSessions: settings.COMPTOIR_SECRET ? endedSessions(settings) : undefined,
    port: settings.PORT,
    host: settings.HOST,
    corsOrigins: settings.CORS_ORIGINS,
    trustProxy: settings.TRUST_PROXY,
    introspection: settings.INTROSPECTION === 'on',
    maxCost: settings.MAX_COST,
    budgets: budgetLimits(settings),
    redisUrl: settings.REDIS_URL,
    safelist: safelistIn(settings),
    metricsToken: settings.METRICS_TOKEN,
    logger,
    examples: windows,
    mount: (app) => app.use([PUBLIC_API, '/catalogue'], forwardTo(settings.CATALOGUE_URL, logger)),
    ready: () => readiness(urls),
  });
  process.stdout.write(`The gateway listens on ${gateway.url}/graphql\n`);
  return {
    reload: () => gateway.reload(),
    async stop() {
      await gateway.stop();
      await tracing.stop();
    },
  };
});

/** Accounts tells it only to whoever has the gateway's credentials, which come of the installation's secret. */
function endedSessions(settings: Settings): EndedSessions {
  return {
    connection: httpSubgraph(`${settings.ACCOUNTS_URL}/graphql`),
    serviceToken: serviceTokens({
      service: 'gateway',
      secret: new Installation(settings).secret.derive('service/gateway'),
      accountsUrl: () => settings.ACCOUNTS_URL,
    }),
  };
}

async function readiness(urls: Record<string, string>): Promise<Parts> {
  const checks = Object.entries(urls).map(async ([name, url]) => {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(
      () => undefined,
    );
    const state: PartState = !response ? 'no answer' : response.ok ? 'ok' : 'not ready';
    return [name, state] as const;
  });
  return Object.fromEntries(await Promise.all(checks));
}
