import 'reflect-metadata';
import { LockMode, defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { Query, Resolver } from 'type-graphql';
import { Aggregate } from '../domain/aggregate.ts';
import { aggregateProperties } from '../persistence/aggregate-mapping.ts';
import { type Consumer, ConsumerGroup } from '../persistence/consumer.ts';
import { Listener } from '../persistence/listener.ts';
import { execute } from '../persistence/sql.ts';
import { inTransaction } from '../persistence/transaction.ts';
import {
  type Context,
  type ContextDefinition,
  type Runtime,
  defineContext,
} from '../runtime/context.ts';

/** A context that does nothing but count, for the kernel's own tests. */
export class Counter extends Aggregate {
  value = 0;
  constructor(readonly id: `ctr_${string}`) {
    super();
    this.raise({ type: 'CounterCreated', data: {} });
  }
  increment(note = '') {
    this.value += 1;
    this.raise({ type: 'CounterIncremented', data: { value: this.value, note } });
  }
}

const CounterMapping = defineEntity({
  class: Counter,
  tableName: 'counters',
  properties: { ...aggregateProperties<'ctr'>(), value: p.integer() },
});

class CreateCounters extends Migration {
  override up() {
    this.addSql(
      `create table shop.counters (id text primary key, version int not null, value int not null)`,
    );
    this
      .addSql(`create table shop.effects (n bigint generated always as identity, group_name text, event_id uuid,
      aggregate_id text not null, version int not null, primary key (group_name, event_id))`);
  }
}

@Resolver()
class ShopResolver {
  @Query(() => String, { description: 'Says hello.' })
  hello() {
    return 'hello';
  }
}

export const toyShop = (rooms: Partial<ContextDefinition<Runtime>> = {}): Context =>
  defineContext({
    name: 'shop',
    entities: [CounterMapping],
    migrations: [CreateCounters],
    publishes: true,
    graph: { resolvers: [ShopResolver] },
    ...rooms,
  });

export const createCounter = (orm: MikroORM, id: `ctr_${string}`): Promise<void> =>
  inTransaction(orm, async (em) => void em.persist(new Counter(id)));

/** One business transaction: lock, change, write the event. */
export const increment = (orm: MikroORM, id: `ctr_${string}`, note?: string): Promise<void> =>
  inTransaction(orm, async (em) => {
    const counter = await em.findOneOrFail(Counter, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    counter.increment(note);
  });

/** Writes an event past the aggregate, as what a broken writer might leave. */
export const append = (
  client: pg.ClientBase | pg.Pool,
  aggregateId: string,
  version: number,
  data: object = {},
): Promise<unknown> =>
  client.query(
    `insert into shop.events (aggregate_id, aggregate_version, type, data) values ($1, $2, 'Changed', $3)`,
    [aggregateId, version, data],
  );

/** Gives every committed event its position, which nobody does in a context without background. */
export async function assignPositions(
  client: pg.ClientBase | pg.Pool,
  batch = 5000,
): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select shop.assign_positions($1) as n', [
    batch,
  ]);
  return rows[0]?.n ?? 0;
}

/** A consumer whose effect is a row per event, of which a second one would be refused. */
export const recorder = (
  group: string,
  before?: (data: Record<string, unknown>) => void,
): Consumer => ({
  group,
  log: 'shop',
  handle: async (em, event) => {
    before?.(event.data);
    await execute(
      em,
      'insert into shop.effects (group_name, event_id, aggregate_id, version) values ($1, $2, $3, $4)',
      [group, event.id, event.aggregateId, event.aggregateVersion],
    );
  },
});

/** A group that moves only when a test says so. */
export async function groupOf(consumer: Consumer, { orm, databaseUrl, logger, name }: Runtime) {
  const listener = new Listener(databaseUrl, logger);
  const group = new ConsumerGroup(consumer, { context: name, orm, listener, logger });
  await group.join();
  return {
    group,
    /** Takes all there is. */
    drain: async () => {
      for (let more = true; more;) more = await group.step();
    },
  };
}

/** The versions that took effect, in the order in which they did. */
export async function effectsOf(
  truth: pg.Pool,
  group: string,
  aggregateId: string,
): Promise<number[]> {
  const { rows } = await truth.query<{ version: number }>(
    'select version from shop.effects where group_name = $1 and aggregate_id = $2 order by n',
    [group, aggregateId],
  );
  return rows.map(({ version }) => version);
}

/**
 * Fails unless positions have no gap and every event took effect once in each group, in its aggregate's order; answers
 * how many events there are.
 */
export async function expectOnceInOrder(
  truth: pg.Pool,
  groups: readonly string[],
): Promise<number> {
  const { rows } = await truth.query<{ events: number; head: number; gaps: number }>(
    `select (select count(*) from shop.events)::int as events, (select position from shop.log_head)::int as head,
       (select coalesce(max(position), 0) - count(*) from shop.event_positions)::int as gaps`,
  );
  const [log] = rows;
  expect(log).toEqual({ events: log?.events, head: log?.events, gaps: 0 });
  for (const group of groups) {
    const { rows: wrong } = await truth.query(
      `select aggregate_id, version, turn from (
         select *, row_number() over (partition by aggregate_id order by n) as turn
         from shop.effects where group_name = $1) effects where turn <> version`,
      [group],
    );
    expect({ group, wrong }).toEqual({ group, wrong: [] });
    const { rows: taken } = await truth.query<{ count: number }>(
      'select count(*)::int as count from shop.effects where group_name = $1',
      [group],
    );
    expect({ group, count: taken[0]?.count }).toEqual({ group, count: log?.events });
  }
  return log?.events ?? 0;
}
