import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Application, Router } from 'express';
import type { JSONWebKeySet } from 'jose';
import type { Logger } from 'pino';
import { type Authenticate, createAuthenticate } from '../graphql/authenticate.ts';
import { createGraphClient } from '../graphql/graph-client.ts';
import type { SubgraphConnection } from '../graphql/subgraph-connection.ts';
import { subgraphSchema } from '../graphql/subgraph-schema.ts';
import { SubgraphServer } from '../graphql/subgraph-server.ts';
import { ConsumerGroup } from '../persistence/consumer.ts';
import { openDatabase } from '../persistence/database.ts';
import { EventTail } from '../persistence/event-tail.ts';
import { Listener } from '../persistence/listener.ts';
import { runSequencer } from '../persistence/sequencer.ts';
import { watchBackground } from '../telemetry/background-metrics.ts';
import { measuredSubgraph } from '../telemetry/measured-subgraph.ts';
import { type Engine, launchEngine } from '../workflow/engine.ts';
import { WorkflowTransactions } from '../workflow/transactions.ts';
import type { Clock } from '../domain/clock.ts';
import { type Context, type Job, type Runtime, resolversOf } from './context.ts';
import type { Parts } from './health.ts';
import type { Installation } from './installation.ts';
import { nothingHere } from './problem.ts';
import { PUBLIC_API } from './public-api.ts';
import { serviceTokens } from './service-token.ts';

/** Seven contexts in one program, the engine and the sequencers together stay below 80 connections. */
const CONNECTIONS_PER_CONTEXT = 6;

export interface RunOptions {
  readonly installation: Installation;
  readonly contexts: readonly Context[];
  readonly logger: Logger;
  readonly clock: Clock;
  /** The way to a subgraph that is not among `contexts`. */
  remote(subgraph: string): SubgraphConnection;
  /** Where accounts' REST is reached, without a trailing slash. */
  accountsUrl(): string;
  publicUrl(): string;
  readonly onLeaseLost: () => void;
}

/** A context whose rooms are open; its consumers, jobs and workflows may not run yet. */
export interface OpenContext {
  readonly context: Context;
  readonly runtime: Runtime;
  readonly server: SubgraphServer;
  readonly rest: Router | undefined;
  readonly wellKnown: Router | undefined;
  readonly publicApi: Router | undefined;
}

export interface OpenContexts {
  readonly authenticate: Authenticate;
  readonly list: readonly OpenContext[];
  connection(subgraph: string): SubgraphConnection;
  /** Starts what works without being asked: sequencers, consumers, jobs and the workflow engine. */
  startBackground(): Promise<void>;
  /** Mounts the contexts' REST: `/<name>`, and `/.well-known` for those that have something to say there. */
  mount(app: Application): void;
  /** Loads demo data, context by context; before the background starts. */
  seed(): Promise<void>;
  /** Whether each context works: all of it has started, demo data included, and its database answers. */
  ready(): Promise<Parts>;
  /** No new work; what runs finishes or is left to recovery. */
  stop(): Promise<void>;
}

/** Opens `contexts` in this process. Their databases must have been migrated. */
export async function openContexts(options: RunOptions): Promise<OpenContexts> {
  const { logger } = options;
  const list: OpenContext[] = [];
  const connection = (subgraph: string): SubgraphConnection =>
    list.find(({ context }) => context.name === subgraph)?.server ?? options.remote(subgraph);
  const authenticate = createAuthenticate(() => fetchKeys(options.accountsUrl()));
  for (const context of options.contexts)
    list.push(await openContext(context, options, connection, authenticate));

  const background = new Background(list, options);
  return {
    authenticate,
    list,
    connection,
    startBackground: () => background.start(),
    mount(app) {
      for (const { context, rest, wellKnown, publicApi } of list) {
        if (rest) app.use(`/${context.name}`, rest, nothingHere);
        if (wellKnown) app.use('/.well-known', wellKnown);
        if (publicApi) app.use(PUBLIC_API, publicApi);
      }
    },
    async seed() {
      await Promise.all(list.map(async ({ context, runtime }) => context.seed?.(runtime)));
    },
    async ready() {
      const checks = list.map(
        async ({ context, runtime }) =>
          [
            context.name,
            background.runs && (await answers(runtime.orm)) ? 'ok' : 'not ready',
          ] as const,
      );
      return Object.fromEntries(await Promise.all(checks));
    },
    async stop() {
      await background.stop();
      for (const { context, runtime, server } of list) {
        await server.stop();
        context.close?.(runtime);
        await runtime.workflows.close();
        await runtime.orm.close(true);
      }
      logger.info('stopped');
    },
  };
}

/** Asks, because a context that has not used its database yet has no connection, and the ORM calls that away. */
const answers = (orm: MikroORM): Promise<boolean> =>
  orm.driver
    .getConnection()
    .execute('select 1')
    .then(
      () => true,
      () => false,
    );

async function openContext(
  context: Context,
  options: RunOptions,
  connection: (subgraph: string) => SubgraphConnection,
  authenticate: Authenticate,
): Promise<OpenContext> {
  const { installation } = options;
  const { name } = context;
  const logger = options.logger.child({ context: name });
  const databaseUrl = installation.contextUrl(name);
  const orm = await openDatabase({
    context: name,
    url: databaseUrl,
    entities: context.entities,
    maxConnections: CONNECTIONS_PER_CONTEXT,
    logger,
  });
  const secret = (purpose: string) => installation.secret.derive(purpose);
  const base: Runtime = {
    name,
    settings: installation.settings,
    clock: options.clock,
    logger,
    orm,
    databaseUrl,
    graph: createGraphClient({
      connection: (subgraph) => measuredSubgraph(name, subgraph, connection(subgraph)),
      serviceToken: serviceTokens({
        service: name,
        secret: secret(`service/${name}`),
        accountsUrl: () => options.accountsUrl(),
      }),
    }),
    workflows: await WorkflowTransactions.open(
      name,
      orm,
      databaseUrl,
      context.workflows !== undefined,
    ),
    tail: new EventTail(name, orm, logger),
    secret,
    authenticate,
    publicUrl: () => options.publicUrl(),
  };
  const runtime = context.open ? await context.open(base) : base;
  await context.prepare?.(runtime);
  const { references, subscriptions } = context.graph;
  const schema = await subgraphSchema(
    resolversOf(context),
    references?.(runtime) ?? {},
    runtime,
    subscriptions?.(runtime),
  );
  const server = await SubgraphServer.start({ name, schema, authenticate, logger });
  return {
    context,
    runtime,
    server,
    rest: context.rest?.(runtime),
    wellKnown: context.wellKnown?.(runtime),
    publicApi: context.publicApi?.(runtime),
  };
}

/** The keys with which accounts signs. Source: RFC 7517. */
export async function fetchKeys(accountsUrl: string): Promise<JSONWebKeySet> {
  const response = await fetch(`${accountsUrl}/.well-known/jwks.json`, {
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok)
    throw new Error(`accounts answered ${response.status} to the request for its keys`);
  return (await response.json()) as JSONWebKeySet;
}

/** Everything of these contexts that works without being asked. */
class Background {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private listener: Listener | undefined;
  private engine: Engine | undefined;
  private readonly watches: (() => void)[] = [];
  private started = false;

  constructor(
    private readonly list: readonly OpenContext[],
    private readonly options: RunOptions,
  ) {}

  /** From when everything has started until it is told to stop. */
  get runs(): boolean {
    return this.started && !this.stopping.signal.aborted;
  }

  async start(): Promise<void> {
    const { signal } = this.stopping;
    const first = this.list[0];
    if (!first) return;
    const listener = await new Listener(first.runtime.databaseUrl, this.options.logger).connect();
    this.listener = listener;
    for (const { context, runtime } of this.list) {
      const { orm, logger, databaseUrl: url } = runtime;
      if (context.publishes) {
        this.running.push(runSequencer({ context: context.name, url, listener, logger, signal }));
        this.running.push(runtime.tail.run(listener, signal));
      }
      const consumers = context.consumers?.(runtime) ?? [];
      const { name, publishes } = context;
      this.watches.push(watchBackground({ name, publishes, orm, consumers }, logger));
      for (const consumer of consumers) {
        this.running.push(
          new ConsumerGroup(consumer, { context: context.name, orm, listener, logger }).run(signal),
        );
      }
      for (const job of context.jobs?.(runtime) ?? [])
        this.running.push(repeat(job, logger, signal));
    }
    await this.launchWorkflows(listener);
    this.started = true;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const unwatch of this.watches) unwatch();
    await this.engine?.stop();
    await Promise.allSettled(this.running);
    await this.listener?.close();
  }

  private async launchWorkflows(listener: Listener): Promise<void> {
    const durable = this.list.filter(({ context }) => context.workflows);
    if (durable.length === 0) return;
    for (const { context, runtime } of durable) context.workflows?.(runtime);
    this.engine = await launchEngine({
      url: this.options.installation.workflowUrl(),
      contexts: durable.map(({ context }) => context.name),
      listener,
      logger: this.options.logger,
      onLeaseLost: this.options.onLeaseLost,
    });
  }
}

async function repeat(job: Job, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await job.run(signal);
    } catch (error) {
      logger.warn({ err: error, job: job.name }, 'a job failed and will run again');
    }
    await sleep(job.everyMs, undefined, { signal }).catch(() => {
      // Aborted: the loop ends.
    });
  }
}
