import type { Server } from 'node:http';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import express, { type Application } from 'express';
import type { Logger } from 'pino';
import type { Principal } from '#kernel/graphql/principal.ts';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import { listen, portOf } from '#kernel/runtime/http.ts';
import type { Caller } from './caller.ts';
import { presentable } from './errors.ts';
import { type Example, explorer } from './explorer/explorer.ts';
import { graphOverHttp } from './http/graph.ts';
import { health } from './http/health.ts';
import { securityHeaders } from './http/security-headers.ts';
import { Admission, DOCUMENT_LIMITS, type DocumentLimits } from './limits/admission.ts';
import { SubgraphDataSource } from './subgraph-data-source.ts';
import { acceptSockets } from './subscriptions/socket.ts';
import {
  SubscriptionExecutor,
  subscriptionPlanHook,
} from './subscriptions/subscription-executor.ts';

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
  /** @throws for a token that is bad or expired */
  verify(authorization: string | undefined): Promise<Principal>;
  /** Other routes of the same program. */
  mount?(app: Application): void;
  /** Which parts behind the gateway can work. */
  ready(): Promise<Record<string, boolean>>;
}

export interface Gateway {
  readonly url: string;
  /** No new work, sockets are told to come back, what runs is finished. */
  stop(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 100 * 1024;
const MAX_OPERATIONS_PER_SOCKET = 100;

/** Serves the supergraph at `/graphql`, over HTTP and WebSocket. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger } = options;
  const gateway = planner(options);
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  const server = await listen(app, options.port, options.host);
  const apollo = await serve(gateway, server, logger);
  const admission = new Admission({ ...DOCUMENT_LIMITS, ...options.limits });
  const sockets = acceptSockets({
    server,
    apollo,
    gateway,
    executor: new SubscriptionExecutor({ gateway, subgraphs: options.subgraphs, logger }),
    admission,
    logger,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    maxOperations: MAX_OPERATIONS_PER_SOCKET,
    verify: (authorization) => options.verify(authorization),
  });
  app.use(health(options));
  app.use(
    '/graphql',
    graphOverHttp({ ...options, apollo, admission, maxBodyBytes: MAX_MESSAGE_BYTES }),
  );
  app.use('/explore', explorer(options.examples));
  app.get('/', (_request, response) => response.redirect('/graphql'));
  options.mount?.(app);
  return {
    url: `http://${options.host}:${portOf(server)}`,
    async stop() {
      await sockets.dispose();
      await apollo.stop();
    },
  };
}

/** @apollo/gateway over the committed supergraph; nothing is composed at run time. */
function planner({ supergraphSdl, subgraphs, logger }: GatewayOptions): ApolloGateway {
  return new ApolloGateway({
    supergraphSdl,
    logger,
    buildService: ({ name }) => {
      const connection = subgraphs[name];
      if (!connection)
        throw new Error(`The supergraph names the subgraph ${name}, which nobody serves.`);
      return new SubgraphDataSource(name, connection, logger);
    },
    experimental_didResolveQueryPlan: subscriptionPlanHook,
  });
}

async function serve(
  gateway: ApolloGateway,
  server: Server,
  logger: Logger,
): Promise<ApolloServer<Caller>> {
  const apollo = new ApolloServer<Caller>({
    gateway,
    logger,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    formatError: (formatted, error) => presentable(formatted, error, logger),
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer: server }),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageLocalDefault({ embed: true, footer: false }),
    ],
  });
  await apollo.start();
  return apollo;
}
