import { Visitor } from '../test/journeys/support/visitor.ts';
import { LeanVisitor } from './lean-visitor.ts';
import { BenchSearchDocument, type BenchSearchQueryVariables } from './operations/gateway.ts';
import type { Scenario } from './scenario.ts';

export const WORDS = [
  'pinot noir',
  'steel',
  'organic',
  'coffee',
  'single malt',
  'linen',
  'history of',
  'notebook',
  'green tea',
  'oak',
  'smoky',
  'cotton shirt',
  'licence',
  'stoneware',
  'chocolate',
  'france',
  'novel',
  'knife',
  'gin',
  'wool',
] as const;
const SORTS = ['RELEVANCE', 'PRICE_ASC', 'PRICE_DESC', 'NAME', 'NEWEST', 'POPULARITY'] as const;
const PAGE = 20;

/** Words, filters picked from the facets, orders and price ranges, combined so that hardly any two searches are the same. */
export const search: Scenario = {
  name: 'search',
  operation: `searchProducts with facets, counts, price range and a page of ${PAGE}`,
  async open(shop, { clients }) {
    const filters = await filtersOf(new Visitor(shop.url));
    let turn = 0;
    return Array.from({ length: clients }, () => {
      const visitor = new LeanVisitor(shop.url);
      return {
        async act() {
          turn += 1;
          const { searchProducts } = await visitor.ask(
            BenchSearchDocument,
            question(turn, filters),
          );
          if (searchProducts.pageInfo.endCursor === undefined)
            throw new Error('A search answered no page.');
        },
      };
    });
  },
};

type Filter = NonNullable<BenchSearchQueryVariables['filter']>;

/** Every third search is by words alone, every third by filter alone, and the rest by both. */
function question(turn: number, filters: readonly Filter[]): BenchSearchQueryVariables {
  const byWords = turn % 3 !== 1;
  const byFilter = turn % 3 !== 2;
  const atMost = String(1000 + ((turn * 37) % 200) * 100);
  return {
    query: byWords ? WORDS[turn % WORDS.length] : null,
    filter: byFilter
      ? {
          ...filters[turn % filters.length],
          inStockOnly: turn % 2 === 0,
          ...(turn % 5 === 0 && { price: { atMost } }),
        }
      : null,
    sort: SORTS[turn % SORTS.length] ?? 'RELEVANCE',
    first: PAGE,
  };
}

/** One for every value that the catalogue's facets show. */
async function filtersOf(visitor: Visitor): Promise<Filter[]> {
  const all = { query: null, filter: null, sort: 'RELEVANCE', first: 1 } as const;
  const { searchProducts } = await visitor.ask(BenchSearchDocument, all);
  return searchProducts.facets.flatMap(({ kind, name, values }) =>
    values.map(({ value }): Filter => {
      switch (kind) {
        case 'CATEGORY':
          return { category: value };
        case 'BRAND':
          return { brands: [value] };
        case 'ATTRIBUTE':
          return { attributes: [{ name, values: [value] }] };
        case 'OPTION':
          return { options: [{ name, values: [value] }] };
      }
    }),
  );
}
