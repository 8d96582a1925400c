import { type StartedContext, startContext } from '../testing/start-context.ts';
import { createLogger } from '../runtime/logger.ts';
import { append, assignPositions, groupOf, recorder, toyShop } from '../testing/toy-shop.ts';
import { watchBackground } from './background-metrics.ts';
import { scrape } from './metrics.ts';

const GROUP = 'shop.billing';
const billing = recorder(GROUP, ({ poison }) => {
  if (poison) throw new Error('cannot digest it');
});

let started: StartedContext;
let unwatch: () => void;
beforeEach(async () => {
  started = await startContext(toyShop(), { background: false });
  const { orm } = started.runtime;
  const shop = { name: 'shop', publishes: true, orm, consumers: [billing] };
  unwatch = watchBackground(shop, createLogger('silent'));
});
afterEach(async () => {
  unwatch();
  await started.stop();
});

/** Undefined for a time series that there is not. */
async function measured(series: string): Promise<number | undefined> {
  const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
const LAG = `comptoir_consumer_lag_events{group="${GROUP}",log="shop"}`;
const parked = (state: string) => `comptoir_parked_events{group="${GROUP}",state="${state}"}`;

it('what is committed and has no position yet is counted for the sequencer', async () => {
  await append(started.truth, 'a', 1);
  expect(await measured('comptoir_unsequenced_events{context="shop"}')).toBe(1);
  await assignPositions(started.truth);
  expect(await measured('comptoir_unsequenced_events{context="shop"}')).toBe(0);
});

it('a group is behind by the events that it has not reached, and by the age of the next', async () => {
  const { drain } = await groupOf(billing, started.runtime);
  await append(started.truth, 'a', 1);
  await append(started.truth, 'a', 2);
  await assignPositions(started.truth);
  expect(await measured(LAG)).toBe(2);
  expect(await measured(LAG.replace('events', 'seconds'))).toBeGreaterThan(0);
  await drain();
  expect(await measured(LAG)).toBe(0);
  expect(await measured(LAG.replace('events', 'seconds'))).toBe(0);
});

it('what a group could not take is told apart from what waits behind it, and from what is dead', async () => {
  const { drain } = await groupOf(billing, started.runtime);
  await append(started.truth, 'a', 1, { poison: true });
  await append(started.truth, 'a', 2);
  await assignPositions(started.truth);
  await drain();
  expect(await measured(parked('retried'))).toBe(1);
  expect(await measured(parked('waiting'))).toBe(1);
  expect(await measured(parked('dead'))).toBe(0);
  await started.truth.query('update shop.parked_events set dead = true where attempts > 0');
  expect(await measured(parked('dead'))).toBe(1);
});

it('what the database does not say is left out, and the rest is still told', async () => {
  await groupOf(billing, started.runtime);
  expect(await measured(LAG)).toBe(0);
  await started.truth.query('alter table shop.consumer_offsets rename to gone');
  expect(await measured(LAG)).toBeUndefined();
  expect(await scrape()).toContain('comptoir_unsequenced_events');
});
