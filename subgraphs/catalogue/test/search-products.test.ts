import type { Currency } from '#kernel/domain/currency.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { SEARCH_SORTS, type SearchFilter } from '../domain/search.ts';
import { type SeedProduct, generateCatalogue } from '../seed/index.ts';
import { type Catalogue, startCatalogue } from './given.ts';

const SEARCH = `query Search($query: String, $filter: ProductFilter, $sort: ProductSort! = RELEVANCE,
    $currency: CurrencyCode! = "EUR", $first: Int! = 20, $after: String, $counted: Boolean! = true) {
  searchProducts(query: $query, filter: $filter, sort: $sort, currency: $currency, first: $first, after: $after) {
    edges { cursor node { slug name brand } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount @include(if: $counted)
    facets @include(if: $counted) { name values { value label count } }
    priceRange @include(if: $counted) { lowest { minorUnits } highest { minorUnits } }
  }
}`;

type Found = {
  edges: { cursor: string; node: { slug: string; name: string; brand: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  totalCount: number;
  facets: { name: string; values: { value: string; label: string; count: number }[] }[];
  priceRange: { lowest: { minorUnits: string }; highest: { minorUnits: string } } | null;
};

let shop: Catalogue;
const seed = generateCatalogue();

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

const slugsOf = ({ edges }: Found) => edges.map(({ node }) => node.slug);

async function everyPage(variables: Record<string, unknown>, first = 100): Promise<Found[]> {
  const pages = [await search({ ...variables, first })];
  for (let last = pages[0]!; last.pageInfo.hasNextPage;) {
    last = await search({ ...variables, first, after: last.pageInfo.endCursor, counted: false });
    pages.push(last);
  }
  return pages;
}

describe('searching by words', () => {
  it('puts products named so first', async () => {
    const { edges } = await search({ query: 'gin', first: 5 });
    for (const { node } of edges) expect(node.name).toMatch(/gin/i);
  });

  it('finds other forms of a word, and words without their accents', async () => {
    const [one, many] = [await search({ query: 'candle' }), await search({ query: 'candles' })];
    expect(slugsOf(one)).toEqual(slugsOf(many));
    expect(one.totalCount).toBeGreaterThan(0);
    expect(slugsOf(await search({ query: 'chateau' }))).toEqual(
      slugsOf(await search({ query: 'Château' })),
    );
  });

  it('finds a word that is still being typed', async () => {
    const whole = slugsOf(await search({ query: 'tempranillo', first: 100 }));
    const begun = new Set(slugsOf(await search({ query: 'tempran', first: 100 })));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.every((slug) => begun.has(slug))).toBe(true);
  });

  it('demands every word, leaves out what has a minus, and knows "or"', async () => {
    const countOf = async (query: string) => (await search({ query })).totalCount;
    const [red, burgundy] = [await countOf('"red"'), await countOf('"burgundy"')];
    const both = await countOf('"red" "burgundy"');
    expect(both).toBeGreaterThan(0);
    expect(both).toBeLessThan(Math.min(red, burgundy));
    expect(await countOf('burgundy -red')).toBe(burgundy - both);
    expect(await countOf('red or burgundy')).toBe(red + burgundy - both);
  });

  it('finds nothing for words that nothing has, and takes any characters', async () => {
    for (const query of [
      'xyzzyplugh',
      `'"; drop table --`,
      '&|!():*',
      '\u0000 the',
      '<->',
      "o'brien's",
    ]) {
      expect((await search({ query })).edges.length).toBeLessThanOrEqual(20);
    }
    expect(await search({ query: 'xyzzyplugh' })).toMatchObject({
      totalCount: 0,
      edges: [],
      facets: [],
      priceRange: null,
    });
  });
});

describe('paging', () => {
  it.each(SEARCH_SORTS.flatMap((sort) => [{ sort }, { sort, query: 'wine' }]))(
    'covers everything once: %p',
    async (variables) => {
      const pages = await everyPage(variables);
      const slugs = pages.flatMap(slugsOf);
      expect(new Set(slugs).size).toBe(slugs.length);
      expect(slugs.length).toBe(pages[0]?.totalCount);
    },
  );

  it('stands in the order that was asked for', async () => {
    const bySlug = new Map(seed.products.map((product) => [product.slug, product]));
    const prices = (await everyPage({ sort: 'PRICE_ASC', query: 'wine' }))
      .flatMap(slugsOf)
      .map((slug) => lowestPrice(bySlug.get(slug)!, 'EUR'));
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    const dearest = (await everyPage({ sort: 'PRICE_DESC', query: 'wine' }))
      .flatMap(slugsOf)
      .map((slug) => lowestPrice(bySlug.get(slug)!, 'EUR'));
    expect(dearest).toEqual(prices.toReversed());
    const names = (await search({ sort: 'NAME', first: 100 })).edges.map(({ node }) => node.name);
    expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

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

describe('filters and facets', () => {
  const aWine = seed.products.find(({ productType }) => productType === 'wine')!;
  const cases: { filter: SearchFilter; currency?: Currency }[] = [
    { filter: {} },
    { filter: { category: 'wine' } },
    { filter: { category: 'drinks', brands: [aWine.brand] } },
    { filter: { brands: [aWine.brand, 'Ledgerly'], price: { atMost: '5000' } } },
    { filter: { category: 'wine', attributes: [{ name: 'colour', values: ['Red', 'White'] }] } },
    {
      filter: {
        category: 'wine',
        attributes: [
          { name: 'colour', values: ['Red'] },
          { name: 'country', values: [aWine.attributes['country'] ?? ''] },
        ],
        price: { atLeast: '1500', atMost: '4000' },
      },
      currency: 'GBP',
    },
    { filter: { inStockOnly: true, price: { atLeast: '10000' } } },
    { filter: { ageRestricted: true, sellableIn: 'US-UT' } },
    { filter: { ageRestricted: false, category: 'kitchen' } },
    { filter: { minimumAgeAtMost: 17, sellableIn: 'SA' } },
    { filter: { category: 'no-such-category' } },
    { filter: { price: { atLeast: '1' } }, currency: 'JPY' },
  ];

  it.each(cases)(
    'agree with counting the whole catalogue by hand: %p',
    async ({ filter, currency = 'EUR' }) => {
      const found = await search({ filter, currency, sort: 'NAME', first: 100 });
      const expected = seed.products.filter((product) => meets(product, filter, currency));
      expect(found.totalCount).toBe(expected.length);
      const slugs = new Set(expected.map(({ slug }) => slug));
      expect(found.edges).toHaveLength(Math.min(100, expected.length));
      expect(slugsOf(found).filter((slug) => !slugs.has(slug))).toEqual([]);
      for (const { name, values } of found.facets) {
        const others = seed.products.filter((product) => meets(product, filter, currency, name));
        const counts = countBy(others.flatMap((product) => facetValues(product, name)));
        for (const { value, count } of values)
          expect([name, value, count]).toEqual([name, value, counts.get(value)]);
        if (name === 'category') expect(values).toHaveLength(counts.size);
      }
      const prices = seed.products
        .filter((product) => meets(product, filter, currency, 'price'))
        .map((product) => lowestPrice(product, currency))
        .filter(Number.isFinite);
      expect(
        found.priceRange && [
          Number(found.priceRange.lowest.minorUnits),
          Number(found.priceRange.highest.minorUnits),
        ],
      ).toEqual(prices.length > 0 ? [Math.min(...prices), Math.max(...prices)] : null);
    },
  );

  it('name categories for people', async () => {
    const { facets } = await search({ query: 'burgundy' });
    const categories = facets.find(({ name }) => name === 'category');
    expect(categories?.values).toContainEqual(
      expect.objectContaining({ value: 'red-wine', label: 'Red wine' }),
    );
  });

  it('refuse what makes no sense', async () => {
    await expect(search({ filter: { price: { atLeast: '2', atMost: '1' } } })).rejects.toThrow(
      'INVALID_SEARCH',
    );
    await expect(search({ filter: { sellableIn: 'Utah' } })).rejects.toThrow('INVALID_REGION');
  });
});

/** The same rules as the database's, applied to the seed by hand; `except` is the filter that its own facet leaves out. */
function meets(
  product: SeedProduct,
  filter: SearchFilter,
  currency: Currency,
  except?: string,
): boolean {
  const price = lowestPrice(product, currency);
  const picked = (facet: string, values: readonly string[] | null | undefined) =>
    facet === except ||
    !values ||
    facetValues(product, facet).some((value) => values.includes(value));
  return (
    picked('category', filter.category == null ? null : [filter.category]) &&
    picked('brand', filter.brands) &&
    (filter.attributes ?? []).every(({ name, values }) => picked(name, values)) &&
    (except === 'price' ||
      !filter.price ||
      (price >= Number(filter.price.atLeast ?? 0) &&
        price <= Number(filter.price.atMost ?? 1e18))) &&
    (!filter.inStockOnly || product.variants.some(({ stock }) => stock > 0)) &&
    (filter.ageRestricted == null || filter.ageRestricted === (product.minimumAge !== null)) &&
    (filter.minimumAgeAtMost == null || (product.minimumAge ?? 0) <= filter.minimumAgeAtMost) &&
    !product.forbiddenRegions.some(
      (region) => filter.sellableIn === region || filter.sellableIn?.split('-')[0] === region,
    )
  );
}

const lowestPrice = ({ variants }: SeedProduct, currency: Currency): number =>
  Math.min(
    ...variants.map(
      ({ prices }) => (prices as Partial<Record<Currency, number>>)[currency] ?? Infinity,
    ),
  );

function facetValues(product: SeedProduct, facet: string): string[] {
  if (facet === 'brand') return [product.brand];
  if (facet !== 'category')
    return [product.attributes[facet]].filter((value) => value !== undefined);
  const parents = new Map(seed.categories.map(({ slug, parentSlug }) => [slug, parentSlug]));
  const path: string[] = [];
  for (
    let slug: string | null = product.categorySlug;
    slug !== null;
    slug = parents.get(slug) ?? null
  )
    path.push(slug);
  return path;
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe('a search', () => {
  it('costs two statements with counts, and one without', async () => {
    await search({ query: 'wine' });
    const counted = await statementsOf(() =>
      search({ query: 'wine', filter: { category: 'wine' } }),
    );
    expect(counted.statements).toHaveLength(2);
    const bare = await statementsOf(() =>
      shop.as(ANONYMOUS).execute('{ searchProducts(query: "wine") { edges { node { name } } } }'),
    );
    expect(bare.statements).toHaveLength(1);
  });

  it('costs one statement more for all variants with prices and availability, and one for all categories', async () => {
    const { statements } = await statementsOf(() =>
      shop.as(ANONYMOUS).execute(`{ searchProducts(query: "wine", first: 50) { edges { node {
        name category { name parent { name } } variants { price { decimal } pounds: price(currency: "GBP") { decimal }
        availability { quantity } product { name } } } } } }`),
    );
    // The products of the variants are read again by id, all in one.
    expect(statements).toHaveLength(4);
  });

  it.each([
    {
      variables: { query: 'tempranillo' },
      parameters: ['', 'tempranillo', 21],
      index: 'products_search_idx',
    },
    { variables: { sort: 'NAME' }, parameters: [21], index: 'products_name_id_idx' },
    { variables: { sort: 'NEWEST' }, parameters: [21], index: 'products_published_at_id_idx' },
  ])('finds its page by an index: $variables', async ({ variables, parameters, index }) => {
    const { statements } = await statementsOf(() => search(variables));
    const page = statements.find((statement) => statement.startsWith('with page'));
    const { rows } = await shop.truth.query<{ 'QUERY PLAN': string }>(
      `explain ${page}`,
      parameters,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(index);
  });
});
