import { Client } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { scrape } from '#kernel/telemetry/metrics.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import type { Findings } from '../../domain/ports.ts';
import { type SearchPosition, parseSearch } from '../../domain/search.ts';
import { type Catalogue, givenSold, givenVariants, startCatalogue } from '../../test/given.ts';
import { Line } from '../../test/line.ts';
import { searchProducts } from '../../usecases/search-products.ts';
import { itSearchesProducts } from '../product-search.contract.ts';
import { SearchWithFallback } from '../with-fallback.ts';
import { documentsOf } from './document.ts';
import { IndexManager } from './index-manager.ts';
import { isRefusal } from './open.ts';
import { indexProducts } from './index-products.ts';
import { ElasticsearchSearch } from './index.ts';

const alias = `products-${newId('test')}`;
const client = new Client({ node: process.env['ELASTICSEARCH_URL'] ?? '', requestTimeout: 30_000 });
let shop: Catalogue;
let index: IndexManager;
let search: ElasticsearchSearch;

beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
  index = new IndexManager(client, shop.runtime, alias);
  search = new ElasticsearchSearch(client, shop.runtime, alias);
  await index.prepare();
});
afterAll(async () => {
  await client.indices.delete({
    index: Object.keys(await client.indices.getAlias({ name: alias })),
  });
  await client.close();
  await shop.stop();
});

describe('search by Elasticsearch', () => {
  itSearchesProducts(
    () => ({ ...shop.runtime, search }),
    async (pieces) => {
      await givenSold(shop, pieces);
      await index.catchUp();
      await client.indices.refresh({ index: alias });
      // Lists that begin within a second may show the same state.
      search = new ElasticsearchSearch(client, shop.runtime, alias);
    },
  );
});

it('is up to date once it is built, so that nothing is written twice', async () => {
  expect(await index.lag()).toBe(0);
  expect(await index.catchUp()).toBe(0);
});

const rename = (slug: string, name: string) =>
  shop.truth.query('update catalogue.products set name = $2 where slug = $1', [slug, name]);

const everyProduct = async () => {
  const { rows } = await shop.truth.query<{ id: string; slug: string; version: string }>(
    `select v.product_id as id, coalesce(p.slug, '') as slug, v.version::text
     from catalogue.product_versions v left join catalogue.products p on p.id = v.product_id`,
  );
  return rows;
};

/** These documents are what their rows say now, and nothing is in the index that is gone. */
async function expectNothingStale(among: (slug: string) => boolean = () => true): Promise<void> {
  await client.indices.refresh({ index: alias });
  const all = await everyProduct();
  expect((await client.count({ index: alias })).count).toBe(
    all.filter(({ slug }) => slug !== '').length,
  );
  const rows = all.filter(({ slug }) => among(slug));
  for (let start = 0; start < rows.length; start += 1_000) {
    const ids = rows.slice(start, start + 1_000).map(({ id }) => id);
    const expected = await documentsOf(shop.runtime.orm.em.fork(), ids);
    const { docs } = await client.mget<Record<string, unknown>>({ index: alias, ids });
    const found = new Map(
      docs.map((doc) => [doc._id, '_source' in doc ? (doc._source ?? null) : null]),
    );
    for (const { id, document } of expected)
      expect(found.get(id)).toEqual(document && JSON.parse(JSON.stringify(document)));
  }
}

type Write = (slug: string, chance: number) => Promise<unknown>;

/** What may happen to a product, `chance` deciding how. */
const CHANGES: Readonly<Record<string, Write>> = {
  renamed: (slug, chance) => rename(slug, `Thing ${chance}`),
  priced: (slug, chance) =>
    shop.truth.query(
      `update catalogue.prices set amount_minor = $2 where variant_id in (
         select v.id from catalogue.variants v join catalogue.products p on p.id = v.product_id where p.slug = $1)`,
      [slug, 1 + chance],
    ),
  restocked: (slug, chance) =>
    shop.truth.query(
      `update catalogue.stock_levels set on_hand = reserved + $2 where variant_id in (
         select v.id from catalogue.variants v join catalogue.products p on p.id = v.product_id where p.slug = $1)`,
      [slug, chance % 2],
    ),
  restockedInOneChoice: (slug, chance) =>
    shop.truth.query(
      `update catalogue.stock_levels set on_hand = reserved + $2 where variant_id in (
         select v.id from catalogue.variants v join catalogue.products p on p.id = v.product_id where p.slug = $1
         order by v.position limit 1)`,
      [slug, chance % 2],
    ),
  offeredInAnotherChoice: (slug, chance) =>
    shop.truth.query(
      `update catalogue.product_options set choices = array[$2] where product_id = (
         select id from catalogue.products where slug = $1)`,
      [slug, `choice ${chance}`],
    ),
  soldMoreOften: (slug, chance) => givenSold(shop, { [slug]: chance }),
};

const WRITES: Readonly<Record<string, Write>> = {
  ...CHANGES,
  joined: async () => void (await givenVariants(shop, {})),
  cameAndWent: async () => {
    // Never stocked: movements of stock outlive everything.
    const [variant = ''] = await givenVariants(shop, { onHand: {} });
    await index.catchUp();
    const { rows } = await shop.truth.query<{ id: string }>(
      'select product_id as id from catalogue.variants where id = $1',
      [variant],
    );
    const product = rows[0]?.id;
    await shop.truth.query('delete from catalogue.prices where variant_id = $1', [variant]);
    for (const table of ['price_ranges', 'variants'])
      await shop.truth.query(`delete from catalogue.${table} where product_id = $1`, [product]);
    await shop.truth.query('delete from catalogue.products where id = $1', [product]);
  },
  indexed: () => index.catchUp(),
};

const DEADLOCK = '40P01';

/** Writers that meet on one product may be told to try again, and do, as everything of ours does. */
async function written(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as { code?: unknown }).code !== DEADLOCK) throw error;
    await written(work);
  }
}

const deep = process.env['COMPTOIR_DEEP'] === '1';
/** Everybody works as fast as he can, on however busy a machine. */
const PATIENCE_MS = deep ? 1_800_000 : 180_000;

describe('the index', () => {
  it('is never older than the catalogue once it has caught up, whatever was written, and by whom', async () => {
    const before = (await everyProduct()).map(({ slug }) => slug);
    const slugs = before.slice(0, 5);
    const touched = (slug: string) => slugs.includes(slug) || !before.includes(slug);
    const write = fc.record({
      slug: fc.constantFrom(...slugs),
      write: fc.constantFrom(...Object.keys(WRITES)),
      chance: fc.nat(100_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
        const writing = writes.map(({ write, slug, chance }) =>
          written(() => WRITES[write]!(slug, chance)),
        );
        await Promise.all([...writing, index.catchUp(), index.catchUp()]);
        await index.catchUp();
        expect(await index.lag()).toBe(0);
        await expectNothingStale(touched);
      }),
      { numRuns: deep ? 200 : 6, endOnFailure: true },
    );
  });

  it(
    'is rebuilt under writes and searches: none fails, and nothing is stale',
    async () => {
      const slugs = (await everyProduct()).map(({ slug }) => slug).filter(Boolean);
      const asked = parseSearch({ query: 'red wine', currency: 'EUR' });
      const page = { limit: 5, after: null };
      const changes = Object.values(CHANGES);
      let rebuilding = true;
      const whileRebuilding = async (work: (turn: number) => Promise<void>) => {
        for (let turn = 0; rebuilding; turn += 1) await work(turn);
      };
      const work = [
        ...Array.from({ length: 2 }, () =>
          whileRebuilding(async () => {
            expect((await search.find(asked, page)).places).toHaveLength(5);
          }),
        ),
        ...Array.from({ length: 2 }, (_, writer) =>
          whileRebuilding(async (turn) => {
            const slug = slugs[(turn * 2 + writer) % slugs.length] ?? '';
            await written(() => changes[turn % changes.length]!(slug, turn));
          }),
        ),
        whileRebuilding(async () => void (await index.catchUp())),
      ];
      for (let time = 0; time < (deep ? 20 : 1); time += 1) await index.rebuild();
      rebuilding = false;
      await Promise.all(work);
      await index.catchUp();
      await expectNothingStale();
    },
    PATIENCE_MS,
  );

  it('is built at the start if the one that is there has another mapping, and else left alone', async () => {
    const indexOf = async () => Object.keys(await client.indices.getAlias({ name: alias }))[0];
    const before = await indexOf();
    await index.prepare();
    expect(await indexOf()).toBe(before);
    await client.indices.putMapping({ index: alias, _meta: { fingerprint: 'of another program' } });
    await index.prepare();
    expect(await indexOf()).not.toBe(before);
    await expectNothingStale();
  });

  it('that somebody was interrupted with is filled by the next one, and none is left behind', async () => {
    const another = new IndexManager(client, shop.runtime, `products-${newId('test')}`);
    const built = async () =>
      Object.keys(await client.indices.get({ index: `${another.alias}-*` }));
    await another.rebuild(AbortSignal.abort());
    const [begun] = await built();
    expect(await client.indices.existsAlias({ name: another.alias })).toBe(false);
    await Promise.all([another.prepare(), another.prepare()]);
    expect(await built()).toEqual([begun]);
    const counts = [alias, another.alias].map(async (name) => client.count({ index: name }));
    const [ours, theirs] = await Promise.all(counts);
    expect(theirs?.count).toBe(ours?.count);
    await client.indices.delete({ index: begun ?? '' });
  });

  it('is mended at the start when it, or the database, was brought back from an earlier day', async () => {
    const slugs = (await everyProduct())
      .map(({ slug }) => slug)
      .filter(Boolean)
      .slice(0, 3);
    const versions = (slug: string | undefined, change: string) =>
      shop.truth.query<{ id: string }>(
        `update catalogue.product_versions set ${change} where product_id = (
           select id from catalogue.products where slug = $1) returning product_id as id`,
        [slug],
      );
    await versions(slugs[0], 'version = version + 5, indexed_version = version + 5');
    // One that the index has never had, although it is on record.
    await givenVariants(shop, {});
    await shop.truth.query('update catalogue.product_versions set indexed_version = version');
    const ahead = (await versions(slugs[1], 'version = version')).rows[0]!.id;
    const [document] = await documentsOf(shop.runtime.orm.em.fork(), [ahead]);
    await client.index({
      index: alias,
      id: ahead,
      document: { ...document?.document, sortName: 'Of a day to come' },
      version: 1_000,
      version_type: 'external',
    });
    expect(await index.lag()).toBe(0);
    await index.prepare();
    await index.catchUp();
    await expectNothingStale();
  });

  it('is left alone by programs that started before one that wants another mapping, while that keeps it up', async () => {
    const stop = new AbortController();
    const job = indexProducts(index, shop.runtime);
    await job.run(stop.signal);
    const indexOf = async () => Object.keys(await client.indices.getAlias({ name: alias }))[0];
    const before = await indexOf();
    await client.indices.putMapping({ index: alias, _meta: { fingerprint: 'of a newer program' } });
    const changed = 'slipway-pottery-hush-celadon-teapot';
    await rename(changed, 'Teapot of Today');
    await job.run(stop.signal);
    expect(await index.lag()).toBe(1);
    shop.clock.pass(0.9);
    await index.catchUp();
    await rename(changed, 'Teapot of Tomorrow');
    await job.run(stop.signal);
    shop.clock.pass(0.9);
    await job.run(stop.signal);
    expect([await indexOf(), await index.lag()]).toEqual([before, 1]);
    shop.clock.pass(0.2);
    await job.run(stop.signal);
    expect(await indexOf()).not.toBe(before);
    await rename(changed, 'Hush Celadon Teapot');
    await job.run(stop.signal);
    await expectNothingStale();
    stop.abort();
  });

  it('is built anew when somebody has deleted it, whether anything has changed or not', async () => {
    const stop = new AbortController();
    const job = indexProducts(index, shop.runtime);
    await job.run(stop.signal);
    const changed = 'slipway-pottery-hush-celadon-teapot';
    const deleted = async () => {
      const [name = ''] = Object.keys(await client.indices.getAlias({ name: alias }));
      await client.indices.delete({ index: name });
    };
    await deleted();
    await rename(changed, 'Teapot of Today');
    await expect(index.catchUp()).rejects.toThrow('Elasticsearch refused a product');
    expect(await index.lag()).toBe(1);
    await job.run(stop.signal);
    await expectNothingStale();
    await deleted();
    await job.run(stop.signal);
    await expectNothingStale();
    await rename(changed, 'Hush Celadon Teapot');
    await job.run(stop.signal);
    stop.abort();
  });

  it('tells how many products have changed since', async () => {
    const stop = new AbortController();
    const { run } = indexProducts(index, shop.runtime);
    await run(stop.signal);
    const lag = async () => /^comptoir_search_index_lag_products (\d+)$/m.exec(await scrape())?.[1];
    expect(await lag()).toBe('0');
    await rename('slipway-pottery-hush-celadon-teapot', 'Hush Celadon Teapot');
    expect(await lag()).toBe('1');
    await run(stop.signal);
    expect(await lag()).toBe('0');
    stop.abort();
  });
});

describe('a list that is paged through', () => {
  const asked = parseSearch({ filter: { category: 'wine' }, sort: 'NAME', currency: 'EUR' });
  const idsOf = ({ places }: Findings) => places.map(({ id }) => id);

  async function whole(changing: () => Promise<void>): Promise<string[]> {
    const ids: string[] = [];
    for (let after: SearchPosition | null = null; ;) {
      const found: Findings = await search.find(asked, { limit: 50, after });
      ids.push(...idsOf(found));
      if (found.places.length < 50) return ids;
      after = found.places.at(-1) ?? null;
      await changing();
    }
  }

  async function renamed(name: (slug: string) => string): Promise<void> {
    const { rows } = await shop.truth.query<{ slug: string }>(
      `select slug from catalogue.products where product_type = 'wine' order by random() limit 20`,
    );
    for (const { slug } of rows) await rename(slug, name(slug));
    await index.catchUp();
    await client.indices.refresh({ index: alias });
  }

  it('neither loses nor doubles a product whose place changes meanwhile', async () => {
    const { total } = await (await search.find(asked, { limit: 1, after: null })).count();
    let turn = 0;
    const ids = await whole(async () => {
      turn += 1;
      await renamed((slug) => (turn % 2 === 0 ? `AAA ${slug}` : `zzz ${slug}`));
    });
    expect(new Set(ids).size).toBe(total);
    expect(ids).toHaveLength(total);
  });

  it('goes on behind a page of which nothing is on sale any more', async () => {
    const page = { limit: 5, after: null };
    const ids = idsOf(await search.find(asked, page));
    const become = (status: string) =>
      shop.truth.query('update catalogue.products set status = $2 where id = any ($1)', [
        ids,
        status,
      ]);
    await become('ARCHIVED');
    const { offers, next } = await searchProducts({ ...shop.runtime, search }, asked, page);
    await become('PUBLISHED');
    expect(offers).toEqual([]);
    expect(next?.id).toBe(ids.at(-1));
  });

  it('goes on in the present when the state that it began in is gone, or was made up', async () => {
    // One that does not share the state of a list that began a moment ago, before the last product was renamed.
    const fresh = new ElasticsearchSearch(client, shop.runtime, alias);
    const first = await fresh.find(asked, { limit: 5, after: null });
    const after = first.places.at(-1)!;
    const second = idsOf(await fresh.find(asked, { limit: 5, after }));
    await client.closePointInTime({ id: after.snapshot ?? '' });
    for (const snapshot of [after.snapshot, 'bWFkZSB1cA==', undefined])
      expect(idsOf(await fresh.find(asked, { limit: 5, after: { ...after, snapshot } }))).toEqual(
        second,
      );
  });
});

describe('an Elasticsearch that does not answer', () => {
  const asked = parseSearch({ query: 'WINE-PINOT-2019-75', currency: 'EUR' });
  const page = { limit: 5, after: null };
  const idsOf = ({ places }: Findings) => places.map(({ id }) => id);

  it('is stood in for by PostgreSQL, which is said, until it answers again', async () => {
    const line = await Line.to(process.env['ELASTICSEARCH_URL'] ?? '');
    const nearby = new Client({ node: line.url, maxRetries: 0, requestTimeout: 5_000 });
    const safe = new SearchWithFallback(
      new ElasticsearchSearch(nearby, shop.runtime, alias),
      shop.runtime.search,
      { logger: shop.runtime.logger, now: shop.runtime.clock, isRefusal },
    );
    let fallbacks = 0;
    const find = () => safe.find(asked, page, () => (fallbacks += 1));

    const before = await find();
    expect(fallbacks).toBe(0);
    line.cut();
    const during = await find();
    expect(idsOf(during)).toEqual(idsOf(before));
    expect((await during.count()).total).toBe(1);
    expect((await before.count()).total).toBe(1);
    expect(fallbacks).toBeGreaterThan(1);

    line.mend();
    shop.clock.pass(1);
    await eventually(async () => {
      const fallenBack = fallbacks;
      expect(idsOf(await find())).toEqual(idsOf(before));
      return fallbacks === fallenBack;
    });
    await nearby.close();
    await line.close();
  });
});
