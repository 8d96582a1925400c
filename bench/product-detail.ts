import { Visitor } from '../test/journeys/support/visitor.ts';
import { LeanVisitor } from './lean-visitor.ts';
import { BenchProductDocument, BenchSearchDocument } from './operations/gateway.ts';
import type { Scenario } from './scenario.ts';

const PRODUCTS = 100;

/** Everything that a product's page shows, of a hundred products in turn. */
export const productDetail: Scenario = {
  name: 'detail',
  operation: 'product with category path, merchant, variants, prices and availability',
  async open(shop, { clients }) {
    const sample = { query: null, filter: null, sort: 'NAME', first: PRODUCTS } as const;
    const { searchProducts } = await new Visitor(shop.url).ask(BenchSearchDocument, sample);
    const slugs = searchProducts.edges.map(({ node }) => node.slug);
    let turn = 0;
    return Array.from({ length: clients }, () => {
      const visitor = new LeanVisitor(shop.url);
      return {
        async act() {
          turn += 1;
          const slug = slugs[turn % slugs.length] ?? '';
          const { product } = await visitor.ask(BenchProductDocument, { slug });
          if (!product?.variants.length) throw new Error(`There is no product ${slug}.`);
        },
      };
    });
  },
};
