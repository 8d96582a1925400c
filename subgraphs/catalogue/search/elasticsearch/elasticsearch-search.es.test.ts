import { Client } from '@elastic/elasticsearch';
import { newId, stableId } from '#kernel/domain/id.ts';
import { parseSearch } from '../../domain/search.ts';
import { type Catalogue, startCatalogue } from '../../test/given.ts';
import { itSearchesProducts } from '../product-search.contract.ts';
import { SearchWithFallback } from '../with-fallback.ts';
import { IndexManager } from './index-manager.ts';
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
  itSearchesProducts(() => search);
});

const rename = (slug: string, name: string) =>
  shop.truth.query('update catalogue.products set name = $2 where slug = $1', [slug, name]);

async function versionsAgree(): Promise<void> {
  await client.indices.refresh({ index: alias });
  const { rows } = await shop.truth.query<{ id: string; version: string }>(
    'select product_id as id, version::text from catalogue.product_versions',
  );
  for (const some of [rows.slice(0, 1500), rows.slice(1500)]) {
    const { docs } = await client.mget({
      index: alias,
      ids: some.map(({ id }) => id),
      _source: false,
    });
    const versions = new Map(docs.map((doc) => [doc._id, '_version' in doc ? doc._version : null]));
    expect(some.filter(({ id, version }) => versions.get(id) !== Number(version))).toEqual([]);
  }
}

describe('the index', () => {
  it('is never older than the catalogue once it has caught up, whoever writes at once', async () => {
    const slugs = (
      await shop.truth.query<{ slug: string }>('select slug from catalogue.products limit 60')
    ).rows;
    const writing = Promise.all(
      slugs.flatMap(({ slug }) => [rename(slug, `${slug} one`), rename(slug, `${slug} two`)]),
    );
    await Promise.all([writing, index.catchUp(), index.catchUp()]);
    await index.catchUp();
    expect(await index.lag()).toBe(0);
    await versionsAgree();
  });

  it('is rebuilt under writes and searches: none fails, and nothing is stale', async () => {
    let rebuilding = true;
    const asked = parseSearch({ query: 'red wine', currency: 'EUR' });
    const searches = (async () => {
      while (rebuilding)
        expect((await search.find(asked, { limit: 5, after: null })).products).toHaveLength(5);
    })();
    const writes = (async () => {
      for (let turn = 0; rebuilding; turn += 1) {
        await rename('slipway-pottery-hush-celadon-teapot', `Hush Celadon Teapot ${turn}`);
        await index.catchUp();
      }
    })();
    await index.rebuild();
    rebuilding = false;
    await Promise.all([searches, writes]);
    await index.catchUp();
    await versionsAgree();
  });
});

describe('an Elasticsearch that does not answer', () => {
  it('is stood in for by PostgreSQL', async () => {
    const nowhere = new Client({ node: 'http://127.0.0.1:9', maxRetries: 0 });
    const safe = new SearchWithFallback(
      new ElasticsearchSearch(nowhere, shop.runtime, alias),
      shop.runtime.search,
      { logger: shop.runtime.logger, now: () => new Date() },
    );
    const found = await safe.find(parseSearch({ query: 'WINE-PINOT-2019-75', currency: 'EUR' }), {
      limit: 5,
      after: null,
    });
    expect(found.products.map(({ id }) => id)).toEqual([
      stableId('prd', 'domaine-vasseur-lenoir-pinot-noir-2019'),
    ]);
    expect((await found.count()).total).toBe(1);
    await nowhere.close();
  });
});
