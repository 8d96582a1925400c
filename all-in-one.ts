import { join } from 'node:path';
import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { Installation } from '#kernel/runtime/installation.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import type { OpenInstallation } from '#kernel/runtime/open-installation.ts';
import type { Program } from '#kernel/runtime/program.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { serviceTokens } from '#kernel/runtime/service-token.ts';
import {
  type Settings,
  budgetLimits,
  connectionLimits,
  contextSetting,
} from '#kernel/runtime/settings.ts';
import { startTracing } from '#kernel/telemetry/start-tracing.ts';
import { contexts } from './contexts.ts';
import { windows } from './examples/windows.ts';
import { safelistIn, startGateway, watchedFile } from './gateway/index.ts';
import { startSandboxProvider } from './sandbox/start-psp.ts';
import { welcome } from './welcome.ts';

const SUPERGRAPH = join(import.meta.dirname, 'schema', 'supergraph.graphql');

/** Everything in one process, but for PostgreSQL and the payment provider, which are not ours. */
export async function startAllInOne(
  given: Settings,
  opening: Promise<OpenInstallation>,
): Promise<Program> {
  const parts: Promise<{ stop(): Promise<void> }>[] = [];
  const starting = <T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    parts.push(part);
    // Told to whoever waits for it, which may be later.
    part.catch(() => {});
    return part;
  };
  const stop = async () => {
    for (const part of parts.splice(0).toReversed()) {
      const started = await part.catch(() => undefined);
      await started?.stop();
    }
  };
  try {
    const opened = starting(opening);
    const logger = createLogger(given.LOG_LEVEL);
    await starting(startTracing({ endpoint: given.OTEL_EXPORTER_OTLP_ENDPOINT, service: 'all' }));
    // Known before anything listens: the provider must be told where to call.
    const port = given.PORT || (await freePort(given.HOST));
    const url = `http://${given.HOST}:${port}`;
    const { installation, dataFolder } = await opened;
    const providing =
      given.PSP_URL === undefined
        ? starting(startSandboxProvider(installation.settings, dataFolder, url))
        : { url: given.PSP_URL };
    await installation.migrate(contexts);
    const { url: provider } = await providing;
    const settings = { ...installation.settings, PORT: port, PSP_URL: provider };
    const open = await starting(
      openContexts({
        installation: new Installation(settings),
        contexts,
        logger,
        clock: () => new Date(),
        remote: (subgraph) => httpSubgraph(contextSetting(settings, subgraph, 'URL') ?? ''),
        accountsUrl: () => url,
        publicUrl: () => settings.PUBLIC_URL ?? url,
        // The engine's ownership token keeps a wrong guess harmless, so a laptop that slept just goes on.
        onLeaseLost: () => logger.warn('this process was away for longer than its lease'),
      }),
    );
    if (settings.SEED === 'demo') await open.seed();
    const gateway = await starting(
      startGateway({
        supergraph: watchedFile('supergraph', settings.SUPERGRAPH ?? SUPERGRAPH),
        subgraphs: Object.fromEntries(contexts.map(({ name }) => [name, open.connection(name)])),
        verify: open.authenticate,
        connections: connectionLimits(settings),
        endedSessions: {
          connection: open.connection('accounts'),
          serviceToken: serviceTokens({
            service: 'gateway',
            secret: installation.secret.derive('service/gateway'),
            accountsUrl: () => url,
          }),
        },
        port,
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
        mount: open.mount,
        ready: open.ready,
        examples: windows,
      }),
    );
    await open.startBackground();
    process.stdout.write(welcome({ url, provider, seconds: process.uptime() }));
    process.send?.({ ready: true, url, provider });
    return { stop, reload: () => gateway.reload() };
  } catch (error) {
    await stop();
    throw error;
  }
}
