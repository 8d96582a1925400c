import { generateCatalogue } from '../seed/index.ts';
import { seedCatalogue } from '../usecases/seed-catalogue.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { type Catalogue, givenVariants, startCatalogue } from './given.ts';

let shop: Catalogue;
beforeEach(async () => {
  shop = await startCatalogue();
});
afterEach(() => shop.stop());

async function counts(): Promise<Record<string, number>> {
  const tables = ['categories', 'products', 'variants', 'prices', 'stock_levels'];
  const { rows } = await shop.truth.query<Record<string, number>>(
    `select ${tables.map((table) => `(select count(*)::int from catalogue.${table}) as ${table}`).join(', ')}`,
  );
  return rows[0]!;
}

describe('the demo catalogue', () => {
  it('is loaded once and whole by two processes that start at once', async () => {
    await Promise.all([seedCatalogue(shop.runtime), seedCatalogue(shop.runtime)]);
    const { categories, products } = generateCatalogue();
    const variants = products.flatMap((product) => product.variants);
    expect(await counts()).toEqual({
      categories: categories.length,
      products: products.length,
      variants: variants.length,
      prices: variants.length * 3,
      stock_levels: variants.length,
    });
  });

  it('is looked for in one statement at every later start', async () => {
    await seedCatalogue(shop.runtime, () => generateCatalogue({ products: 30 }));
    const { statements } = await statementsOf(() => seedCatalogue(shop.runtime));
    expect(statements).toHaveLength(1);
  });

  it('never touches a catalogue that has products', async () => {
    await givenVariants(shop, {});
    await seedCatalogue(shop.runtime);
    expect(await counts()).toMatchObject({ products: 1, variants: 1 });
  });
});
