import express from 'express';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { presentable } from '../graphql/errors.ts';
import { httpSubgraph } from '../graphql/http-subgraph.ts';
import type { Headers } from '../graphql/request.ts';
import { subgraphOverHttp } from '../graphql/subgraph-over-http.ts';
import { startTracing } from '../telemetry/start-tracing.ts';
import { metricsEndpoint } from '../telemetry/metrics-endpoint.ts';
import type { Context } from './context.ts';
import { health } from './health.ts';
import { drain, listen, portOf } from './http.ts';
import { Installation } from './installation.ts';
import { createLogger } from './logger.ts';
import { nothingHere } from './problem.ts';
import { type Program, runProgram } from './program.ts';
import { type OpenContext, openContexts } from './run-contexts.ts';
import { SettingsError, contextSetting, readSettings } from './settings.ts';

/** Runs one context as a process of its own. Its database must have been migrated: `npm run migrate`. */
export async function serve(context: Context): Promise<void> {
  const usage = `subgraphs/${context.name}/main.ts, with settings in the environment`;
  await runProgram({ usage }, () => startContextProcess(context));
}

const DRAIN_MS = 10_000;

async function startContextProcess(context: Context): Promise<Program> {
  const settings = readSettings();
  const installation = new Installation(settings);
  const logger = createLogger(settings.LOG_LEVEL);
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing = await startTracing({ endpoint, service: context.name });
  const ownUrl = new URL(contextSetting(settings, context.name, 'URL') ?? '');
  const open = await openContexts({
    installation,
    contexts: [context],
    logger,
    clock: () => new Date(),
    remote: (subgraph) =>
      httpSubgraph(`${required(contextSetting(settings, subgraph, 'URL'))}/graphql`),
    accountsUrl: () => settings.ACCOUNTS_URL,
    publicUrl: () => settings.PUBLIC_URL ?? ownUrl.origin,
    // The engine's ownership token keeps a wrong guess harmless, so a process that was starved just goes on.
    onLeaseLost: () => logger.warn('this process was away for longer than its lease'),
  });
  const opened = required(open.list[0]);
  const app = express();
  app.disable('x-powered-by');
  app.use('/graphql', subgraphOverHttp(opened.server));
  open.mount(app);
  app.use(health(open));
  app.use(metricsEndpoint(settings.METRICS_TOKEN), nothingHere);
  const server = await listen(app, Number(ownUrl.port || 80), settings.HOST);
  const sockets = acceptSubscriptions(opened, new WebSocketServer({ server, path: '/graphql' }));
  if (settings.SEED === 'demo') await open.seed();
  await open.startBackground();
  process.stdout.write(
    `${context.name} listens on http://${settings.HOST}:${portOf(server)}/graphql\n`,
  );
  return {
    async stop() {
      await sockets.dispose();
      await drain(server, AbortSignal.timeout(DRAIN_MS));
      await open.stop();
      await tracing.stop();
    },
  };
}

/**
 * Subscriptions come from the gateway, which sends each client's headers with the operation; other routers open a
 * connection for each client, and say who it is when they connect.
 */
function acceptSubscriptions({ server, runtime }: OpenContext, sockets: WebSocketServer) {
  return useServer(
    {
      onSubscribe: () => undefined,
      execute: () => {
        throw new Error('Queries and mutations come by HTTP.');
      },
      subscribe: (args) => {
        const { query, operationName, variables, headers } = args.contextValue as Forwarded;
        return server.subscribe({
          query,
          operationName,
          variables,
          headers,
        }) as AsyncGenerator<never>;
      },
      context: ({ connectionParams }, _id, { query, operationName, variables, extensions }) =>
        ({
          query,
          operationName,
          variables,
          headers: (extensions?.['headers'] ?? headersIn(connectionParams)) as Headers,
        }) as Forwarded,
      schema: server.schema,
      // The answers are formatted already, so they are written out as they are.
      onNext: (_socket, _id, _payload, _args, result) => result as never,
      onError: (_socket, _id, _payload, errors) =>
        errors.map((error) => presentable(error, runtime.logger)),
    },
    sockets,
  );
}

const headersIn = ({ authorization }: Record<string, unknown> = {}) =>
  typeof authorization === 'string' && authorization !== '' ? { authorization } : {};

interface Forwarded {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new SettingsError('A setting of this context is missing.');
  return value;
}
