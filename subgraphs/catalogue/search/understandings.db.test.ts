import { isDeepStrictEqual } from 'node:util';
import { eventually } from '#kernel/testing/eventually.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { type Catalogue, givenVariants, startCatalogue } from '../test/given.ts';
import type { SearchTerms } from '../domain/search.ts';
import { optionsNamed } from '../persistence/options.ts';
import { nameOption } from '../usecases/name-option.ts';
import { setSynonym } from '../usecases/tune-search.ts';
import { Understandings } from './understandings.ts';

let shop: Catalogue;
/** Another process of the same installation. */
let elsewhere: Understandings;

beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
  elsewhere = new Understandings(() => shop.runtime.orm.em.fork());
});
afterAll(() => shop.stop());

const terms = (words: string): SearchTerms => ({ words, literal: false, unfinished: false });
const named = async (words: string, here = shop.runtime.understandings) =>
  (await here.of(terms(words))).wanted.map(({ names }) => names);

const askedHow = async (work: () => Promise<unknown>): Promise<number> => {
  const { statements } = await statementsOf(work);
  return statements.filter((statement) => statement.includes('search_terms')).length;
};
const tenTimes = (words: string) => async () => {
  for (let turn = 0; turn < 10; turn += 1) await named(words);
};

it('understands words of the catalogue once, and others each time', async () => {
  // They are understood anew when a minute ends meanwhile.
  expect(await askedHow(tenTimes('green tea'))).toBeLessThanOrEqual(2);
  expect(await askedHow(tenTimes('quizzaciously'))).toBe(10);
  expect(await askedHow(tenTimes('WINE-0077'))).toBe(10);
});

it('takes a word that a product has had for a moment as meant', async () => {
  expect(await shop.runtime.understandings.of(terms('tempranilla'))).toMatchObject({
    didYouMean: 'tempranillo',
  });
  await shop.truth.query(
    `update catalogue.products set name = 'Tempranilla' where id = (select id from catalogue.products limit 1)`,
  );
  expect(await shop.runtime.understandings.of(terms('tempranilla'))).toMatchObject({
    didYouMean: null,
    wanted: [{ names: expect.arrayContaining(['tempranilla']) as unknown }],
  });
});

it('follows what an operator says at once, and in other processes within a second', async () => {
  const synonym = { language: 'en', term: 'novel', means: ['long story'] };
  const before = await named('novel');
  expect(await named('novel', elsewhere)).toEqual(before);
  await setSynonym(shop.runtime, 'usr_1', { expectedVersion: 0 }, synonym);
  const now = await named('novel');
  expect(now[0]).toContain('long story');
  await eventually(async () => isDeepStrictEqual(await named('novel', elsewhere), now));
});

it('follows what an operator calls the values of an option as soon', async () => {
  const choices = [{ value: 'Hardback', names: { it: 'novel' } }];
  const [{ version } = { version: 0 }] = await optionsNamed(shop.runtime.orm.em.fork(), ['Format']);
  await named('novel', elsewhere);
  await nameOption(
    shop.runtime,
    'usr_1',
    { name: 'Format', expectedVersion: version },
    { choices },
  );
  const now = await named('novel');
  expect(now[0]).toContain('hardback');
  await eventually(async () => isDeepStrictEqual(await named('novel', elsewhere), now));
});

it('reads an SKU of any length, and finds those that begin with it only if none is just that', async () => {
  const skus = ['BIG-7', 'BIG-77', 'BIG-771', 'BIG-772', '4006381333931', 'SO-2'];
  const products = new Map<string, string>();
  for (const sku of skus) {
    const [variant] = await givenVariants(shop, {});
    const { rows } = await shop.truth.query<{ product: string }>(
      'update catalogue.variants set sku = $2 where id = $1 returning product_id as product',
      [variant, sku],
    );
    products.set(sku, rows[0]!.product);
  }
  const found = async (query: string) =>
    (await shop.runtime.understandings.of(terms(query))).bySku.map(
      (id) => skus.find((sku) => products.get(sku) === id) ?? id,
    );
  for (const sku of skus) expect(await found(sku)).toEqual([sku]);
  expect(await found('ean 4006381333931')).toEqual(['4006381333931']);
  await shop.truth.query(`update catalogue.variants set sku = 'BIG-773' where sku = 'BIG-77'`);
  products.set('BIG-773', products.get('BIG-77')!);
  products.delete('BIG-77');
  skus.push('BIG-773');
  expect(await found('BIG-77')).toEqual(['BIG-771', 'BIG-772', 'BIG-773']);
});
