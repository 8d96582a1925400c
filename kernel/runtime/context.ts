import 'reflect-metadata';
import type { EntitySchema, MikroORM } from '@mikro-orm/postgresql';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Authenticate } from '../graphql/authenticate.ts';
import type { GraphClient } from '../graphql/graph-client.ts';
import { parkedEventsResolver } from '../graphql/parked-events.resolver.ts';
import type { References, ResolverClass, Subscriptions } from '../graphql/subgraph-schema.ts';
import type { Consumer } from '../persistence/consumer.ts';
import type { EventTail } from '../persistence/event-tail.ts';
import type { MigrationClass } from '../persistence/migrate.ts';
import type { WorkflowTransactions } from '../workflow/transactions.ts';
import type { Settings } from './settings.ts';

/** What every room of a running context is handed. */
export interface Runtime {
  readonly name: string;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The context's own schema, as its own role. */
  readonly orm: MikroORM;
  /** The context's own login, for a library that brings its own connections. */
  readonly databaseUrl: string;
  /** Sends operations to other contexts. */
  readonly graph: GraphClient;
  /** Durable steps and messages. */
  readonly workflows: WorkflowTransactions;
  /** Follows the context's own log. */
  readonly tail: EventTail;
  /** A secret of this installation for one purpose; the same purpose gives the same secret in every context. */
  secret(purpose: string): string;
  /** Whom the header `Authorization` speaks for, outside of the graph. */
  readonly authenticate: Authenticate;
  /** Where clients and the outside world reach this installation, without a trailing slash. */
  publicUrl(): string;
}

/** Periodic work that is safe on any number of processes at once. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** @param signal aborted when the process stops: what runs long ends at its next good moment */
  run(signal: AbortSignal): Promise<void>;
}

export interface ContextDefinition<R extends Runtime> {
  /** Names the schema, the roles, the subgraph, the queue and the folder. */
  readonly name: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationClass[];
  /** Whether it has an event log of its own. */
  readonly publishes: boolean;
  /** What its rooms need besides the runtime, such as the adapters of its ports. Default: the runtime itself. */
  readonly open?: (runtime: Runtime) => Promise<R>;
  readonly graph: {
    readonly resolvers: readonly ResolverClass<R>[];
    readonly references?: (runtime: R) => References;
    /** The sources of its subscriptions, whose resolvers declare any topic. */
    readonly subscriptions?: (runtime: R) => Subscriptions;
  };
  /** Mounted at `/<name>`. */
  readonly rest?: (runtime: R) => Router;
  /** For anybody's programs, beside the graph. Mounted at `/api/v1`. */
  readonly publicApi?: (runtime: R) => Router;
  /** Mounted at `/.well-known`. Source: RFC 8615. */
  readonly wellKnown?: (runtime: R) => Router;
  readonly consumers?: (runtime: R) => readonly Consumer[];
  /** Registers the context's durable workflows, all of whose names begin with `<name>.`. */
  readonly workflows?: (runtime: R) => void;
  readonly jobs?: (runtime: R) => readonly Job[];
  /** What must be there before the first request, such as keys. Run at every start, on every process. */
  readonly prepare?: (runtime: R) => Promise<void>;
  /** Lets go of what `open` has opened, once nothing is asked any more. */
  readonly close?: (runtime: R) => void;
  /** Demo data. Run at every start of the all-in-one program, so it finishes at once when it is there. */
  readonly seed?: (runtime: R) => Promise<void>;
}

/** A bounded context, seen from outside. */
export type Context = ContextDefinition<Runtime>;

/** Closes over what kind of runtime a context's rooms use, which nobody outside needs to know. */
export const defineContext = <R extends Runtime = Runtime>(
  definition: ContextDefinition<R>,
): Context => definition as unknown as Context;

/** All that answers in its subgraph: its own resolvers, and the operators' door to what its consumers have parked. */
export const resolversOf = (context: Context): readonly ResolverClass<Runtime>[] => [
  ...context.graph.resolvers,
  ...(context.consumers ? [parkedEventsResolver(context.name, context.consumers)] : []),
];

/** What the migrator must know. */
export const migratable = ({ name, migrations, publishes, workflows }: Context) => ({
  name,
  migrations,
  publishes,
  durable: workflows !== undefined,
});
