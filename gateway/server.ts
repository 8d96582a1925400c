import type { IncomingMessage, RequestListener } from 'node:http';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import express, { type Application } from 'express';
import type { Logger } from 'pino';
import type { Principal } from '#kernel/graphql/principal.ts';
import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import { type Parts, health } from '#kernel/runtime/health.ts';
import { drain, listen, portOf } from '#kernel/runtime/http.ts';
import { nothingHere } from '#kernel/runtime/problem.ts';
import { PUBLIC_API } from '#kernel/runtime/public-api.ts';
import { measuredSubgraph } from '#kernel/telemetry/measured-subgraph.ts';
import { metricsEndpoint } from '#kernel/telemetry/metrics-endpoint.ts';
import type { Caller, TrustsProxy } from './caller.ts';
import { presentable } from './errors.ts';
import { Execution } from './execution/execution.ts';
import { CostLimit } from './limits/cost-limit.ts';
import { type Example, explorer } from './explorer/explorer.ts';
import { landingPage } from './explorer/landing-page.ts';
import { failure } from './http/failure.ts';
import { graphOverHttp } from './http/graph.ts';
import { beforeRest } from './http/rest.ts';
import { secure } from './http/security-headers.ts';
import { Streams } from './http/streams.ts';
import { watchConnections, watchCounts, watchPlans, watchSubgraphs } from './metrics.ts';
import { Admission, DOCUMENT_LIMITS, type DocumentLimits } from './limits/admission.ts';
import { type BudgetLimits, Budgets } from './limits/budgets.ts';
import { SharedCounts, ownCounts } from './limits/counts.ts';
import { PersistedQueries } from './persisted/persisted-queries.ts';
import { Safelist, type SafelistOptions } from './persisted/safelist.ts';
import {
  ResilientSubgraph,
  type SubgraphPolicy,
  type SubgraphState,
} from './subgraphs/resilient-subgraph.ts';
import { SubgraphSource } from './subgraphs/subgraph-source.ts';
import { type ConnectionLimits, Connections } from './limits/connections.ts';
import { type EndedSessions, TokenWatch } from './token-watch.ts';
import { reference } from './reference/reference.ts';
import { Refusals } from './refusals.ts';
import { Operations } from './subscriptions/operations.ts';
import { acceptSockets } from './subscriptions/socket.ts';
import { SubscriptionExecutor } from './subscriptions/subscription-executor.ts';
import type { Watched } from './watched-file.ts';
import { schemaOf } from './supergraph/apollo-schema.ts';
import { Serving } from './supergraph/serving.ts';

export interface GatewayOptions {
  readonly supergraph: Watched;
  /** The ways to subgraphs whose URL the supergraph leaves open. */
  readonly subgraphs: Readonly<Record<string, SubgraphConnection>>;
  readonly port: number;
  readonly host: string;
  /** Origins that browsers may call from. Default: this machine and Apollo Sandbox. */
  readonly corsOrigins: readonly string[] | undefined;
  readonly logger: Logger;
  readonly examples: readonly Example[];
  readonly limits?: Partial<DocumentLimits>;
  readonly subgraphPolicy?: Partial<SubgraphPolicy>;
  /** What an operation may cost, in points. */
  readonly maxCost: number;
  /** What clients may spend in a minute, in points. */
  readonly budgets: BudgetLimits;
  /** Where several gateways count together what clients spend. Default: each for itself. */
  readonly redisUrl?: string | undefined;
  /** The operations that are known beforehand. Default: any is answered. */
  readonly safelist?: SafelistOptions | undefined;
  readonly connections: ConnectionLimits;
  /** How often a connection shows that it lives, and has to. Default: every 10 s. */
  readonly heartbeatMs?: number;
  /** How long a client may take to send the head of a request. Default: 10 s. */
  readonly headersWithinMs?: number;
  /** How long a socket may take to say who it is. Default: 5 s. */
  readonly initWithinMs?: number;
  /** How long a socket may stay without an operation. Default: 5 minutes. */
  readonly idleMs?: number;
  /** Where it is told whose sessions end. Without it, tokens are good until they expire. */
  readonly endedSessions?: EndedSessions | undefined;
  /** Whether clients may read the schema who have not logged in. */
  readonly introspection: boolean;
  /** Proxies that may say for whom they ask, as Express takes them: how many, or where. Default: none. */
  readonly trustProxy?: number | readonly string[] | undefined;
  /** @throws for a token that is bad or expired */
  verify(authorization: string | undefined): Promise<Principal>;
  /** Other routes: the contexts' own in the same program, or the ways to those of others. */
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
  /** Looks whether there is another supergraph to serve, or another safelist to keep to. */
  reload(): Promise<void>;
  /** No new work, sockets are told to come back, what runs is finished. */
  stop(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 100 * 1024;
const MAX_OPERATIONS_PER_SOCKET = 100;
/** Proxies give up on a connection that says nothing, some after half a minute. */
const HEARTBEAT_MS = 10_000;
const INIT_WITHIN_MS = 5_000;
const IDLE_MS = 5 * 60_000;
/** As long as a client waits for its answer. */
const DRAIN_MS = 10_000;
/**
 * Load balancers keep connections for a minute, some for ten, and what they send into one that we close just then is
 * answered to nobody. Source: Google Cloud, external Application Load Balancer, backend keepalive timeout.
 */
const KEEP_FOR_PROXY_MS = 620_000;

/** Serves the supergraph at `/graphql`, over HTTP and WebSocket. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger } = options;
  const admission = new Admission({ ...DOCUMENT_LIMITS, ...options.limits });
  const serving = await serve(options, admission);
  const apollo = await startApollo(serving, options);
  const executor = new SubscriptionExecutor(logger);
  const connections = new Connections(options.connections);
  const tokens = new TokenWatch(options);
  const heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
  const counts = options.redisUrl ? await SharedCounts.open(options.redisUrl, logger) : ownCounts();
  const budgets = new Budgets(options.budgets, counts);
  const app = otherRoutes(options, serving, budgets);
  const trustsProxy = app.get('trust proxy fn') as TrustsProxy;
  const safelist = options.safelist && (await Safelist.open(options.safelist, admission, logger));
  const persisted = new PersistedQueries(safelist);
  const refusals = new Refusals(options.maxCost, logger);
  const operations = new Operations({
    logger,
    serving,
    admission,
    persisted,
    safelist,
    budgets,
    executor,
    refusals,
  });
  const streams = new Streams({
    operations,
    logger,
    connections,
    tokens,
    heartbeatMs,
    refusals,
  });
  const graph = graphOverHttp({
    ...options,
    verify: (authorization) => tokens.verify(authorization),
    apollo,
    budgets,
    refusals,
    operations,
    streams,
    trustsProxy,
    maxBodyBytes: MAX_MESSAGE_BYTES,
  });
  const answer: RequestListener = (request, response) => {
    secure(request, response, trustsProxy);
    if (isGraph(request)) graph(request, response);
    else app(request, response);
  };
  const { port, host, headersWithinMs } = options;
  const server = await listen(answer, port, host, headersWithinMs);
  // Of anybody else's, each is a thing to keep that does nothing.
  if (options.trustProxy !== undefined) server.keepAliveTimeout = KEEP_FOR_PROXY_MS;
  tokens.start();
  void serving.now.execution.foresee(safelist?.operations ?? options.examples);
  const sockets = acceptSockets({
    server,
    operations,
    budgets,
    refusals,
    logger,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    maxOperations: MAX_OPERATIONS_PER_SOCKET,
    trustsProxy,
    connections,
    tokens,
    heartbeatMs,
    initWithinMs: options.initWithinMs ?? INIT_WITHIN_MS,
    idleMs: options.idleMs ?? IDLE_MS,
  });
  const subgraphStates = () =>
    Object.fromEntries(
      Object.entries(serving.now.connections).map(([name, { state }]) => [name, state]),
    );
  const watches = [
    watchSubgraphs(subgraphStates),
    watchPlans(() => serving.statistics),
    watchCounts(counts),
    watchConnections(() => ({ websocket: sockets.count(), stream: streams.count })),
  ];
  return {
    url: `http://${options.host}:${portOf(server)}`,
    subgraphStates,
    async reload() {
      await Promise.all([serving.reload(), safelist?.reload()]);
    },
    async stop() {
      serving.stop();
      safelist?.stop();
      for (const unwatch of watches) unwatch();
      tokens.stop();
      const timeUp = AbortSignal.timeout(DRAIN_MS);
      streams.stop();
      // Together: the one stops listening at once, and waits for the sockets that the other closes.
      await Promise.all([drain(server, timeUp), sockets.stop(timeUp)]);
      await apollo.stop();
      counts.stop();
    },
  };
}

/** Everything but the graph: health, pages, and what else the program serves. */
function otherRoutes(options: GatewayOptions, serving: Serving, budgets: Budgets): Application {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy ?? false);
  app.use(health(options), metricsEndpoint(options.metricsToken));
  app.use('/explore', explorer(options.examples));
  if (options.introspection) {
    app.use(
      '/reference',
      reference(() => serving.now.execution.supergraph.schema),
    );
  }
  app.get('/', (_request, response) => response.redirect('/graphql'));
  app.use(PUBLIC_API, beforeRest({ budgets, logger: options.logger }));
  options.mount?.(app);
  return app.use(nothingHere, failure(options.logger));
}

const isGraph = ({ url = '' }: IncomingMessage): boolean => /^\/graphql\/?(\?|$)/.test(url);

/** Nothing is composed at run time. */
const serve = (options: GatewayOptions, admission: Admission): Promise<Serving> => {
  const { logger, introspection, subgraphs, subgraphPolicy, maxCost } = options;
  return Serving.start({
    logger,
    source: options.supergraph,
    connect: (name, url) => {
      const connection = isAddress(url) ? httpSubgraph(url) : subgraphs[name];
      if (!connection) return undefined;
      const measured = measuredSubgraph('gateway', name, connection);
      return new ResilientSubgraph(name, measured, logger, subgraphPolicy);
    },
    execution: (supergraph, connections) =>
      new Execution({
        supergraph,
        sources: Object.fromEntries(
          Object.entries(connections).map(([name, connection]) => [
            name,
            new SubgraphSource(name, connection, logger),
          ]),
        ),
        admission,
        costs: new CostLimit(supergraph.sdl, maxCost),
        introspection,
        logger,
      }),
  });
};

/** Whether the supergraph knows where a subgraph is; our own says `.invalid`, and leaves it to the settings. */
function isAddress(url: string): boolean {
  const { protocol = '', hostname = '' } = URL.parse(url) ?? {};
  return /^https?:$/.test(protocol) && !hostname.endsWith('.invalid');
}

async function startApollo(
  serving: Serving,
  { logger, introspection }: GatewayOptions,
): Promise<ApolloServer<Caller>> {
  const apollo = new ApolloServer<Caller>({
    gateway: schemaOf(serving),
    logger,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    formatError: (formatted, error) => presentable(formatted, error, logger),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      landingPage({
        '/explore': 'an explorer that works without internet',
        ...(introspection && { '/reference': 'the schema, searchable' }),
      }),
    ],
  });
  await apollo.start();
  return apollo;
}
