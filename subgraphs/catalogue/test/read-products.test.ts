import { newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { type Catalogue, givenVariants, startCatalogue } from './given.ts';

const DETAIL = `query Detail($id: ID, $slug: String) { product(id: $id, slug: $slug) {
  id slug name description brand minimumAge forbiddenRegions alcoholByVolume merchant { id }
  attributes { name value } options { name values } category { slug ancestors { slug } }
  variants { sku name options { name value } price { decimal currency } yen: price(currency: "JPY") { decimal }
    availability { inStock quantity } provisioning product { slug } } } }`;

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

const ask = (query: string, variables?: Record<string, unknown>) =>
  shop.as(ANONYMOUS).execute<never>(query, variables);

describe('a product', () => {
  it('is shown to anybody, by its slug and by its id alike', async () => {
    const bySlug = await ask(DETAIL, { slug: 'ledgerly-cashbook' });
    const byId = await ask(DETAIL, { id: (bySlug.data as { product: { id: string } }).product.id });
    expect(bySlug.errors).toBeUndefined();
    expect(byId).toEqual(bySlug);
    expect(bySlug.data).toMatchObject({
      product: {
        name: 'Ledgerly Cashbook',
        brand: 'Ledgerly',
        minimumAge: null,
        category: {
          slug: 'business-software',
          ancestors: [{ slug: 'software' }, { slug: 'apps' }],
        },
        options: [{ name: 'Term', values: ['1 year', '3 years'] }],
        variants: [
          {
            sku: 'SOFT-LEDGERLY-1Y',
            options: [{ name: 'Term', value: '1 year' }],
            price: { decimal: '49.00', currency: 'EUR' },
            yen: null,
            availability: { inStock: true },
            provisioning: 'LICENCE_KEY',
          },
          { sku: 'SOFT-LEDGERLY-3Y' },
        ],
      },
    });
  });

  it('is read whole in one statement once it is known', async () => {
    const { statements } = await statementsOf(() => ask(DETAIL, { slug: 'ledgerly-cashbook' }));
    expect(statements).toHaveLength(1);
  });

  it('is null when there is none, and must be named in exactly one way', async () => {
    for (const slug of ['no-such-thing', '', 'nul\0']) {
      expect(await ask(DETAIL, { slug })).toMatchObject({ data: { product: null } });
    }
    expect((await ask(DETAIL, { id: newId('prd') })).data).toEqual({ product: null });
    for (const variables of [{}, { id: newId('prd'), slug: 'both' }]) {
      expect((await ask(DETAIL, variables)).errors?.[0]?.extensions?.['code']).toBe(
        'BAD_USER_INPUT',
      );
    }
  });
});

describe('variants', () => {
  it('cost what was written last, also between the cheapest and the dearest', async () => {
    const ids = await givenVariants(
      shop,
      ...[100, 500, 900].map((minorUnits) => ({ prices: { EUR: minorUnits } })),
    );
    const prices = async () => {
      const { data } = await ask(
        'query ($ids: [ID!]!) { variants(ids: $ids) { price { decimal } } }',
        { ids },
      );
      return (data['variants'] as { price: { decimal: string } }[]).map(
        ({ price }) => price.decimal,
      );
    };
    expect(await prices()).toEqual(['1.00', '5.00', '9.00']);
    await shop.truth.query('update catalogue.prices set amount_minor = 600 where variant_id = $1', [
      ids[1],
    ]);
    expect(await prices()).toEqual(['1.00', '6.00', '9.00']);
  });

  it('answer in the order asked for, null where there is none, in one statement once they are known', async () => {
    const [a, b] = await givenVariants(shop, { prices: { EUR: 1234 } }, { onHand: 0, prices: {} });
    await ask('query ($ids: [ID!]!) { variants(ids: $ids) { id } }', { ids: [a, b] });
    const { result, statements } = await statementsOf(() =>
      ask(
        'query ($ids: [ID!]!) { variants(ids: $ids) { id price { minorUnits } availability { inStock quantity } } }',
        {
          ids: [b, newId('var'), a, b],
        },
      ),
    );
    const sold = { id: b, price: null, availability: { inStock: false, quantity: 0 } };
    expect(result.data).toEqual({
      variants: [
        sold,
        null,
        { id: a, price: { minorUnits: '1234' }, availability: { inStock: true, quantity: 10 } },
        sold,
      ],
    });
    expect(statements).toHaveLength(1);
  });

  it('are found by sku', async () => {
    const { data } = await ask('{ variant(sku: "SOFT-LEDGERLY-3Y") { name product { slug } } }');
    expect(data).toEqual({ variant: { name: '3 years', product: { slug: 'ledgerly-cashbook' } } });
  });

  it('are resolved for other subgraphs many at once, with their products, in one statement', async () => {
    const { rows } = await shop.truth.query<{ id: string }>(
      'select id from catalogue.variants order by sku limit 40',
    );
    const representations = rows.map(({ id }) => ({ __typename: 'Variant', id }));
    await ask('query ($ids: [ID!]!) { variants(ids: $ids) { id } }', {
      ids: rows.map(({ id }) => id),
    });
    const { result, statements } = await statementsOf(() =>
      ask(
        `query ($representations: [_Any!]!) { _entities(representations: $representations) {
          ... on Variant { id sku product { name } } } }`,
        { representations: [...representations, { __typename: 'Variant', id: newId('var') }] },
      ),
    );
    const entities = (result.data as { _entities: ({ id: string } | null)[] })._entities;
    expect(entities.map((entity) => entity?.id)).toEqual([...rows.map(({ id }) => id), undefined]);
    expect(statements).toHaveLength(1);
  });
});

describe('categories', () => {
  it('come as a tree of any depth in one statement once it is known', async () => {
    await ask('{ categories { slug } }');
    const { result, statements } = await statementsOf(() =>
      ask(
        '{ categories { slug children { slug parent { slug } children { slug ancestors { slug } } } } }',
      ),
    );
    const roots = (result.data as { categories: { slug: string; children: unknown[] }[] })
      .categories;
    expect(roots[0]).toMatchObject({ slug: 'drinks' });
    expect(roots[0]?.children[0]).toMatchObject({
      slug: 'wine',
      parent: { slug: 'drinks' },
      children: expect.arrayContaining([
        { slug: 'red-wine', ancestors: [{ slug: 'drinks' }, { slug: 'wine' }] },
      ]),
    });
    expect(statements).toHaveLength(1);
  });
});

describe('a category', () => {
  it('is found by its slug or its id, and null if there is none', async () => {
    const { data } = await ask('{ category(slug: "red-wine") { id name ancestors { slug } } }');
    const { category } = data as { category: { id: string; name: string; ancestors: unknown } };
    expect(category).toMatchObject({
      name: 'Red wine',
      ancestors: [{ slug: 'drinks' }, { slug: 'wine' }],
    });
    const byId = 'query ($id: ID) { category(id: $id) { slug } }';
    expect((await ask(byId, { id: category.id })).data).toEqual({ category: { slug: 'red-wine' } });
    expect((await ask(byId, { id: newId('cat') })).data).toEqual({ category: null });
    expect((await ask(byId)).errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });
});

describe('the price range of a product', () => {
  const RANGE = `query ($id: ID!, $currency: CurrencyCode!, $region: String) { variant(id: $id) { product {
    priceRange(currency: $currency, region: $region) { lowest { decimal } highest { decimal } } } } }`;

  it('goes from its cheapest variant that is for sale to its dearest, as they cost where they go', async () => {
    const [id, dear] = await givenVariants(
      shop,
      { prices: { EUR: 500 } },
      { prices: { EUR: 10_000, GBP: 800 } },
    );
    const range = async (currency: string, region?: string) => {
      const { data } = await ask(RANGE, { id, currency, region });
      return (data as { variant: { product: { priceRange: unknown } } }).variant.product.priceRange;
    };
    const fromTo = (lowest: string, highest: string) => ({
      lowest: { decimal: lowest },
      highest: { decimal: highest },
    });
    expect(await range('EUR')).toEqual(fromTo('5.00', '100.00'));
    expect(await range('GBP')).toEqual(fromTo('8.00', '8.00'));
    expect(await range('USD')).toBeNull();
    const { data } = await ask(
      'query ($id: ID!) { variant(id: $id) { product { priceRange { lowest { decimal } } } } }',
      { id },
    );
    expect(data).toEqual({ variant: { product: { priceRange: { lowest: { decimal: '5.00' } } } } });
    await shop.truth.query(
      `insert into catalogue.special_prices (variant_id, currency, amount_minor, region, minimum_quantity, valid)
       values ($1, 'EUR', 4000, 'FR', 1, '(,)')`,
      [dear],
    );
    expect(await range('EUR', 'FR')).toEqual(fromTo('5.00', '40.00'));
    expect(await range('EUR', 'DE')).toEqual(fromTo('5.00', '100.00'));
  });

  it('follows every change of its prices', async () => {
    const [a, b] = await givenVariants(
      shop,
      { prices: { EUR: 500 } },
      { prices: { EUR: 900, GBP: 800 } },
    );
    const ranges = async () => {
      const { rows } = await shop.truth.query<{ range: string }>(
        `select currency || ' ' || lowest_minor || '-' || highest_minor as range from catalogue.price_ranges
         where product_id = (select product_id from catalogue.variants where id = $1) order by 1`,
        [a],
      );
      return rows.map(({ range }) => range);
    };
    expect(await ranges()).toEqual(['EUR 500-900', 'GBP 800-800']);
    await shop.truth.query(
      `update catalogue.prices set amount_minor = 1100 where variant_id = $1`,
      [a],
    );
    expect(await ranges()).toEqual(['EUR 900-1100', 'GBP 800-800']);
    await shop.truth.query('delete from catalogue.prices where variant_id = $1', [b]);
    expect(await ranges()).toEqual(['EUR 1100-1100']);
  });
});
