import type { IncomingMessage, Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { CloseCode, type Context as SocketContext, type SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { Unauthenticated } from '#kernel/graphql/authenticate.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { logAnswer } from '../access-log.ts';
import { type TrustsProxy, callerOf, clientAddress } from '../caller.ts';
import { presentable, refusal } from '../errors.ts';
import type { Budgets } from '../limits/budgets.ts';
import type { Connections, Seat } from '../limits/connections.ts';
import type { Refusals } from '../refusals.ts';
import type { TokenWatch } from '../token-watch.ts';
import type { Operations } from './operations.ts';
import { type SocketPlace, writeEvents } from './socket-events.ts';

export interface SocketOptions {
  readonly server: Server;
  readonly operations: Operations;
  readonly budgets: Budgets;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly maxMessageBytes: number;
  readonly maxOperations: number;
  readonly trustsProxy: TrustsProxy;
  readonly connections: Connections;
  readonly tokens: TokenWatch;
  readonly heartbeatMs: number;
  readonly initWithinMs: number;
  readonly idleMs: number;
}

export interface Sockets {
  /** How many clients are connected. */
  count(): number;
  /** Answers what is asked already, and tells clients to connect elsewhere. */
  stop(timeUp: AbortSignal): Promise<void>;
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
  unwatch?(): void;
  /** The ids of operations of which it is not known yet whether they are allowed. */
  admitting?: Set<string>;
  /** Since when it has had no operation, as far as has been noticed. */
  quietSinceMs?: number;
};

type Socket = SocketContext<ConnectionParams, Session>;

/** Client libraries do not connect again after the first until they need to, and had better wait after the last. Source: RFC 6455, 7.4.1. */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

const DRAIN_LOOK_MS = 20;

/** graphql-ws on the path of the HTTP endpoint: queries, mutations and subscriptions, under the same rules. */
export function acceptSockets(options: SocketOptions): Sockets {
  const { operations, logger } = options;
  const sockets = new WebSocketServer({
    server: options.server,
    path: '/graphql',
    maxPayload: options.maxMessageBytes,
  });
  const connected = new Set<Socket>();
  const seats = new WeakMap<WebSocket, Seat>();
  const server = useServer<ConnectionParams, Session>(
    {
      // Whatever NODE_ENV says: a closing frame tells nobody what broke inside.
      isProd: true,
      connectionInitWaitTimeout: options.initWithinMs,
      onConnect: async (socket) => {
        const seat = seats.get((socket as Socket).extra.socket);
        if (!seat) return false;
        connected.add(socket as Socket);
        return connect(socket as Socket, seat, options);
      },
      onClose: (socket) => {
        connected.delete(socket as Socket);
        (socket as Socket).extra.unwatch?.();
      },
      onSubscribe: async (socket, id, payload) => {
        const { extra } = socket as Socket;
        delete extra.quietSinceMs;
        // Who ends it and takes its id again before it is allowed would have two, of which one could not be ended.
        const admitting = (extra.admitting ??= new Set());
        if (admitting.has(id)) {
          extra.socket.close(
            CloseCode.SubscriberAlreadyExists,
            `Subscriber for ${id} already exists`,
          );
          return [refusal('BAD_REQUEST', 'The id is taken.')];
        }
        admitting.add(id);
        try {
          return await admit(socket as Socket, id, payload, options);
        } finally {
          admitting.delete(id);
        }
      },
      execute: (args) => operations.execute(args) as never,
      subscribe: (args) => writeEvents(operations, args),
      // Answers are formatted where they are made, so they are written out as they are.
      onNext: (_socket, _id, _payload, _args, result) => result as never,
      onError: (_socket, _id, _payload, errors) =>
        errors.map((error) => presentable(error.toJSON(), error, logger)) as never,
    },
    sockets,
    options.heartbeatMs,
  );
  sockets.prependListener('connection', (socket: WebSocket, request: IncomingMessage) => {
    const seat = options.connections.take(clientAddress(request, options.trustsProxy));
    if (!seat) return socket.close(TRY_AGAIN_LATER, 'Too many are connected. Connect again later.');
    seats.set(socket, seat);
    socket.once('close', () => seat.leave());
  });
  // What ws refuses it closes with the code for it. graphql-ws would write to the console as well.
  sockets.on('connection', (socket) =>
    socket
      .removeAllListeners('error')
      .on('error', (error) => logger.info({ err: error }, 'a socket broke')),
  );
  const sweep = setInterval(() => closeIdle(connected, options.idleMs), options.idleMs / 5).unref();
  return {
    count: () => connected.size,
    async stop(timeUp) {
      clearInterval(sweep);
      const cut = () => sockets.clients.forEach((client) => client.terminate());
      timeUp.addEventListener('abort', cut, { once: true });
      await answered(connected, timeUp);
      await server.dispose();
      timeUp.removeEventListener('abort', cut);
    },
  };
}

/** @returns what to execute it with and where its events go, or why it is refused */
async function admit(
  socket: Socket,
  id: string,
  payload: SubscribePayload,
  options: SocketOptions,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { extra } = socket;
  const { operations, budgets, refusals, trustsProxy, logger } = options;
  const { request, authorization, principal = ANONYMOUS } = extra;
  const caller = callerOf(request, trustsProxy, authorization, principal);
  const startedAtMs = performance.now();
  let admitted: Awaited<ReturnType<Operations['admit']>>;
  try {
    refuseOneTooMany(socket, options);
    budgets.refuse(caller);
    admitted = await operations.admit(payload, caller, 'websocket');
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    admitted = [error];
  }
  if ('schema' in admitted) {
    const rootValue: SocketPlace = { socket: extra.socket, connection: request.socket, id };
    return { ...admitted, rootValue };
  }
  const shown = refusals.list(admitted, caller.tally);
  logAnswer(logger, caller, { transport: 'websocket', status: 'errors', startedAtMs });
  return shown;
}

/**
 * Who has a bad or expired token is refused with 4403, gets a fresh one and connects again; no token is nobody. While
 * tokens cannot be verified, the client's is not called bad.
 */
async function connect(
  socket: Socket,
  seat: Seat,
  { tokens, logger }: SocketOptions,
): Promise<boolean> {
  const authorization = tokenIn(socket.connectionParams);
  try {
    const principal = await tokens.verify(authorization);
    Object.assign(socket.extra, { authorization, principal });
    const { socket: connection } = socket.extra;
    // It left while its token was looked at, and nobody would take the watch back.
    if (connection.readyState !== connection.OPEN) return false;
    if (!seat.isFor(principal)) {
      connection.close(CloseCode.TooManyInitialisationRequests, 'You have too many connections');
      return false;
    }
    socket.extra.unwatch = tokens.watch(principal, (why) =>
      connection.close(CloseCode.Forbidden, why),
    );
    return true;
  } catch (error) {
    if (error instanceof Unauthenticated) return false;
    logger.error({ err: error }, 'a token could not be verified');
    socket.extra.socket.close(TRY_AGAIN_LATER, 'Connect again later.');
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

/** A client that needs its socket again opens another one. */
function closeIdle(connected: ReadonlySet<Socket>, idleMs: number): void {
  for (const { subscriptions, extra } of connected) {
    if (Object.keys(subscriptions).length > 0) {
      delete extra.quietSinceMs;
      continue;
    }
    extra.quietSinceMs ??= performance.now();
    if (performance.now() - extra.quietSinceMs >= idleMs) extra.socket.close(NORMAL, 'Idle');
  }
}

/** @throws {GraphQLError} */
function refuseOneTooMany({ subscriptions }: Socket, { maxOperations }: SocketOptions): void {
  if (Object.keys(subscriptions).length <= maxOperations) return;
  const message = `A connection may run at most ${maxOperations} operations at once.`;
  throw refusal('TOO_MANY_OPERATIONS', message);
}

/** A socket that is owed no answer leaves at once. A stream could last forever, so its client takes it up elsewhere. */
async function answered(connected: ReadonlySet<Socket>, timeUp: AbortSignal): Promise<void> {
  for (;;) {
    let waiting = 0;
    for (const socket of connected) {
      if (isOwedAnAnswer(socket)) waiting += 1;
      else socket.extra.socket.close(GOING_AWAY, 'The server stops. Connect again.');
    }
    if (waiting === 0 || timeUp.aborted) return;
    await pause(DRAIN_LOOK_MS);
  }
}

/** An operation that streams has its stream in the list; one that is answered once has nothing there. */
const isOwedAnAnswer = ({ subscriptions }: Socket) => Object.values(subscriptions).includes(null);
