import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import express, { type Application } from 'express';
import type { Logger } from 'pino';
import type { Principal } from '#kernel/graphql/principal.ts';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import { type Parts, health } from '#kernel/runtime/health.ts';
import { drain, listen, portOf } from '#kernel/runtime/http.ts';
import { measuredSubgraph } from '#kernel/telemetry/measured-subgraph.ts';
import { metricsEndpoint } from '#kernel/telemetry/metrics-endpoint.ts';
import type { Caller, TrustsProxy } from './caller.ts';
import { presentable } from './errors.ts';
import { executedBy } from './execution/apollo-executor.ts';
import { Execution } from './execution/execution.ts';
import { Supergraph } from './execution/supergraph.ts';
import { type Example, explorer } from './explorer/explorer.ts';
import { failure } from './http/failure.ts';
import { graphOverHttp } from './http/graph.ts';
import { securityHeaders } from './http/security-headers.ts';
import { Streams } from './http/streams.ts';
import { watchConnections, watchPlans, watchSubgraphs } from './metrics.ts';
import { Admission, DOCUMENT_LIMITS, type DocumentLimits } from './limits/admission.ts';
import {
  ResilientSubgraph,
  type SubgraphPolicy,
  type SubgraphState,
} from './subgraphs/resilient-subgraph.ts';
import { SubgraphSource } from './subgraphs/subgraph-source.ts';
import { Operations } from './subscriptions/operations.ts';
import { acceptSockets } from './subscriptions/socket.ts';
import { SubscriptionExecutor } from './subscriptions/subscription-executor.ts';

export interface GatewayOptions {
  readonly supergraphSdl: string;
  readonly subgraphs: Readonly<Record<string, SubgraphConnection>>;
  readonly port: number;
  readonly host: string;
  /** Origins that browsers may call from. Default: this machine and Apollo Sandbox. */
  readonly corsOrigins: readonly string[] | undefined;
  readonly logger: Logger;
  readonly examples: readonly Example[];
  readonly limits?: Partial<DocumentLimits>;
  readonly subgraphPolicy?: Partial<SubgraphPolicy>;
  /** How often a stream shows that it lives. Default: every 10 s. */
  readonly heartbeatMs?: number;
  /** Whether clients may read the schema, which the explorers need. */
  readonly introspection: boolean;
  /** Proxies that may say for whom they ask, as Express takes them: how many, or where. Default: none. */
  readonly trustProxy?: number | readonly string[] | undefined;
  /** @throws for a token that is bad or expired */
  verify(authorization: string | undefined): Promise<Principal>;
  /** Other routes of the same program. */
  mount?(app: Application): void;
  /** Who sends it as bearer may read `/metrics`. Without it only this machine may. */
  readonly metricsToken?: string | undefined;
  /** The state of what is behind the gateway. */
  ready(): Promise<Parts>;
}

export interface Gateway {
  readonly url: string;
  /** How it stands with each subgraph, as seen from here. */
  subgraphStates(): Readonly<Record<string, SubgraphState>>;
  /** No new work, sockets are told to come back, what runs is finished. */
  stop(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 100 * 1024;
const MAX_OPERATIONS_PER_SOCKET = 100;
const MAX_STREAMS_PER_CALLER = 100;
/** Proxies give up on a connection that says nothing, some after half a minute. */
const HEARTBEAT_MS = 10_000;
/** As long as a client waits for its answer. */
const DRAIN_MS = 10_000;

/** Serves the supergraph at `/graphql`, over HTTP and WebSocket. */
export async function startGateway(given: GatewayOptions): Promise<Gateway> {
  const subgraphs = resilientSubgraphs(given);
  const options = { ...given, subgraphs };
  const { logger } = options;
  const admission = new Admission({ ...DOCUMENT_LIMITS, ...options.limits });
  const execution = await executionOf(options, admission);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy ?? false);
  const trustsProxy = app.get('trust proxy fn') as TrustsProxy;
  app.use(securityHeaders);
  const server = await listen(app, options.port, options.host);
  const apollo = await serve(execution, options);
  const executor = new SubscriptionExecutor({ execution, subgraphs: options.subgraphs, logger });
  const operations = new Operations({ logger, execution, executor });
  const streams = new Streams({
    operations,
    admission,
    logger,
    maxPerCaller: MAX_STREAMS_PER_CALLER,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
  });
  const sockets = acceptSockets({
    server,
    operations,
    logger,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    maxOperations: MAX_OPERATIONS_PER_SOCKET,
    trustsProxy,
    verify: (authorization) => options.verify(authorization),
  });
  app.use(health(options), metricsEndpoint(options.metricsToken));
  app.use(
    '/graphql',
    graphOverHttp({
      ...options,
      apollo,
      admission,
      operations,
      streams,
      trustsProxy,
      maxBodyBytes: MAX_MESSAGE_BYTES,
    }),
  );
  app.use('/explore', explorer(options.examples));
  app.get('/', (_request, response) => response.redirect('/graphql'));
  options.mount?.(app);
  app.use(failure(logger));
  const subgraphStates = () =>
    Object.fromEntries(Object.entries(subgraphs).map(([name, { state }]) => [name, state]));
  const watches = [
    watchSubgraphs(subgraphStates),
    watchPlans(() => execution.statistics),
    watchConnections(() => ({ websocket: sockets.count(), stream: streams.count })),
  ];
  return {
    url: `http://${options.host}:${portOf(server)}`,
    subgraphStates,
    async stop() {
      for (const unwatch of watches) unwatch();
      const timeUp = AbortSignal.timeout(DRAIN_MS);
      streams.stop();
      // Together: the one stops listening at once, and waits for the sockets that the other closes.
      await Promise.all([drain(server, timeUp), sockets.stop(timeUp)]);
      await apollo.stop();
    },
  };
}

const resilientSubgraphs = ({ subgraphs, subgraphPolicy, logger }: GatewayOptions) =>
  Object.fromEntries(
    Object.entries(subgraphs).map(([name, connection]) => [
      name,
      new ResilientSubgraph(
        name,
        measuredSubgraph('gateway', name, connection),
        logger,
        subgraphPolicy,
      ),
    ]),
  );

/** Over the committed supergraph; nothing is composed at run time. */
async function executionOf(options: GatewayOptions, admission: Admission): Promise<Execution> {
  const { supergraphSdl, subgraphs, logger, introspection } = options;
  const supergraph = await Supergraph.load(supergraphSdl, logger);
  const sources = [...supergraph.urls.keys()].map((name) => {
    const connection = subgraphs[name];
    if (!connection)
      throw new Error(`The supergraph names the subgraph ${name}, which nobody serves.`);
    return [name, new SubgraphSource(name, connection, logger)] as const;
  });
  return new Execution({
    supergraph,
    sources: Object.fromEntries(sources),
    admission,
    introspection,
    logger,
  });
}

/** What Apollo Server refuses by itself; the rest is told by the execution. */
const TELLS_OUTCOME: ApolloServerPlugin<Caller> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, contextValue }) => {
      if (body.kind === 'single') contextValue.tally.answered(body.singleResult.errors);
    },
  }),
};

async function serve(
  execution: Execution,
  { logger, introspection }: GatewayOptions,
): Promise<ApolloServer<Caller>> {
  const apollo = new ApolloServer<Caller>({
    gateway: executedBy(execution),
    logger,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    formatError: (formatted, error) => presentable(formatted, error, logger),
    plugins: [
      TELLS_OUTCOME,
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageLocalDefault({ embed: true, footer: false }),
    ],
  });
  await apollo.start();
  return apollo;
}
