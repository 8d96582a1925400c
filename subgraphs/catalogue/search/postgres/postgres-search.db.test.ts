import fc from 'fast-check';
import { type Catalogue, givenSold, givenVariants, startCatalogue } from '../../test/given.ts';
import type { SearchCounts } from '../../domain/ports.ts';
import { parseSearch } from '../../domain/search.ts';
import { itSearchesProducts } from '../product-search.contract.ts';
import { PostgresSearch } from './index.ts';
import { KeptTally } from './kept-tally.ts';

let shop: Catalogue;

beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

describe('search by PostgreSQL', () => {
  itSearchesProducts(
    () => shop.runtime,
    (pieces) => givenSold(shop, pieces),
  );
});

// From here on the seed is not what it was.

const REQUESTS = [
  { currency: 'EUR', filter: { category: 'wine', price: { atMost: '3000' } }, sort: 'PRICE_ASC' },
  { currency: 'EUR', filter: { inStockOnly: true, brands: ['Ledgerly', 'Rebranded'] } },
  { currency: 'USD', filter: { minimumAgeAtMost: 20, sellableIn: 'FR' }, sort: 'PRICE_DESC' },
  {
    currency: 'GBP',
    query: 'teapot',
    filter: { attributes: [{ name: 'material', values: ['Bone'] }] },
  },
  {
    currency: 'EUR',
    filter: { options: [{ name: 'Size', values: ['M', 'Huge'] }], inStockOnly: true },
  },
  { currency: 'EUR', sort: 'NAME' },
] as const;

const sellingBrand = async (brand: string): Promise<number> => {
  const search = parseSearch({ currency: 'EUR', filter: { brands: [brand] } });
  const found = await shop.runtime.search.find(search, { limit: 1, after: null });
  return (await found.count()).total;
};

/** One statement each, on a product that `chance` picks. */
const WRITES = [
  `update catalogue.products set brand = 'Rebranded' where id = (PRODUCT)`,
  `update catalogue.products set name = 'Aaron' where id = (PRODUCT)`,
  `update catalogue.products set attributes = attributes || '{"material": "Bone"}' where id = (PRODUCT) and attributes ? 'material'`,
  `update catalogue.products set status = 'ARCHIVED' where id = (PRODUCT)`,
  `update catalogue.products set minimum_age = 21, forbidden_regions = '{FR}' where id = (PRODUCT)`,
  `update catalogue.products set category_id = (select id from catalogue.categories where slug = 'tea') where id = (PRODUCT)`,
  `update catalogue.prices set amount_minor = 1 where variant_id in (select id from catalogue.variants where product_id = (PRODUCT))`,
  `delete from catalogue.prices where currency = 'EUR'
     and variant_id in (select id from catalogue.variants where product_id = (PRODUCT))`,
  `update catalogue.stock_levels set on_hand = reserved
     where variant_id in (select id from catalogue.variants where product_id = (PRODUCT))`,
  `update catalogue.stock_levels set on_hand = reserved + 1 - sign(available)
     where variant_id in (select id from catalogue.variants where product_id = (PRODUCT) order by position limit 1)`,
  `update catalogue.variants set options = options || '{"Size": "Huge"}'
     where options ? 'Size' and product_id in (select id from catalogue.products where number % 20 = $1 % 20)`,
  `update catalogue.variants set removed_at = now()
     where position = 0 and product_id in (select id from catalogue.products where number % 20 = $1 % 20)`,
];

/** Each process numbers the values of options as it meets them. */
const inOrder = ({ options, ...counts }: SearchCounts) => ({
  ...counts,
  options: options.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
});

it('finds and counts what was written last, whatever it was', async () => {
  // What has known all products from the beginning answers as what reads them anew.
  await sellingBrand('Ledgerly');
  const write = fc.tuple(fc.constantFrom(...WRITES), fc.nat({ max: 2_000 }));
  const rounds = fc.array(write, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rounds, async (writes) => {
      for (const [statement, chance] of writes) {
        const product = 'select id from catalogue.products order by id offset $1 limit 1';
        await shop.truth.query(statement.replace('PRODUCT', product), [chance]);
      }
      await givenVariants(shop, {});
      const { orm } = shop.runtime;
      const anew = new PostgresSearch({
        ...shop.runtime,
        tally: new KeptTally(() => orm.em.fork()),
      });
      for (const request of REQUESTS) {
        const search = parseSearch(request);
        const page = { limit: 30, after: null };
        const [kept, read] = [
          await shop.runtime.search.find(search, page),
          await anew.find(search, page),
        ];
        expect(kept.places).toEqual(read.places);
        expect(inOrder(await kept.count())).toEqual(inOrder(await read.count()));
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

it('misses nothing of who began first and committed last', async () => {
  const slow = await shop.truth.connect();
  try {
    await slow.query('begin');
    await slow.query(
      `update catalogue.products set brand = 'Slowmoor', status = 'PUBLISHED' where slug = 'ledgerly-cashbook'`,
    );
    await shop.truth.query(
      `update catalogue.products set brand = 'Fastmoor', status = 'PUBLISHED' where slug = 'ledgerly-books-classroom'`,
    );
    expect([await sellingBrand('Slowmoor'), await sellingBrand('Fastmoor')]).toEqual([0, 1]);
    await slow.query('commit');
    expect(await sellingBrand('Slowmoor')).toBe(1);
  } finally {
    // Whatever happened, nobody else goes on in its transaction.
    slow.release(true);
  }
});

it('shows everybody who searches at once what he has written himself', async () => {
  const writers = Array.from({ length: 20 }, async (_, n) => {
    const brand = `Writer ${n}`;
    await shop.truth.query(
      `update catalogue.products set brand = $1 where id = (
         select id from catalogue.products where status = 'PUBLISHED' order by id offset $2 limit 1)`,
      [brand, 100 + n],
    );
    return sellingBrand(brand);
  });
  expect(await Promise.all(writers)).toEqual(writers.map(() => 1));
});
