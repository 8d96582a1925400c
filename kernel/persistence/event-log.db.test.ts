import pg from 'pg';
import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import {
  Counter,
  append,
  assignPositions,
  createCounter,
  expectOnceInOrder,
  groupOf,
  increment,
  recorder,
  toyShop,
} from '../testing/toy-shop.ts';
import { sql } from './sql.ts';
import { inTransaction } from './transaction.ts';

let started: StartedContext;
const clients: pg.Client[] = [];

beforeEach(async () => {
  started = await startContext(toyShop(), { background: false, logs: ['warehouse'] });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await started.stop();
});

/** A session as a context's service. */
async function session(context: 'shop' | 'warehouse' = 'shop'): Promise<pg.Client> {
  const client = new pg.Client(started.database.installation.contextUrl(context));
  await client.connect();
  clients.push(client);
  return client;
}

async function published(): Promise<[position: number, aggregate: string, version: number][]> {
  const { rows } = await started.truth.query<{ p: number; a: string; v: number }>(
    `select position::int as p, aggregate_id as a, aggregate_version as v
     from shop_log.events order by position`,
  );
  return rows.map(({ p, a, v }) => [p, a, v]);
}

const assign = (batch?: number) => assignPositions(started.truth, batch);

it('gives events of concurrent writers of one aggregate gapless positions in version order', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  await Promise.all(Array.from({ length: 20 }, () => increment(orm, 'ctr_a')));
  await assign();
  expect(await published()).toEqual(
    Array.from({ length: 21 }, (_, index) => [index + 1, 'ctr_a', index + 1]),
  );
  const counter = await orm.em.fork().findOneOrFail(Counter, 'ctr_a');
  expect(counter).toMatchObject({ value: 20, version: 21 });
});

it('keeps the order of versions when the transaction that began first commits last', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  const early = await session();
  await early.query('begin');
  // Takes the lower transaction id and the lower sequence number.
  await append(early, 'other', 1);
  await increment(orm, 'ctr_a');
  expect(await assign()).toBe(2);
  await early.query(`select from shop.counters where id = 'ctr_a' for update`);
  await append(early, 'ctr_a', 3);
  await early.query('commit');
  expect(await assign()).toBe(2);
  expect(await published()).toEqual([
    [1, 'ctr_a', 1],
    [2, 'ctr_a', 2],
    [3, 'other', 1],
    [4, 'ctr_a', 3],
  ]);
});

it('publishes what has committed while an earlier writer of the aggregate has not, and loses neither', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  const writer = await session();
  await writer.query('begin');
  await writer.query(`select from shop.counters where id = 'ctr_a' for update`);
  const waiting = increment(orm, 'ctr_a');
  await append(writer, 'ctr_a', 2);
  await writer.query(`update shop.counters set version = 2 where id = 'ctr_a'`);
  expect(await assign()).toBe(1);
  await writer.query('commit');
  await waiting;
  expect(await assign()).toBe(2);
  expect(await published()).toEqual([
    [1, 'ctr_a', 1],
    [2, 'ctr_a', 2],
    [3, 'ctr_a', 3],
  ]);
});

it('does not wait for a long transaction in another database of the cluster', async () => {
  const neighbour = await startContext(toyShop(), { background: false });
  const client = new pg.Client(neighbour.database.url);
  await client.connect();
  try {
    await client.query('begin');
    await append(client, 'other', 1);
    await createCounter(started.runtime.orm, 'ctr_a');
    expect(await assign()).toBe(1);
    const { drain } = await groupOf(recorder('shop.billing'), started.runtime);
    await drain();
    expect(await expectOnceInOrder(started.truth, ['shop.billing'])).toBe(1);
  } finally {
    await client.end();
    await neighbour.stop();
  }
});

it('writes the events of one transaction together, each aggregate in its own order', async () => {
  const { orm } = started.runtime;
  await inTransaction(orm, async (em) => {
    const [a, b] = [new Counter('ctr_a'), new Counter('ctr_b')];
    em.persist([a, b]);
    a.increment();
    b.increment();
    await em.flush();
    a.increment();
  });
  await assign();
  const log = await published();
  expect(log).toHaveLength(5);
  expect(log.filter(([, id]) => id === 'ctr_a').map(([, , version]) => version)).toEqual([1, 2, 3]);
  expect(log.filter(([, id]) => id === 'ctr_b').map(([, , version]) => version)).toEqual([1, 2]);
});

it('writes no event of a transaction that was rolled back, and leaves no gap for it', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  await expect(
    inTransaction(orm, async (em) => {
      em.persist(new Counter('ctr_b'));
      await em.flush();
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await createCounter(orm, 'ctr_c');
  await assign();
  expect(await published()).toEqual([
    [1, 'ctr_a', 1],
    [2, 'ctr_c', 1],
  ]);
});

it('puts versions that one transaction wrote in reverse into order, and moves nothing of others', async () => {
  const writer = await session();
  await writer.query('begin');
  await append(writer, 'a', 3);
  await append(writer, 'other', 1);
  await append(writer, 'a', 2);
  await append(writer, 'a', 1);
  await writer.query('commit');
  await assign();
  const log = await published();
  expect(log.filter(([, id]) => id === 'a').map(([, , version]) => version)).toEqual([1, 2, 3]);
  expect(log.map(([position]) => position)).toEqual([1, 2, 3, 4]);
});

it('refuses a second event of the same version', async () => {
  const writer = await session();
  await append(writer, 'a', 1);
  await expect(append(writer, 'a', 1)).rejects.toMatchObject({ code: '23505' });
});

it('leaves no gap and changes no order where one batch ends and the next begins', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  await createCounter(orm, 'ctr_b');
  for (let n = 0; n < 8; n += 1) await increment(orm, n % 3 ? 'ctr_a' : 'ctr_b');
  const taken: number[] = [];
  for (let more = await assign(3); more > 0; more = await assign(3)) taken.push(more);
  expect(taken).toEqual([3, 3, 3, 1]);
  const group = await groupOf(recorder('shop.billing'), started.runtime);
  await group.drain();
  expect(await expectOnceInOrder(started.truth, ['shop.billing'])).toBe(10);
});

it('refuses to save an aggregate outside of a transaction, where its events could be lost', async () => {
  const em = started.runtime.orm.em.fork();
  em.persist(new Counter('ctr_a'));
  await expect(em.flush()).rejects.toThrow('use inTransaction()');
  const { rows } = await started.truth.query('select from shop.counters');
  expect(rows).toEqual([]);
});

it('detects that another transaction changed the aggregate meanwhile, and tries again', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  let attempts = 0;
  await inTransaction(orm, async (em) => {
    attempts += 1;
    // Without a lock, so that only the version can notice.
    const counter = await em.findOneOrFail(Counter, 'ctr_a');
    if (attempts === 1) await increment(orm, 'ctr_a');
    counter.increment();
  });
  expect(attempts).toBe(2);
  await assign();
  expect((await published()).map(([, , version]) => version)).toEqual([1, 2, 3]);
});

describe('a service', () => {
  it('reads the published log of another context, and nothing else of it', async () => {
    await createCounter(started.runtime.orm, 'ctr_a');
    await assign();
    await append(started.truth, 'unpublished', 1);
    const guest = await session('warehouse');
    const { rows } = await guest.query('select aggregate_id from shop_log.events');
    expect(rows).toEqual([{ aggregate_id: 'ctr_a' }]);
    for (const statement of [
      'select from shop.events',
      'select from shop.event_positions',
      'select from shop.counters',
      'select shop.assign_positions(1)',
      'select shop.create_event_partitions()',
    ]) {
      await expect(guest.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('appends to its own log, and can neither rewrite it nor write past its positions', async () => {
    await createCounter(started.runtime.orm, 'ctr_a');
    await assign();
    const own = await session();
    for (const statement of [
      'update shop.events set type = null',
      'delete from shop.events',
      'truncate shop.events',
      'delete from shop.events_p0',
      `insert into shop.events_p0 (seq, aggregate_id, aggregate_version, type, data) overriding system value
         values (99, 'x', 1, 'x', '{}')`,
      'insert into shop.events_pending values (9, $$a$$, 9)',
      'delete from shop.events_pending',
      'insert into shop.event_positions values (9, 9)',
      'update shop.log_head set position = 0',
      'create table shop.mine (id int)',
      'alter table shop.events add mine int',
    ]) {
      await expect(own.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

it('rings a dozing sequencer, so that an event is published without a poll', async () => {
  const awake = await startContext(toyShop({ consumers: () => [recorder('shop.billing')] }));
  try {
    const { orm } = awake.runtime;
    await createCounter(orm, 'ctr_a');
    for (let n = 0; n < 5; n += 1) await increment(orm, 'ctr_a');
    await eventually(async () => {
      const rows = await sql(orm.em.fork(), 'select from shop.effects');
      return rows.length === 6;
    });
    expect(await expectOnceInOrder(awake.truth, ['shop.billing'])).toBe(6);
  } finally {
    await awake.stop();
  }
});

it('creates the next partition long before the last one is full', async () => {
  const partitions = async () => {
    const { rows } = await started.truth.query<{ n: number }>(
      `select count(*)::int as n from pg_inherits where inhparent = 'shop.events'::regclass`,
    );
    return rows[0]?.n;
  };
  expect(await partitions()).toBe(2);
  await started.truth.query(`alter table shop.events alter seq restart with 9999999`);
  await append(started.truth, 'a', 1);
  await append(started.truth, 'a', 2);
  await started.truth.query('select shop.create_event_partitions()');
  expect(await partitions()).toBe(3);
  await assign();
  expect((await published()).map(([, , version]) => version)).toEqual([1, 2]);
});
