import { Migration } from '@mikro-orm/migrations';
import { defineEntity, p } from '@mikro-orm/core';
import { LockMode } from '@mikro-orm/core';
import { Query, Resolver } from 'type-graphql';
import { Aggregate } from '../domain/aggregate.ts';
import { type Context, defineContext } from '../runtime/context.ts';
import { eventually } from '../testing/eventually.ts';
import { startContext, type StartedContext } from '../testing/start-context.ts';
import { aggregateProperties } from './aggregate-mapping.ts';
import type { LogEvent } from './event-log.ts';
import { sql } from './sql.ts';
import { inTransaction } from './transaction.ts';

class Counter extends Aggregate {
  value = 0;
  constructor(readonly id: `ctr_${string}`) {
    super();
    this.raise({ type: 'CounterCreated', data: {} });
  }
  increment() {
    this.value += 1;
    this.raise({ type: 'CounterIncremented', data: { value: this.value } });
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
      'create table shop.counters (id text primary key, version int not null, value int not null)',
    );
  }
}
@Resolver()
class ShopResolver {
  @Query(() => String, { description: 'Says hello.' })
  hello() {
    return 'hello';
  }
}

const seen: LogEvent[] = [];
const shop: Context = defineContext({
  name: 'shop',
  entities: [CounterMapping],
  migrations: [CreateCounters],
  publishes: true,
  graph: { resolvers: [ShopResolver] },
  consumers: () => [
    {
      group: 'shop.remember',
      log: 'shop',
      handle: async (_em, event) => {
        seen.push(event);
      },
    },
  ],
});

let started: StartedContext;
beforeAll(async () => {
  started = await startContext(shop);
});
afterAll(() => started.stop());

it('answers its graph', async () => {
  const answer = await started.as({ kind: 'anonymous' }).execute('{ hello }');
  expect(answer).toMatchObject({ data: { hello: 'hello' } });
});

it('gives events of concurrent writers of one aggregate gapless positions in version order', async () => {
  const { orm } = started.runtime;
  const id = 'ctr_a';
  await inTransaction(orm, async (em) => void em.persist(new Counter(id)));
  await Promise.all(
    Array.from({ length: 20 }, () =>
      inTransaction(orm, async (em) => {
        (await em.findOneOrFail(Counter, id, { lockMode: LockMode.PESSIMISTIC_WRITE })).increment();
      }),
    ),
  );
  await eventually(() => seen.length === 21);
  expect(seen.map((event) => event.aggregateVersion)).toEqual(
    Array.from({ length: 21 }, (_, index) => index + 1),
  );
  expect(seen.map((event) => event.position)).toEqual(
    Array.from({ length: 21 }, (_, index) => String(index + 1)),
  );
  const [row] = await sql<{ value: number }>(orm.em.fork(), 'select value from shop.counters');
  expect(row?.value).toBe(20);
});
