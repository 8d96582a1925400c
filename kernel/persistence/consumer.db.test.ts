import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import {
  append,
  assignPositions,
  createCounter,
  effectsOf,
  expectOnceInOrder,
  groupOf,
  increment,
  recorder,
  toyShop,
} from '../testing/toy-shop.ts';
import { type Consumer, ConsumerGroup } from './consumer.ts';
import type { LogEvent } from './event-log.ts';
import { Listener } from './listener.ts';
import { type ParkedEvent, ParkedEvents } from './parked-events.ts';
import { execute } from './sql.ts';

const GROUP = 'shop.billing';

let started: StartedContext;
/** What the toy group refuses to take at the moment. */
let poison: ReadonlySet<string>;

beforeEach(async () => {
  poison = new Set();
  started = await startContext(toyShop(), { background: false });
});
afterEach(() => started.stop());

/** Events `<aggregate>:<version>`, written in this order and given positions. */
async function write(...events: string[]): Promise<void> {
  for (const event of events) {
    const [aggregate = '', version] = event.split(':');
    await append(started.truth, aggregate, Number(version), { event });
  }
  await assignPositions(started.truth);
}

const poisoned = recorder(GROUP, ({ event }) => {
  if (poison.has(event as string)) throw new Error(`cannot digest ${event as string}`);
});
const consuming = (consumer: Consumer = poisoned) => groupOf(consumer, started.runtime);
const taken = (aggregate: string) => effectsOf(started.truth, GROUP, aggregate);
const parked = new ParkedEvents('shop', [poisoned]);
const listed = (): Promise<ParkedEvent[]> =>
  parked.list(started.runtime.orm.em.fork(), {
    group: GROUP,
    deadOnly: false,
    after: null,
    limit: 100,
  });

/** As if the time of the next attempt had come. */
const makeDue = () => started.truth.query('update shop.parked_events set next_attempt_at = now()');

async function offset(): Promise<number> {
  const { rows } = await started.truth.query<{ position: number }>(
    'select position::int from shop.consumer_offsets where group_name = $1',
    [GROUP],
  );
  return rows[0]?.position ?? -1;
}

it('takes every event once, from the first one of the log', async () => {
  await write('a:1', 'b:1', 'a:2');
  const { drain, group } = await consuming();
  await drain();
  await group.join();
  await drain();
  expect(await expectOnceInOrder(started.truth, [GROUP])).toBe(3);
  expect(await offset()).toBe(3);
});

it('hands an event on as it was written', async () => {
  const seen: LogEvent[] = [];
  await write('a:1');
  const { drain } = await consuming({
    group: GROUP,
    log: 'shop',
    handle: async (_, event) => void seen.push(event),
  });
  await drain();
  expect(seen).toEqual([
    {
      position: '1',
      traceparent: null,
      id: expect.any(String) as string,
      aggregateId: 'a',
      aggregateVersion: 1,
      type: 'Changed',
      data: { event: 'a:1' },
      occurredAt: expect.any(Date) as Date,
      parked: false,
    },
  ]);
});

it('keeps nothing of what a handler wrote before it failed', async () => {
  await write('a:1');
  const { drain } = await consuming({
    group: GROUP,
    log: 'shop',
    handle: async (em) => {
      await execute(em, `insert into shop.counters (id, version, value) values ('ctr_x', 1, 1)`);
      throw new Error('too late');
    },
  });
  await drain();
  const { rows } = await started.truth.query('select from shop.counters');
  expect(rows).toEqual([]);
  expect(await listed()).toMatchObject([{ lastError: 'too late', attempts: 1 }]);
});

it('takes together what is written while it gathers', async () => {
  const { orm, logger, databaseUrl } = started.runtime;
  const batches: number[] = [];
  const listener = await new Listener(databaseUrl, logger).connect();
  const gathering: Consumer = {
    group: GROUP,
    log: 'shop',
    gatherMs: 1000,
    handleBatch: async (_, events) => void batches.push(events.length),
  };
  const group = new ConsumerGroup(gathering, { context: 'shop', orm, listener, logger });
  const stopping = new AbortController();
  const running = group.run(stopping.signal);
  for (let version = 1; version <= 5; version += 1) {
    await write(`a:${version}`);
    await sleep(50);
  }
  await eventually(async () => (await offset()) === 5);
  stopping.abort();
  await running;
  await listener.close();
  // The first one may have come before it began to gather.
  expect(batches.length).toBeLessThanOrEqual(2);
});

describe('an event that fails', () => {
  it('parks its aggregate, and lets the others go on', async () => {
    poison = new Set(['a:2']);
    await write('a:1', 'b:1', 'a:2', 'b:2', 'a:3', 'b:3');
    const { drain } = await consuming();
    await drain();
    expect(await taken('a')).toEqual([1]);
    expect(await taken('b')).toEqual([1, 2, 3]);
    expect(await offset()).toBe(6);
    expect(await listed()).toMatchObject([
      { position: '3', aggregateId: 'a', attempts: 1, dead: false, lastError: 'cannot digest a:2' },
      { position: '5', aggregateId: 'a', attempts: 0, dead: false, lastError: null },
    ]);
  });

  it('is retried, and what waits behind it follows in order', async () => {
    poison = new Set(['a:1']);
    await write('a:1', 'a:2', 'b:1');
    const { drain, group } = await consuming();
    await drain();
    await write('a:3');
    await drain();
    expect(await taken('a')).toEqual([]);
    poison = new Set();
    await makeDue();
    await group.retryDue();
    expect(await taken('a')).toEqual([1, 2, 3]);
    expect(await listed()).toEqual([]);
    await write('a:4');
    await drain();
    expect(await expectOnceInOrder(started.truth, [GROUP])).toBe(5);
  });

  it('is not retried before its time', async () => {
    poison = new Set(['a:1']);
    await write('a:1');
    const { drain, group } = await consuming();
    await drain();
    poison = new Set();
    await started.truth.query(
      `update shop.parked_events set next_attempt_at = now() + interval '1 hour'`,
    );
    expect(await group.retryDue()).toBeGreaterThan(0);
    expect(await taken('a')).toEqual([]);
  });

  it('waits twice as long after each attempt, and is a dead letter after the eighth', async () => {
    poison = new Set(['a:1']);
    await write('a:1', 'a:2', 'b:1');
    const { drain, group } = await consuming();
    await drain();
    const waits: number[] = [];
    for (let attempts = 2; attempts <= 8; attempts += 1) {
      await makeDue();
      await group.retryDue();
      const { rows } = await started.truth.query<{ attempts: number; wait: number }>(
        `select attempts, extract(epoch from next_attempt_at - now())::float8 as wait
         from shop.parked_events where position = 1`,
      );
      expect(rows[0]?.attempts).toBe(attempts);
      waits.push(rows[0]!.wait);
    }
    for (const [index, wait] of waits.entries()) {
      if (index > 0) expect(wait).toBeGreaterThan(waits[index - 1]! * 1.5);
    }
    expect(await listed()).toMatchObject([
      { position: '1', attempts: 8, dead: true, lastError: 'cannot digest a:1' },
      { position: '2', attempts: 0, dead: false },
    ]);
    // A dead letter still holds its aggregate back, whatever the time.
    poison = new Set();
    await makeDue();
    await group.retryDue();
    expect(await taken('a')).toEqual([]);
    expect(await taken('b')).toEqual([1]);
  });

  it('is parked also when it comes right behind an event that waits', async () => {
    poison = new Set(['a:1', 'b:1']);
    await write('a:1');
    const { drain } = await consuming();
    await drain();
    await write('a:2', 'b:1', 'c:1');
    await drain();
    expect(await offset()).toBe(4);
    expect(await taken('c')).toEqual([1]);
    expect(
      (await listed()).map(({ aggregateId, position }) => `${aggregateId}${position}`),
    ).toEqual(['a1', 'a2', 'b3']);
  });

  it('is not to blame for a lost connection: it is neither parked nor lost', async () => {
    let failures = 0;
    await write('a:1', 'a:2');
    const { drain } = await consuming(
      recorder(GROUP, () => {
        failures += 1;
        if (failures <= 5) throw Object.assign(new Error('shutting down'), { code: '57P01' });
      }),
    );
    await expect(drain()).rejects.toMatchObject({ code: '57P01' });
    expect(await offset()).toBe(0);
    await drain();
    expect(await listed()).toEqual([]);
    expect(await taken('a')).toEqual([1, 2]);
  });
});

describe('a consumer of batches', () => {
  const sizes: number[] = [];
  const batches: Consumer = {
    group: GROUP,
    log: 'shop',
    handleBatch: async (em, events) => {
      sizes.push(events.length);
      const bad = events.find(({ data }) => poison.has(data['event'] as string));
      if (bad) throw new Error('something in this batch is bad');
      await execute(
        em,
        `insert into shop.effects (group_name, event_id, aggregate_id, version)
         select $1, i, a, v from unnest($2::uuid[], $3::text[], $4::int[]) as taken (i, a, v)`,
        [
          GROUP,
          events.map(({ id }) => id),
          events.map(({ aggregateId }) => aggregateId),
          events.map(({ aggregateVersion }) => aggregateVersion),
        ],
      );
    },
  };
  beforeEach(() => void sizes.splice(0));

  it('takes many events at once', async () => {
    await write(...Array.from({ length: 40 }, (_, index) => `a:${index + 1}`));
    const { drain } = await consuming(batches);
    await drain();
    expect(sizes).toEqual([40]);
    expect(await expectOnceInOrder(started.truth, [GROUP])).toBe(40);
  });

  it('finds the one bad event by halving, parks it alone and takes the rest', async () => {
    const all = Array.from({ length: 200 }, (_, index) => `a${index}:1`);
    poison = new Set(['a137:1']);
    await write(...all);
    const { drain, group } = await consuming(batches);
    await drain();
    expect(await listed()).toMatchObject([{ aggregateId: 'a137', attempts: 1 }]);
    expect(await offset()).toBe(200);
    // Halving takes few attempts; one by one it would be far more than a hundred.
    expect(sizes.length).toBeLessThan(60);
    poison = new Set();
    await makeDue();
    await group.retryDue();
    expect(await expectOnceInOrder(started.truth, [GROUP])).toBe(200);
  });

  it('is not called when all that there is must wait', async () => {
    poison = new Set(['a:1']);
    await write('a:1');
    const { drain } = await consuming(batches);
    await drain();
    sizes.splice(0);
    await write('a:2', 'a:3');
    await drain();
    expect(sizes).toEqual([]);
    expect(await listed()).toHaveLength(3);
  });
});

it('gives each event to one of the processes that share a group', async () => {
  const { orm } = started.runtime;
  for (const id of ['ctr_a', 'ctr_b'] as const) await createCounter(orm, id);
  const members = await Promise.all([consuming(), consuming(), consuming()]);
  let writing = true;
  const consume = async ({ drain }: (typeof members)[number]) => {
    while (writing) await drain();
  };
  const write = async () => {
    for (let n = 0; n < 40; n += 1) {
      await increment(orm, n % 2 ? 'ctr_a' : 'ctr_b');
      await assignPositions(started.truth);
    }
    writing = false;
  };
  await Promise.all([write(), ...members.map(consume)]);
  await members[0]!.drain();
  expect(await expectOnceInOrder(started.truth, [GROUP])).toBe(42);
});

it('hears of new events by itself, and retries by itself', async () => {
  const awake = await startContext(toyShop({ consumers: () => [poisoned] }));
  try {
    poison = new Set(['a:1']);
    await append(awake.truth, 'a', 1, { event: 'a:1' });
    await append(awake.truth, 'b', 1, { event: 'b:1' });
    await eventually(async () => (await effectsOf(awake.truth, GROUP, 'b')).length === 1);
    poison = new Set();
    await eventually(async () => (await effectsOf(awake.truth, GROUP, 'a')).length === 1);
    expect(await expectOnceInOrder(awake.truth, [GROUP])).toBe(2);
  } finally {
    await awake.stop();
  }
});
