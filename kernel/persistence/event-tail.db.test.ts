import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import { append, createCounter, increment, toyShop } from '../testing/toy-shop.ts';
import type { LogEvent } from './event-log.ts';
import { ALL, EventTail } from './event-tail.ts';

let started: StartedContext;
let tail: EventTail;
const endings: AbortController[] = [];

beforeEach(async () => {
  started = await startContext(toyShop());
  ({ tail } = started.runtime);
});
afterEach(async () => {
  for (const ending of endings.splice(0)) ending.abort();
  await started.stop();
});

/** Follows an aggregate in the background and keeps what it hears. */
function follower(aggregateId: string, after?: string) {
  const ending = new AbortController();
  endings.push(ending);
  const heard: LogEvent[] = [];
  const done = (async () => {
    for await (const event of tail.follow(aggregateId, { after, signal: ending.signal }))
      heard.push(event);
  })();
  return {
    heard,
    versions: () => heard.map(({ aggregateVersion }) => aggregateVersion),
    hears: (count: number) =>
      eventually(() => heard.length >= count, {
        what: `that ${count} events of ${aggregateId} are heard`,
      }),
    leave: async () => {
      ending.abort();
      await done;
    },
  };
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

it('tells history first and then what happens, in order', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  await increment(orm, 'ctr_a');
  const follows = follower('ctr_a');
  await follows.hears(2);
  await increment(orm, 'ctr_a');
  await follows.hears(3);
  expect(follows.versions()).toEqual([1, 2, 3]);
});

it('tells of all aggregates in the order of the log', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  const follows = follower(ALL);
  await follows.hears(1);
  await createCounter(orm, 'ctr_b');
  await increment(orm, 'ctr_a');
  await follows.hears(3);
  expect(follows.heard.map(({ aggregateId }) => aggregateId)).toEqual(['ctr_a', 'ctr_b', 'ctr_a']);
  expect(follows.heard.map(({ position }) => position)).toEqual(['1', '2', '3']);
});

it('tells of an aggregate that does not exist yet', async () => {
  const follows = follower('ctr_a');
  await sleep(50);
  await createCounter(started.runtime.orm, 'ctr_a');
  await follows.hears(1);
});

it('tells of the aggregate that is followed, and of no other', async () => {
  const { orm } = started.runtime;
  const follows = follower('ctr_a');
  await createCounter(orm, 'ctr_b');
  await createCounter(orm, 'ctr_a');
  await increment(orm, 'ctr_b');
  await increment(orm, 'ctr_a');
  await follows.hears(2);
  expect(new Set(follows.heard.map(({ aggregateId }) => aggregateId))).toEqual(new Set(['ctr_a']));
});

it('has neither a gap nor a double between history and life, whenever one begins to follow', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  const followers: ReturnType<typeof follower>[] = [];
  const write = async () => {
    for (let n = 0; n < 100; n += 1) await increment(orm, 'ctr_a');
  };
  const come = async () => {
    for (let n = 0; n < 20; n += 1) {
      followers.push(follower('ctr_a'));
      await sleep(5 + Math.random() * 20);
      // Some leave again, so that at times nobody follows.
      if (n % 3 === 0) await followers.pop()?.leave();
    }
  };
  await Promise.all([write(), come()]);
  expect(followers.length).toBeGreaterThan(10);
  for (const follows of followers) {
    await follows.hears(101);
    expect(follows.versions()).toEqual(upTo(101));
  }
});

it('goes on after the position that a client heard last', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  for (let n = 0; n < 5; n += 1) await increment(orm, 'ctr_a');
  const first = follower('ctr_a');
  await first.hears(6);
  await first.leave();
  await increment(orm, 'ctr_a');
  const second = follower('ctr_a', first.heard[3]?.position);
  await second.hears(3);
  expect(second.versions()).toEqual([5, 6, 7]);
});

it('loses nothing for a reader who is slower than the writers', async () => {
  const { truth } = started;
  const ending = new AbortController();
  endings.push(ending);
  const heard: number[] = [];
  const fast = follower('a');
  const slow = tail.follow('a', { signal: ending.signal });
  const hear = async () => {
    const { value } = (await slow.next()) as IteratorYieldResult<LogEvent>;
    heard.push(value.aggregateVersion);
  };
  await append(truth, 'a', 1);
  await hear();
  // More than its queue holds, and more than once.
  for (let version = 2; version <= 900; version += 100) {
    await truth.query(
      `insert into shop.events (aggregate_id, aggregate_version, type, data)
       select 'a', v, 'Changed', '{}' from generate_series($1::int, least($1 + 99, 900)) v`,
      [version],
    );
  }
  await fast.hears(900);
  while (heard.length < 900) await hear();
  expect(heard).toEqual(upTo(900));
  expect(fast.versions()).toEqual(upTo(900));
});

it('hears of what was written while the connection that listens was lost', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  const follows = follower('ctr_a');
  await follows.hears(1);
  await started.truth.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'comptoir %' and pid <> pg_backend_pid()`,
  );
  await increment(orm, 'ctr_a');
  await follows.hears(2);
  expect(follows.versions()).toEqual([1, 2]);
});

describe('a follower who leaves', () => {
  const remembered = () => (Reflect.get(tail, 'followers') as Map<string, unknown>).size;

  it('is let go when it aborts, also while nothing happens', async () => {
    await createCounter(started.runtime.orm, 'ctr_a');
    const follows = follower('ctr_a');
    await follows.hears(1);
    expect(remembered()).toBe(1);
    await follows.leave();
    expect(remembered()).toBe(0);
  });

  it('is let go when it stops reading', async () => {
    await createCounter(started.runtime.orm, 'ctr_a');
    for await (const event of tail.follow('ctr_a', { signal: new AbortController().signal })) {
      expect(event.aggregateVersion).toBe(1);
      break;
    }
    expect(remembered()).toBe(0);
  });

  it('who has aborted before it began hears nothing and is not kept', async () => {
    await createCounter(started.runtime.orm, 'ctr_a');
    const heard: LogEvent[] = [];
    for await (const event of tail.follow('ctr_a', { signal: AbortSignal.abort() }))
      heard.push(event);
    expect(heard).toEqual([]);
    expect(remembered()).toBe(0);
  });

  it('is not kept when the database could not be asked', async () => {
    const { orm, logger } = started.runtime;
    tail = new EventTail('nowhere', orm, logger);
    const follows = tail.follow('ctr_a', { signal: new AbortController().signal });
    await expect(follows.next()).rejects.toThrow('nowhere');
    expect(remembered()).toBe(0);
  });

  it('leaves the others where they are', async () => {
    const { orm } = started.runtime;
    await createCounter(orm, 'ctr_a');
    const [one, two] = [follower('ctr_a'), follower('ctr_a')];
    await Promise.all([one.hears(1), two.hears(1)]);
    await one.leave();
    await increment(orm, 'ctr_a');
    await two.hears(2);
    expect(one.versions()).toEqual([1]);
    expect(two.versions()).toEqual([1, 2]);
  });
});
