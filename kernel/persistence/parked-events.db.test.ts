import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import {
  append,
  assignPositions,
  effectsOf,
  expectOnceInOrder,
  groupOf,
  recorder,
  toyShop,
} from '../testing/toy-shop.ts';
import {
  type ParkedEvent,
  ParkedEventNotFound,
  ParkedEventWaits,
  ParkedEvents,
} from './parked-events.ts';
import { inTransaction } from './transaction.ts';

const GROUP = 'shop.billing';
const OTHER_GROUP = 'shop.mailing';
const because = { reason: 'Billed by hand', discardedBy: 'usr_operator' };

let started: StartedContext;
/** What the toy group refuses to take at the moment. */
let poison: ReadonlySet<string>;
const billing = recorder(GROUP, ({ event }) => {
  if (poison.has(event as string)) throw new Error(`cannot digest ${event as string}`);
});
const parked = new ParkedEvents('shop', [billing, recorder(OTHER_GROUP)]);
let retryDue: () => Promise<number>;

beforeEach(async () => {
  started = await startContext(toyShop(), { background: false });
  poison = new Set(['a:1', 'b:1']);
  for (const [aggregate, version] of [
    ['a', 1],
    ['b', 1],
    ['a', 2],
    ['a', 3],
  ] as const)
    await append(started.truth, aggregate, version, { event: `${aggregate}:${version}` });
  await assignPositions(started.truth);
  const { drain, group } = await groupOf(billing, started.runtime);
  retryDue = () => group.retryDue();
  await drain();
  await bury('a');
});
afterEach(() => started.stop());

/** As if all retries had failed. */
const bury = (aggregate: string) =>
  started.truth.query(
    `update shop.parked_events set dead = true, attempts = 8
     where aggregate_id = $1 and position = (select min(position) from shop.parked_events where aggregate_id = $1)`,
    [aggregate],
  );
const taken = (aggregate: string) => effectsOf(started.truth, GROUP, aggregate);
const listed = (wanted: Partial<Parameters<ParkedEvents['list']>[1]> = {}) =>
  parked.list(started.runtime.orm.em.fork(), {
    group: null,
    deadOnly: false,
    after: null,
    limit: 100,
    ...wanted,
  });
const only = async (event: string): Promise<ParkedEvent> =>
  (await listed()).find(({ data }) => data['event'] === event)!;
const redrive = async (eventId: string, group = GROUP) =>
  inTransaction(started.runtime.orm, (em) => parked.redrive(em, group, eventId));
const discard = async (eventId: string, group = GROUP, why = because) =>
  inTransaction(started.runtime.orm, (em) => parked.discard(em, group, eventId, why));

describe('the list', () => {
  it('says of each event what it is, why it is there and what waits behind it', async () => {
    const dead = await only('a:1');
    expect(dead).toEqual({
      group: GROUP,
      position: '1',
      eventId: expect.any(String) as string,
      type: 'Changed',
      aggregateId: 'a',
      data: { event: 'a:1' },
      occurredAt: expect.any(Date) as Date,
      attempts: 8,
      nextAttemptAt: null,
      dead: true,
      lastError: 'cannot digest a:1',
      waitsFor: null,
      waitingBehind: 2,
    });
    expect(await only('b:1')).toMatchObject({
      dead: false,
      nextAttemptAt: expect.any(Date) as Date,
    });
    expect(await only('a:2')).toMatchObject({
      attempts: 0,
      nextAttemptAt: null,
      waitsFor: dead.eventId,
      waitingBehind: 1,
    });
  });

  it('is by position, and goes on behind any place', async () => {
    const positions = async (wanted: Parameters<typeof listed>[0]) =>
      (await listed(wanted)).map(({ position }) => position);
    expect(await positions({})).toEqual(['1', '2', '3', '4']);
    expect(await positions({ after: { group: GROUP, position: '1' }, limit: 2 })).toEqual([
      '2',
      '3',
    ]);
    expect(await positions({ deadOnly: true })).toEqual(['1']);
    expect(await positions({ group: OTHER_GROUP })).toEqual([]);
    expect(await positions({ group: 'nobody.at-all' })).toEqual([]);
  });
});

describe('a dead letter', () => {
  it('is redriven under its own id, and then what waited behind it, in order', async () => {
    const { eventId } = await only('a:1');
    poison = new Set(['b:1']);
    expect(await redrive(eventId)).toMatchObject({ eventId, dead: false, attempts: 0 });
    await retryDue();
    expect(await taken('a')).toEqual([1, 2, 3]);
    const { rows } = await started.truth.query(
      `select event_id from shop.effects where aggregate_id = 'a' and version = 1`,
    );
    expect(rows).toEqual([{ event_id: eventId }]);
  });

  it('begins with the first attempt again when it is redriven and fails', async () => {
    await redrive((await only('a:1')).eventId);
    await retryDue();
    expect(await only('a:1')).toMatchObject({ attempts: 1, dead: false });
    expect(await taken('a')).toEqual([]);
  });

  it('is taken once, however often it is redriven', async () => {
    const { eventId } = await only('a:1');
    poison = new Set();
    await redrive(eventId);
    await redrive(eventId);
    await retryDue();
    await expect(redrive(eventId)).rejects.toThrow(ParkedEventNotFound);
    await started.truth.query('update shop.parked_events set next_attempt_at = now()');
    await retryDue();
    expect(await expectOnceInOrder(started.truth, [GROUP])).toBe(4);
  });

  it('is given up when it is discarded, and what waited behind it goes on', async () => {
    await discard((await only('a:1')).eventId);
    await retryDue();
    expect(await taken('a')).toEqual([2, 3]);
  });

  it('is discarded on record: by whom, why and with which error, which the service cannot change', async () => {
    const { eventId } = await only('a:1');
    await discard(eventId);
    const { rows } = await started.truth.query(
      'select event_id, attempts, last_error, reason, discarded_by from shop.discarded_events',
    );
    expect(rows).toEqual([
      {
        event_id: eventId,
        attempts: 8,
        last_error: 'cannot digest a:1',
        reason: because.reason,
        discarded_by: because.discardedBy,
      },
    ]);
    const changes = [
      `update shop.discarded_events set reason = 'No reason'`,
      'delete from shop.discarded_events',
    ];
    for (const change of changes)
      await expect(started.runtime.orm.em.fork().execute(change)).rejects.toThrow(
        'permission denied',
      );
  });

  it('is discarded once: whoever asks again is told of the first time', async () => {
    const { eventId } = await only('a:1');
    const first = await discard(eventId);
    expect(first).toMatchObject({ group: GROUP, eventId, aggregateId: 'a', ...because });
    expect(await discard(eventId, GROUP, { ...because, reason: 'Another' })).toEqual(first);
    expect(await listed()).toHaveLength(3);
    await expect(redrive(eventId)).rejects.toThrow(ParkedEventNotFound);
  });
});

describe('an event that is still retried', () => {
  it('is tried at once, from the first attempt, when it is redriven', async () => {
    await started.truth.query(
      `update shop.parked_events set attempts = 7, next_attempt_at = now() + interval '1 hour' where aggregate_id = 'b'`,
    );
    await redrive((await only('b:1')).eventId);
    await retryDue();
    expect(await only('b:1')).toMatchObject({ attempts: 1, dead: false });
  });

  it('is discarded like a dead letter', async () => {
    await discard((await only('b:1')).eventId);
    expect((await listed()).map(({ aggregateId }) => aggregateId)).toEqual(['a', 'a', 'a']);
  });
});

describe('an event that only waits', () => {
  it('is neither redriven nor discarded: it names what has to be dealt with first', async () => {
    const [first, waiting] = [await only('a:1'), await only('a:3')];
    const refusal = new ParkedEventWaits(first.eventId);
    await expect(redrive(waiting.eventId)).rejects.toEqual(refusal);
    await expect(discard(waiting.eventId)).rejects.toEqual(refusal);
    expect(await listed()).toHaveLength(4);
  });

  it('is the next to be dealt with when the one before it was discarded', async () => {
    const { eventId } = await only('a:2');
    await discard((await only('a:1')).eventId);
    await discard(eventId);
    await retryDue();
    expect(await taken('a')).toEqual([3]);
  });
});

it('finds nothing under another group, another id or what is no id', async () => {
  const { eventId } = await only('a:1');
  const absent = [
    [OTHER_GROUP, eventId],
    ['nobody.at-all', eventId],
    [GROUP, crypto.randomUUID()],
    [GROUP, `'; drop table`],
  ] as const;
  for (const [group, id] of absent) {
    await expect(redrive(id, group)).rejects.toThrow(ParkedEventNotFound);
    await expect(discard(id, group)).rejects.toThrow(ParkedEventNotFound);
  }
  expect(await listed()).toHaveLength(4);
});

it('waits for an attempt under way, and finds nothing when that has taken the event', async () => {
  const attempt = await started.truth.connect();
  try {
    const { eventId } = await only('b:1');
    await attempt.query('begin');
    await attempt.query(`delete from shop.parked_events where aggregate_id = 'b'`);
    const answers = Promise.allSettled([discard(eventId), redrive(eventId)]);
    await eventually(async () => {
      const { rows } = await started.truth.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length === 2;
    });
    await attempt.query('commit');
    expect(await answers).toMatchObject([
      { reason: expect.any(ParkedEventNotFound) as Error },
      { reason: expect.any(ParkedEventNotFound) as Error },
    ]);
  } finally {
    attempt.release();
  }
});

it('wakes a consumer that sleeps, sooner than it would look by itself', async () => {
  poison = new Set();
  const awake = await startContext(toyShop({ consumers: () => [billing] }));
  const isTaken = async () => (await effectsOf(awake.truth, GROUP, 'a')).length === 1;
  try {
    await append(awake.truth, 'a', 1, { event: 'a:1' });
    await eventually(isTaken);
    // Parked behind its back: it has just looked for retries, and will not for five seconds.
    await awake.truth.query('delete from shop.effects');
    const { rows } = await awake.truth.query<{ id: string }>(
      `insert into shop.parked_events (group_name, position, event_id, aggregate_id, attempts, dead)
       select $1, position, id, aggregate_id, 8, true from shop_log.events returning event_id as id`,
      [GROUP],
    );
    await inTransaction(awake.runtime.orm, (em) => parked.redrive(em, GROUP, rows[0]!.id));
    await eventually(isTaken, { withinMs: 3000 });
  } finally {
    await awake.stop();
  }
});
