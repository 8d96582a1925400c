import { setImmediate as turn } from 'node:timers/promises';
import { registry } from '../telemetry/metrics.ts';
import { Cache, type SharedStore } from './cache.ts';

/** A source whose values say under which mark they were read, and which counts how often it is asked. */
class Source {
  readonly asked: (readonly string[])[] = [];
  mark = 'a';

  readonly load = async (keys: readonly string[]) => {
    this.asked.push(keys);
    const { mark } = this;
    await turn();
    return new Map(keys.filter((key) => key !== 'none').map((key) => [key, `${key} at ${mark}`]));
  };
}

const cacheOf = (source: Source, { most = 10, store = null as SharedStore | null } = {}) =>
  new Cache({ name: 'test', most, store, load: source.load });

const marks = (mark: string, ...keys: string[]) => new Map(keys.map((key) => [key, mark]));

it('loads together what it has not, and once', async () => {
  const source = new Source();
  const cache = cacheOf(source);
  await cache.read(marks('a', 'x'));
  const found = await cache.read(marks('a', 'x', 'y', 'z', 'none'));
  expect([...found]).toEqual([
    ['x', 'x at a'],
    ['y', 'y at a'],
    ['z', 'z at a'],
  ]);
  expect(source.asked).toEqual([['x'], ['y', 'z', 'none']]);
});

it('loads once what many ask for at the same time', async () => {
  const source = new Source();
  const cache = cacheOf(source);
  const found = await Promise.all(
    Array.from({ length: 100 }, () => cache.read(marks('a', 'x', 'y'))),
  );
  expect(source.asked).toEqual([['x', 'y']]);
  for (const one of found) expect(one.get('x')).toBe('x at a');
});

it('never answers a value under another mark, not even one that is loading', async () => {
  const source = new Source();
  const cache = cacheOf(source);
  const before = cache.read(marks('a', 'x'));
  source.mark = 'b';
  const after = cache.read(marks('b', 'x'));
  await before;
  expect((await after).get('x')).toBe('x at b');
  source.mark = 'c';
  expect((await cache.read(marks('c', 'x'))).get('x')).toBe('x at c');
});

it('asks again after it could not load', async () => {
  const source = new Source();
  let isDown = true;
  const cache = new Cache({
    name: 'test',
    most: 10,
    store: null,
    load: async (keys) => {
      if (isDown) throw new Error('It is down.');
      return source.load(keys);
    },
  });
  await expect(cache.read(marks('a', 'x'))).rejects.toThrow('It is down.');
  isDown = false;
  expect((await cache.read(marks('a', 'x'))).get('x')).toBe('x at a');
});

it('keeps nothing that does not last, but still loads it once for many', async () => {
  const { asked, load } = new Source();
  const lasts = (value: string) => value.startsWith('x');
  const cache = new Cache({ name: 'test', most: 10, store: null, load, lasts });
  await Promise.all([cache.read(marks('a', 'x', 'y')), cache.read(marks('a', 'x', 'y'))]);
  expect((await cache.read(marks('a', 'x', 'y'))).get('y')).toBe('y at a');
  expect(asked).toEqual([['x', 'y'], ['y']]);
});

it('forgets what was not asked for longest', async () => {
  const source = new Source();
  const cache = cacheOf(source, { most: 2 });
  for (const key of ['x', 'y', 'x', 'z', 'x', 'y']) await cache.read(marks('a', key));
  expect(source.asked).toEqual([['x'], ['y'], ['z'], ['y']]);
});

it('counts who had what was read', async () => {
  const readsFrom = async (): Promise<Record<string, number>> => {
    const { values } = await registry.getSingleMetric('comptoir_cache_reads_total')!.get();
    const own = values.filter(({ labels }) => labels['cache'] === 'counted');
    return Object.fromEntries(own.map(({ labels, value }) => [String(labels['from']), value]));
  };
  const { load } = new Source();
  const cache = new Cache({ name: 'counted', most: 10, store: null, load });
  await Promise.all([cache.read(marks('a', 'x', 'y')), cache.read(marks('a', 'x'))]);
  await cache.read(marks('a', 'x'));
  expect(await readsFrom()).toEqual({ none: 2, loading: 1, memory: 1 });
});
