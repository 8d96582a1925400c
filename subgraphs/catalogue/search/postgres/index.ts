import type { Runtime } from '#kernel/runtime/context.ts';
import type {
  Findings,
  FoundProduct,
  ProductSearch,
  SearchPage,
  Suggestion,
} from '../../domain/ports.ts';
import { onSale } from '../../domain/product.ts';
import type { Search, SearchPosition } from '../../domain/search.ts';
import { productsWith } from '../../persistence/products.ts';
import { understandQuery } from '../understand-query.ts';
import { highlightProducts } from './highlight-products.ts';
import { KeptTally } from './kept-tally.ts';
import { matchWords } from './match-words.ts';
import { suggest } from './suggest.ts';

/** Searches the catalogue's own tables: always there, and never older than what was written last. */
export class PostgresSearch implements ProductSearch {
  private readonly tally: KeptTally;

  constructor(private readonly rt: Pick<Runtime, 'orm'>) {
    this.tally = new KeptTally(() => rt.orm.em.fork());
  }

  async prepare(): Promise<void> {
    await this.tally.current();
  }

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const em = () => this.rt.orm.em.fork();
    const meaning = search.terms && (await understandQuery(em(), search.terms));
    const asked = { search, meaning };
    const matches = await matchWords(em(), asked);
    const seen = (await this.tally.current()).look(search, matches);
    const products = await this.productsAt(seen.page(page));
    return {
      products,
      didYouMean: meaning?.didYouMean ?? null,
      count: async () => seen.count(),
      highlight: () =>
        highlightProducts(
          em(),
          asked,
          products.map(({ id }) => id),
        ),
    };
  }

  suggest(beginning: string, limit: number): Promise<Suggestion[]> {
    return suggest(this.rt.orm.em.fork(), beginning, limit);
  }

  private async productsAt(positions: readonly SearchPosition[]): Promise<FoundProduct[]> {
    const ids = positions.map(({ id }) => id);
    const rows = onSale(await productsWith(this.rt.orm.em.fork(), 'id', ids));
    const byId = new Map(rows.map((product) => [product.id, product]));
    return positions.flatMap((position) => {
      const product = byId.get(position.id);
      return product ? [{ ...product, position }] : [];
    });
  }
}
