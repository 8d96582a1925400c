import type { Server } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { ApolloGateway } from '@apollo/gateway';
import {
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  validate,
} from 'graphql';
import { CloseCode, type Context as SocketContext } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { type Caller, callerOf } from '../caller.ts';
import { presentable } from '../errors.ts';
import type { Admission } from '../limits/admission.ts';
import type { SubscriptionExecutor } from './subscription-executor.ts';

export interface SocketOptions {
  readonly server: Server;
  readonly apollo: ApolloServer<Caller>;
  readonly gateway: ApolloGateway;
  readonly executor: SubscriptionExecutor;
  readonly admission: Admission;
  readonly logger: Logger;
  readonly maxMessageBytes: number;
  readonly maxOperations: number;
  verify(authorization: string | undefined): Promise<Principal>;
}

/** What a client says when it connects; it may put its token in any of the places that client libraries use. */
interface ConnectionParams extends Record<string, unknown> {
  readonly authorization?: unknown;
  readonly Authorization?: unknown;
  readonly headers?: { readonly authorization?: unknown; readonly Authorization?: unknown };
}

type Session = Extra & {
  [key: PropertyKey]: unknown;
  authorization?: string | undefined;
  principal?: Principal;
  expiry?: NodeJS.Timeout;
};

type Socket = SocketContext<ConnectionParams, Session>;

/** What one operation is executed with. */
interface Admitted {
  readonly caller: Caller;
  readonly query: string;
}

/** Going away; a client library connects again. Source: RFC 6455, 7.4.1. */
const GOING_AWAY = 1001;

/** graphql-ws on the path of the HTTP endpoint: queries, mutations and subscriptions, under the same rules. */
export function acceptSockets(options: SocketOptions): { dispose(): Promise<void> } {
  const sockets = new WebSocketServer({
    server: options.server,
    path: '/graphql',
    maxPayload: options.maxMessageBytes,
  });
  const server = useServer<ConnectionParams, Session>(
    {
      connectionInitWaitTimeout: 5000,
      onConnect: (socket) => connect(socket as Socket, options),
      onDisconnect: (socket) => clearTimeout((socket as Socket).extra.expiry),
      onSubscribe: (socket, _id, { query, operationName, variables }) =>
        admit(socket as Socket, query, operationName, variables, options),
      execute: (args) => execute(args, options.apollo) as never,
      subscribe: (args) => subscribe(args, options.executor) as never,
      // Answers are formatted where they are made, so they are written out as they are.
      onNext: (_socket, _id, _payload, _args, result) => result as never,
      onError: (_socket, _id, _payload, errors) =>
        errors.map((error) => presentable(error.toJSON(), error, options.logger)) as never,
    },
    sockets,
  );
  return {
    async dispose() {
      for (const client of sockets.clients)
        client.close(GOING_AWAY, 'The server stops. Connect again.');
      await server.dispose();
    },
  };
}

/** A bad or expired token is refused with 4403, so that the client gets a fresh one; no token is nobody. */
async function connect(socket: Socket, { verify }: SocketOptions): Promise<boolean> {
  const authorization = tokenIn(socket.connectionParams);
  try {
    const principal = await verify(authorization);
    Object.assign(socket.extra, { authorization, principal });
    if (principal.kind !== 'anonymous') closeAtExpiry(socket.extra, principal.expiresAt);
    return true;
  } catch {
    return false;
  }
}

function tokenIn(params: ConnectionParams | undefined): string | undefined {
  const found =
    params?.authorization ??
    params?.Authorization ??
    params?.headers?.authorization ??
    params?.headers?.Authorization;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function closeAtExpiry(session: Session, expiresAt: Date): void {
  const close = () => session.socket.close(CloseCode.Forbidden, 'The access token has expired');
  session.expiry = setTimeout(close, Math.max(0, expiresAt.getTime() - Date.now())).unref();
}

function admit(
  socket: Socket,
  query: string,
  operationName: string | null | undefined,
  variables: Record<string, unknown> | null | undefined,
  { gateway, admission, maxOperations }: SocketOptions,
): ExecutionArgs | readonly GraphQLError[] {
  if (Object.keys(socket.subscriptions).length > maxOperations) {
    const message = `A connection may run at most ${maxOperations} operations at once.`;
    return [new GraphQLError(message, { extensions: { code: 'TOO_MANY_OPERATIONS' } })];
  }
  const document = admission.admit(query);
  if (document instanceof GraphQLError) return [document];
  const schema = gateway.schema;
  if (!schema) throw new Error('The gateway has no schema.');
  const errors = validate(schema, document);
  if (errors.length > 0) return errors.map((error) => validationFailure(error));
  const { authorization, principal = ANONYMOUS, request } = socket.extra;
  const contextValue: Admitted = { caller: callerOf(request, authorization, principal), query };
  return { schema, document, operationName, variableValues: variables, contextValue };
}

const validationFailure = ({ message, nodes }: GraphQLError) =>
  new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });

async function execute(
  args: ExecutionArgs,
  apollo: ApolloServer<Caller>,
): Promise<FormattedExecutionResult> {
  const { caller, query } = args.contextValue as Admitted;
  const { body } = await apollo.executeOperation(
    {
      query,
      ...(args.operationName != null && { operationName: args.operationName }),
      ...(args.variableValues && { variables: args.variableValues }),
    },
    { contextValue: caller },
  );
  if (body.kind !== 'single') throw new Error('Incremental delivery is not used.');
  return body.singleResult;
}

function subscribe(
  args: ExecutionArgs,
  executor: SubscriptionExecutor,
): AsyncGenerator<FormattedExecutionResult> {
  const { caller, query } = args.contextValue as Admitted;
  const document: DocumentNode = args.document;
  return executor.subscribe({
    query,
    document,
    operationName: args.operationName,
    variables: args.variableValues,
    caller,
  });
}
