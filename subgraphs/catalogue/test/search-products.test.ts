import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { type Catalogue, startCatalogue, withoutUnderstanding } from './given.ts';

const SEARCH = `query Search($query: String, $filter: ProductFilter, $sort: ProductSort! = RELEVANCE,
    $currency: CurrencyCode! = "EUR", $first: Int! = 20, $after: String, $counted: Boolean! = true) {
  searchProducts(query: $query, filter: $filter, sort: $sort, currency: $currency, first: $first, after: $after) {
    edges { cursor node { slug name brand } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount @include(if: $counted)
    facets @include(if: $counted) { kind name values { value label count } }
    priceRange @include(if: $counted) { lowest { minorUnits } highest { minorUnits } }
  }
}`;

type Found = {
  edges: { cursor: string; node: { slug: string; name: string; brand: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  totalCount: number;
  facets: {
    kind: string;
    name: string;
    values: { value: string; label: string; count: number }[];
  }[];
  priceRange: { lowest: { minorUnits: string }; highest: { minorUnits: string } } | null;
};

let shop: Catalogue;

beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

async function search(variables: Record<string, unknown> = {}): Promise<Found> {
  const { data, errors } = await shop
    .as(ANONYMOUS)
    .execute<{ searchProducts: Found }>(SEARCH, variables);
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.searchProducts;
}

describe('paging', () => {
  it('says where a page stands', async () => {
    const first = await search({ first: 2 });
    const second = await search({ first: 2, after: first.pageInfo.endCursor });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('refuses a cursor of another list, a forged one, and pages of no or too many products', async () => {
    const { pageInfo } = await search({ sort: 'NAME', first: 1 });
    await expect(search({ sort: 'NEWEST', after: pageInfo.endCursor })).rejects.toThrow(
      'INVALID_SEARCH',
    );
    await expect(search({ after: 'bm90IGEgY3Vyc29y' })).rejects.toThrow('BAD_USER_INPUT');
    for (const first of [0, -1, 101])
      await expect(search({ first })).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('a price that the words of a query say', () => {
  const UNDERSTOOD = `query ($query: String!, $filter: ProductFilter, $currency: CurrencyCode!) {
    searchProducts(query: $query, filter: $filter, currency: $currency) {
      totalCount priceUnderstood { atLeast { decimal currency } atMost { decimal currency } } } }`;
  const understood = async (query: string, { filter = {}, currency = 'EUR' } = {}) => {
    const { data } = await shop
      .as(ANONYMOUS)
      .execute<{ searchProducts: { totalCount: number; priceUnderstood: unknown } }>(UNDERSTOOD, {
        query,
        filter,
        currency,
      });
    expect(data.searchProducts.totalCount).toBeGreaterThan(0);
    return data.searchProducts.priceUnderstood;
  };

  it('is told, in the currency of the search, also over REST', async () => {
    expect(await understood('teapot under 60')).toEqual({
      atLeast: null,
      atMost: { decimal: '59.99', currency: 'EUR' },
    });
    const between = {
      atLeast: { decimal: '20.00', currency: 'GBP' },
      atMost: { decimal: '60.00', currency: 'GBP' },
    };
    expect(await understood('teapot between £20 and £60', { currency: 'GBP' })).toEqual(between);
    const response = await fetch(`${shop.url}/api/v1/search?q=teapot+under+60`);
    expect(await response.json()).toMatchObject({
      priceUnderstood: { atLeast: null, atMost: { decimal: '59.99' } },
    });
  });

  it('is none if it is another currency, if nothing costs so, or if the filter says one', async () => {
    expect(await understood('teapot under £40')).toBeNull();
    expect(await understood('teapot under 1 euro')).toBeNull();
    const filter = { price: { atLeast: '1' } };
    expect(await understood('teapot under 60', { filter })).toBeNull();
  });
});

describe('a suggestion', () => {
  const suggest = async (beginning: string) => {
    const { data } = await shop.as(ANONYMOUS).execute<{
      suggestProducts: { kind: string; value: string; product: unknown; category: unknown }[];
    }>(
      `query ($beginning: String!) { suggestProducts(beginning: $beginning) {
         kind value product { id slug } category { slug name } } }`,
      { beginning },
    );
    return data.suggestProducts;
  };

  it('leads to its product or its category, in one statement each for all', async () => {
    await suggest('re');
    const { result, statements } = await statementsOf(() => suggest('re'));
    const of = (kind: string) => result.filter((one) => one.kind === kind);
    for (const { product, value } of of('PRODUCT')) expect(product).toMatchObject({ id: value });
    for (const { category, value } of of('CATEGORY'))
      expect(category).toMatchObject({ slug: value });
    for (const { product, category } of of('BRAND'))
      expect([product, category]).toEqual([null, null]);
    expect(of('CATEGORY').length).toBeGreaterThan(0);
    expect(of('PRODUCT').length).toBeGreaterThan(1);
    expect(statements.length).toBeLessThanOrEqual(4);
  });
});

describe('facets', () => {
  it('name categories for people', async () => {
    const { facets } = await search({ query: 'burgundy' });
    const categories = facets.find(({ name }) => name === 'category');
    expect(categories?.values).toContainEqual(
      expect.objectContaining({ value: 'red-wine', label: 'Red wine' }),
    );
  });

  it('are options too, whose values stand as products offer them', async () => {
    const { facets } = await search({ filter: { category: 'clothing' } });
    const size = facets.find(({ kind, name }) => kind === 'OPTION' && name === 'Size');
    const sizes = ['XS', 'S', 'M', 'L', 'XL'];
    const shown = (size?.values ?? []).map(({ value }) => value);
    expect(shown.filter((value) => sizes.includes(value))).toEqual(
      sizes.filter((value) => shown.includes(value)),
    );
    expect(shown).toEqual(expect.arrayContaining(['S', 'M', 'L', 'XL']));
  });

  it('say what choosing another size would find', async () => {
    const clothes = { category: 'clothing', inStockOnly: true };
    const colour = { name: 'Colour', values: ['Navy'] };
    const { facets } = await search({
      filter: { ...clothes, options: [colour, { name: 'Size', values: ['M'] }] },
    });
    const sizes = facets.find(({ kind, name }) => kind === 'OPTION' && name === 'Size');
    for (const { value, count } of sizes!.values) {
      const options = [colour, { name: 'Size', values: [value] }];
      expect((await search({ filter: { ...clothes, options } })).totalCount).toBe(count);
    }
  });
});

describe('a search that finds nothing', () => {
  it('has no facets and no range of prices', async () => {
    expect(await search({ query: 'xyzzyplugh' })).toMatchObject({
      totalCount: 0,
      edges: [],
      facets: [],
      priceRange: null,
    });
  });
});

describe('a search that makes no sense', () => {
  it('is refused', async () => {
    await expect(search({ filter: { price: { atLeast: '2', atMost: '1' } } })).rejects.toThrow(
      'INVALID_SEARCH',
    );
    await expect(search({ filter: { sellableIn: 'Utah' } })).rejects.toThrow('INVALID_REGION');
    const size = { name: 'Size', values: ['M'] };
    await expect(search({ filter: { options: [size, size] } })).rejects.toThrow('INVALID_SEARCH');
  });
});

const costOf = async (work: () => Promise<unknown>): Promise<number> =>
  withoutUnderstanding((await statementsOf(work)).statements).length;

describe('a search', () => {
  it('costs two statements for products that are kept, and one more if it has words, whatever is counted', async () => {
    await search({ query: 'wine' });
    await search({ filter: { category: 'wine' } });
    expect(await costOf(() => search({ filter: { category: 'wine' } }))).toBe(2);
    expect(await costOf(() => search({ query: 'wine', counted: false }))).toBe(3);
  });

  it('costs nothing more for all variants with prices, availability and products, and for categories and what is above them', async () => {
    const asked = (first: number) =>
      costOf(() =>
        shop.as(ANONYMOUS)
          .execute(`{ searchProducts(query: "wine", first: ${first}) { edges { node {
          name category { name parent { name } } variants { price { decimal } pounds: price(currency: "GBP") { decimal }
          availability { quantity } product { name } } } } totalCount facets { values { count } } } }`),
      );
    await asked(50);
    for (const first of [2, 50]) expect(await asked(first)).toBe(3);
  });

  it('highlights what its page shows, in that order', async () => {
    const { data } = await shop.as(ANONYMOUS).execute<{
      searchProducts: { edges: { node: { id: string } }[]; highlights: { productId: string }[] };
    }>(`{ searchProducts(query: "wine", first: 3, sort: NAME) {
      edges { node { id } } highlights { productId name } } }`);
    const { edges, highlights } = data.searchProducts;
    expect(edges).toHaveLength(3);
    expect(highlights.map(({ productId }) => productId)).toEqual(edges.map(({ node }) => node.id));
  });

  it('finds words by their index', async () => {
    const { statements } = await statementsOf(() => search({ query: 'tempranillo' }));
    const words = statements.find((statement) => statement.includes('terms.query'));
    const { rows } = await shop.truth.query<{ 'QUERY PLAN': string }>(`explain ${words}`, [
      ['tempranillo'],
      'tempranillo',
      [],
      [],
    ]);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('products_search_idx');
  });
});
