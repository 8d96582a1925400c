import { Visitor } from '../../test/journeys/support/visitor.ts';
import { LeanVisitor } from '../lean-visitor.ts';
import { BenchSearchDocument, BenchSuggestDocument } from '../operations/gateway.ts';
import { productDetail } from '../product-detail.ts';
import type { Scenario } from '../scenario.ts';
import { WORDS, search } from '../search.ts';

const LIST = 50;

/** What somebody types of a word before it is whole. */
const BEGINNINGS = WORDS.flatMap((words) =>
  Array.from({ length: Math.min(words.length - 1, 6) }, (_, typed) => words.slice(0, typed + 2)),
);

const autocomplete: Scenario = {
  name: 'autocomplete',
  operation: 'suggestProducts for what has been typed, from the second letter on',
  async open(shop, { clients }) {
    let turn = 0;
    return Array.from({ length: clients }, () => {
      const visitor = new LeanVisitor(shop.url);
      return {
        async act() {
          turn += 1;
          const beginning = BEGINNINGS[turn % BEGINNINGS.length] ?? '';
          await visitor.ask(BenchSuggestDocument, { beginning });
        },
      };
    });
  },
};

/** The categories of the shop, each in every order. */
const list: Scenario = {
  name: 'list of 50',
  operation: `searchProducts in a category: facets, counts, and ${LIST} products with variants, prices and stock`,
  async open(shop, { clients }) {
    const all = { query: null, filter: null, sort: 'NEWEST', first: 1 } as const;
    const { searchProducts } = await new Visitor(shop.url).ask(BenchSearchDocument, all);
    const categories = searchProducts.facets.find(({ kind }) => kind === 'CATEGORY')?.values ?? [];
    const sorts = ['NEWEST', 'PRICE_ASC', 'NAME', 'PRICE_DESC'] as const;
    let turn = 0;
    return Array.from({ length: clients }, () => {
      const visitor = new LeanVisitor(shop.url);
      return {
        async act() {
          turn += 1;
          const category = categories[turn % categories.length]?.value ?? null;
          const sort = sorts[turn % sorts.length] ?? 'NAME';
          const asked = { query: null, filter: { category }, sort, first: LIST };
          const answer = await visitor.ask(BenchSearchDocument, asked);
          if (answer.searchProducts.edges.length === 0) throw new Error(`${category} is empty.`);
        },
      };
    });
  },
};

export const OPERATIONS: readonly Scenario[] = [search, autocomplete, productDetail, list];
