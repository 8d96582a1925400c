import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  execute,
  parse,
  subscribe,
} from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Unauthenticated } from '#kernel/graphql/authenticate.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import type { SubgraphConnection, SubgraphRequest } from '#kernel/graphql/subgraph-connection.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../server.ts';
import type { SubgraphState } from '../subgraphs/resilient-subgraph.ts';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@composeDirective"])
  @link(url: "https://comptoir.example/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int!) on FIELD_DEFINITION | OBJECT
`;

const PAYMENTS = `${LINK}
  type Query {
    payment(id: ID!): Payment
    payments: [Payment!]
    broken: String
    refused: String
    ofServices: String @inaccessible
  }
  type Mutation { refund(id: ID!): Payment }
  type Payment @key(fields: "id") { id: ID! status: String! order: Order askedBy: String }
  type Order @key(fields: "id", resolvable: false) { id: ID! }
  type Subscription { paymentStatusChanged(paymentId: ID!, after: String): PaymentStatusChange! }
  type PaymentStatusChange { cursor: String! status: String! payment: Payment }
`;
const ORDERS = `${LINK}
  type Query { orders: [Order!] whoAmI: String openingHours: String @cacheControl(maxAge: 60) }
  type Order @key(fields: "id") { id: ID! total: Int! again: Order }
`;

const STATUSES = ['CREATED', 'AUTHORIZED', 'CAPTURED'];

/** Two subgraphs in memory and a gateway before them, with levers for what goes wrong. */
export class World {
  readonly requests: { subgraph: string; request: SubgraphRequest }[] = [];
  readonly dead = new Set<string>();
  /** Streams that a client still listens to. */
  openStreams = 0;
  /** Set, a stream stays open after its last event, and says nothing. */
  endless = false;
  /** Set, a stream has so many events of 100 KB more. */
  flood = 0;
  /** Set, the payments answer this to everything, and tell it as the one event of a stream. */
  says: unknown;
  /** What a stream waits for before its last event. */
  lastEvent: Promise<void> = Promise.resolve();
  /** How many events streams were asked for. */
  told = 0;
  /** What has happened to a payment by now; `happens` adds to it. */
  private statuses = STATUSES;
  private readonly news = new EventEmitter().setMaxListeners(0);
  /** Set, a stream without a cursor begins with what happened last. */
  fromPresent = false;
  /** Whoever else has a token, by what stands in the header. */
  readonly people: Record<string, Principal> = {};
  expiresInMs = 60_000;
  /** The orders of the payments in the list, one each; `ord_secret` is shown to nobody. */
  ordersOfPayments = ['ord_1', 'ord_1', 'ord_1'];
  /** What orders wait for before they answer, and how many have to. */
  answersOrders: () => Promise<void> = async () => {};
  ordersAtOnce = { now: 0, most: 0 };
  /** What a refund waits for. */
  refunded: Promise<void> = Promise.resolve();
  /** Set, nobody can tell whether a token is good. */
  keysAreAway = false;
  /** Sessions that have ended, in the order of their ends. */
  private readonly endedSessions: string[] = [];
  private readonly ends = new EventEmitter();
  private stopped = false;
  private readonly clients: Client[] = [];

  private constructor(private gateway: Gateway | undefined) {}

  static async start(options: Partial<GatewayOptions> = {}): Promise<World> {
    const world = new World(undefined);
    world.gateway = await startGateway({
      supergraph: { read: async () => SUPERGRAPH, watch: () => () => {} },
      subgraphs: { payments: world.payments(), orders: world.orders() },
      verify: (authorization) => world.verify(authorization),
      port: 0,
      host: '127.0.0.1',
      corsOrigins: undefined,
      introspection: true,
      maxCost: 10_000,
      budgets: { perPrincipal: 1e7, perAddress: 1e7 },
      connections: { total: 1000, perAddress: 900, perPrincipal: 100 },
      endedSessions: {
        connection: world.accounts(),
        serviceToken: async () => 'of the gateway',
      },
      logger: createLogger('silent'),
      examples: [{ name: 'Who am I', query: 'query WhoAmI { whoAmI }', variables: {} }],
      ready: async () => ({
        payments: world.dead.has('payments') ? 'no answer' : 'ok',
        orders: world.dead.has('orders') ? 'no answer' : 'ok',
      }),
      ...options,
    });
    return world;
  }

  get url(): string {
    return this.gateway?.url ?? '';
  }

  stateOf(subgraph: string): SubgraphState | undefined {
    return this.gateway?.subgraphStates()[subgraph];
  }

  async stop(): Promise<void> {
    for (const client of this.clients) await client.dispose();
    if (!this.stopped) await this.stopGateway();
  }

  /** Has the gateway look whether there is another supergraph. */
  async reload(): Promise<void> {
    await this.gateway?.reload();
  }

  /** Stops the gateway while its clients stay. */
  async stopGateway(): Promise<void> {
    await this.gateway?.stop();
    this.stopped = true;
  }

  /** Over HTTP. */
  async ask(
    body: unknown,
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<{ status: number; headers: Headers; json: FormattedExecutionResult }> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      signal,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      json: (await response.json()) as FormattedExecutionResult,
    };
  }

  /** Over WebSocket. */
  client(
    params: Record<string, unknown> = {},
    onClosed: (code: number) => void = () => {},
    headers: Record<string, string> = {},
  ): Client {
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol, { headers });
        }
      },
      connectionParams: params,
      retryAttempts: 0,
      on: { closed: (event) => onClosed((event as { code: number }).code) },
    });
    this.clients.push(client);
    return client;
  }

  endSession(sessionId: string): void {
    this.endedSessions.push(sessionId);
    this.ends.emit('change');
  }

  /** Accounts is killed and comes again; meanwhile something happens. */
  async loseAccounts(during: () => void): Promise<void> {
    this.dead.add('accounts');
    this.ends.emit('change', new Error('accounts was killed'));
    await pause(20);
    during();
    this.dead.delete('accounts');
  }

  private async verify(authorization: string | undefined): Promise<Principal> {
    if (this.keysAreAway) throw new Error('connect ECONNREFUSED accounts:4001');
    if (authorization === undefined) return ANONYMOUS;
    const known = this.people[authorization];
    if (known) return known;
    if (authorization !== 'Bearer good')
      throw new Unauthenticated('The access token is not valid.');
    return { ...customer(), expiresAt: new Date(Date.now() + this.expiresInMs) };
  }

  private accounts(): SubgraphConnection {
    return {
      execute: () => Promise.reject(new Error('Nothing is asked of accounts.')),
      subscribe: ({ variables }) => this.sessionEnds(Number(variables?.['after'] ?? 0)),
    };
  }

  private async *sessionEnds(after: number): AsyncGenerator<FormattedExecutionResult> {
    if (this.dead.has('accounts')) throw new Error('connect ECONNREFUSED accounts:4001');
    for (let position = after; ;) {
      for (; position < this.endedSessions.length; position += 1) {
        const sessionId = this.endedSessions[position];
        yield { data: { sessionEnded: { cursor: String(position + 1), sessionId } } };
      }
      const [broken] = (await once(this.ends, 'change')) as [Error?];
      if (broken) throw broken;
    }
  }

  private payments(): SubgraphConnection {
    const schema = buildSubgraphSchema({
      typeDefs: parse(PAYMENTS),
      resolvers: {
        Query: {
          payment: (_root: unknown, { id }: { id: string }) => ({
            id,
            status: 'CAPTURED',
            order: { id: 'ord_1' },
          }),
          payments: () =>
            this.ordersOfPayments.map((id, index) => ({
              id: String(index + 1),
              status: 'CAPTURED',
              order: { id },
            })),
        },
        Mutation: {
          refund: async (_root: unknown, { id }: { id: string }) => {
            await this.refunded;
            return { id, status: 'REFUNDED', order: { id: 'ord_1' } };
          },
        },
        Subscription: {
          paymentStatusChanged: {
            subscribe: (
              _root: unknown,
              { paymentId, after }: { paymentId: string; after?: string },
            ) => this.changes(paymentId, after),
          },
        },
      },
    });
    const connection = this.connect('payments', schema);
    return {
      subscribe: (request) =>
        this.says === undefined ? connection.subscribe(request) : this.once(this.says),
      execute: async (request) => {
        if (this.says !== undefined) return this.says as FormattedExecutionResult;
        if (request.query.includes('broken')) {
          const message = 'select * from secrets failed on 10.0.0.7';
          return {
            data: { broken: null },
            errors: [{ message, path: ['broken'], extensions: { stacktrace: ['at x.ts'] } }],
          };
        }
        if (request.query.includes('refused')) {
          const extensions = { code: 'FORBIDDEN', permission: 'payments.read' };
          return {
            data: { refused: null },
            errors: [{ message: 'Not allowed.', path: ['refused'], extensions }],
          };
        }
        return connection.execute(request);
      },
    };
  }

  private async *once(event: unknown): AsyncGenerator<FormattedExecutionResult> {
    yield event as FormattedExecutionResult;
  }

  private orders(): SubgraphConnection {
    return this.connect(
      'orders',
      buildSubgraphSchema({
        typeDefs: parse(ORDERS),
        resolvers: {
          Query: {
            orders: () => Array.from({ length: 3 }, () => ({ id: 'ord_1', total: 1 })),
            openingHours: () => 'from nine to five',
            whoAmI: (_root: unknown, _args: unknown, headers: unknown) =>
              (headers as Record<string, string>)['authorization'] ?? 'nobody',
          },
          Order: {
            __resolveReference: async ({ id }: { id: string }) => {
              if (id === 'ord_secret') {
                throw new GraphQLError('Not yours.', { extensions: { code: 'FORBIDDEN' } });
              }
              const { ordersAtOnce } = this;
              ordersAtOnce.most = Math.max(ordersAtOnce.most, (ordersAtOnce.now += 1));
              await this.answersOrders();
              ordersAtOnce.now -= 1;
              return { id, total: 42 };
            },
            again: (order: object) => order,
          },
        },
      }),
    );
  }

  private connect(subgraph: string, schema: GraphQLSchema): SubgraphConnection {
    const guard = (request: SubgraphRequest) => {
      this.requests.push({ subgraph, request });
      if (this.dead.has(subgraph)) throw new Error(`connect ECONNREFUSED ${subgraph}:4003`);
      return {
        schema,
        document: parse(request.query),
        variableValues: request.variables,
        operationName: request.operationName,
        contextValue: request.headers,
      };
    };
    return {
      execute: async (request) =>
        JSON.parse(JSON.stringify(await execute(guard(request)))) as FormattedExecutionResult,
      subscribe: (request) => {
        const left = new AbortController();
        const stream = this.streamOf(() => subscribe(guard(request)), left.signal);
        return Object.assign(Object.create(stream) as typeof stream, {
          next: () => stream.next(),
          return: () => {
            left.abort();
            return stream.return(undefined);
          },
        });
      },
    };
  }

  /** Ends as soon as its reader leaves, as the real connections do. */
  private async *streamOf(
    open: () => ReturnType<typeof subscribe>,
    left: AbortSignal,
  ): AsyncGenerator<FormattedExecutionResult> {
    const events = await open();
    if (!(Symbol.asyncIterator in events)) throw new Error('refused');
    const iterator = events[Symbol.asyncIterator]();
    const gone = new Promise<undefined>((resolve) =>
      left.addEventListener('abort', () => resolve(undefined)),
    );
    this.openStreams += 1;
    try {
      for (;;) {
        const event = await Promise.race([iterator.next(), gone]);
        if (event === undefined || event.done) return;
        yield JSON.parse(JSON.stringify(event.value)) as FormattedExecutionResult;
      }
    } finally {
      this.openStreams -= 1;
    }
  }

  /** Tells everybody who listens to an endless stream. */
  happens(...statuses: string[]): void {
    this.statuses = [...this.statuses, ...statuses];
    this.news.emit('change');
  }

  /** The streams that are open break, as if the subgraph were killed. */
  breakStreams(): void {
    this.news.emit('change', new Error('the subgraph was killed'));
  }

  private async *changes(paymentId: string, after: string | undefined) {
    const flood = Array.from({ length: this.flood }, () => 'x'.repeat(100_000));
    let index =
      after == null ? (this.fromPresent ? this.statuses.length - 1 : 0) : Number(after) + 1;
    for (;;) {
      const statuses = [...this.statuses, ...flood];
      for (; index < statuses.length; index += 1) {
        this.told += 1;
        const askedBy = (_args: unknown, headers: Record<string, string>) =>
          headers['authorization'] ?? 'nobody';
        const payment = { id: paymentId, status: 'CAPTURED', order: { id: 'ord_1' }, askedBy };
        yield {
          paymentStatusChanged: { cursor: String(index), status: statuses[index], payment },
        };
      }
      if (!this.endless) return;
      const [broken] = (await once(this.news, 'change')) as [Error?];
      if (broken) throw broken;
    }
  }
}

/** Of the two. */
export const SUPERGRAPH = compose();

function compose(): string {
  const composed = composeServices(
    Object.entries({ payments: PAYMENTS, orders: ORDERS }).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(sdl),
    })),
  );
  if (composed.errors) throw new Error(composed.errors.join('\n'));
  return composed.supergraphSdl;
}
