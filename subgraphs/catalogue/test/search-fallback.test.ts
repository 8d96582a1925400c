import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { scrape } from '#kernel/telemetry/metrics.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { TroubledServer } from '#kernel/testing/troubled-server.ts';
import { openApiDocument } from '../rest/openapi.ts';
import { type Catalogue, givenVariants, startCatalogue } from './given.ts';

let shop: Catalogue;

beforeAll(async () => {
  // Nobody listens there.
  shop = await startCatalogue({ environment: { ELASTICSEARCH_URL: 'http://127.0.0.1:9' } });
  await givenVariants(shop, {});
});
afterAll(() => shop.stop());

const ask = (query: string) => shop.as(ANONYMOUS).execute<Record<string, unknown>>(query);

describe('without the engine that should answer', () => {
  it('searches and suggestions are answered by PostgreSQL, and say so', async () => {
    for (const query of [
      '{ searchProducts(query: "teapot") { edges { node { name } } totalCount } }',
      '{ suggestProducts(beginning: "teap") { text } }',
    ]) {
      const answer = await ask(query);
      expect(JSON.stringify(answer.data)).toContain('Teapot');
      expect(answer).toMatchObject({
        extensions: { search: { engine: 'postgresql', fallback: true } },
      });
    }
  });

  it('REST says so in a header that its definition has, and nowhere else', async () => {
    for (const path of ['/search?q=teapot', '/products']) {
      const response = await fetch(`${shop.url}/api/v1${path}`);
      expect(response.headers.get('search-fallback')).toBe('postgresql');
      expect(await response.text()).toContain('Teapot');
    }
    const { headers } = await fetch(`${shop.url}/api/v1/categories`);
    expect(headers.get('search-fallback')).toBeNull();
    const documented = Object.entries(openApiDocument.paths ?? {})
      .filter(([, { get }]) => JSON.stringify(get?.responses?.['200']).includes('Search-Fallback'))
      .map(([path]) => path);
    expect(documented).toEqual([
      '/products',
      '/search',
      '/suggestions',
      '/collections/{collection}/products',
    ]);
  });

  it('products are read as ever, and nothing is said', async () => {
    const { rows } = await shop.truth.query<{ id: string }>('select id from catalogue.products');
    const answer = await ask(`{ product(id: "${rows[0]?.id}") { name variants { sku } } }`);
    expect(answer).toMatchObject({ data: { product: { name: 'Teapot' } } });
    expect(answer).not.toHaveProperty('extensions');
  });

  it('is counted how often that happens', async () => {
    const counted = async () =>
      Number(/^comptoir_search_fallbacks_total (\d+)$/m.exec(await scrape())?.[1]);
    const before = await counted();
    await ask('{ searchProducts(query: "teapot") { totalCount } }');
    expect(await counted()).toBeGreaterThan(before);
  });
});

describe('an engine that hangs', () => {
  const elastic = new TroubledServer();
  let there: Catalogue;

  beforeAll(async () => {
    await elastic.start();
    elastic.trouble = 'hangs';
    elastic.headers = { 'x-elastic-product': 'Elasticsearch' };
    // A point in time, and what is found in it.
    elastic.answer = { id: 'now', hits: { total: { value: 0, relation: 'eq' }, hits: [] } };
    there = await startCatalogue({
      environment: { ELASTICSEARCH_URL: new URL(elastic.url).origin },
    });
    await givenVariants(there, {});
  });
  afterAll(async () => {
    await there.stop();
    await elastic.stop();
  });

  const find = async () => {
    const answer = await there
      .as(ANONYMOUS)
      .execute<{ searchProducts: { edges: unknown[] } }>(
        '{ searchProducts { edges { node { name } } } }',
      );
    return { isFallback: 'extensions' in answer, ...answer.data.searchProducts };
  };
  const atOnce = () => Promise.all(Array.from({ length: 5 }, find));

  it('is waited for once, then probed by one search that nobody waits for, until it answers', async () => {
    expect((await find()).isFallback).toBe(true);
    expect([elastic.requests.length, elastic.abandoned]).toEqual([1, 1]);

    for (const probes of [1, 2]) {
      expect((await atOnce()).every(({ isFallback }) => isFallback)).toBe(true);
      expect(elastic.requests).toHaveLength(probes);
      there.clock.pass(1);
      const answers = await atOnce();
      expect(answers.every(({ isFallback, edges }) => isFallback && edges.length === 1)).toBe(true);
      await eventually(() => elastic.requests.length === 1 + probes);
      // While all were answered, the probe went on hanging.
      expect(elastic.abandoned).toBe(probes);
      elastic.resetAll();
      await eventually(() => elastic.abandoned === 1 + probes);
    }

    elastic.trouble = 'answers';
    there.clock.pass(1);
    await eventually(async () => !(await find()).isFallback);
    expect((await atOnce()).some(({ isFallback }) => isFallback)).toBe(false);
  });
});
