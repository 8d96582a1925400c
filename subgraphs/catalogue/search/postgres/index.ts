import type { Runtime } from '#kernel/runtime/context.ts';
import type { Findings, ProductSearch, SearchPage } from '../../domain/ports.ts';
import type { Search } from '../../domain/search.ts';
import { FacetDictionary } from './facet-dictionary.ts';
import { countProducts, findProducts } from './find-products.ts';

/** Searches the catalogue's own tables: always there, and never older than what was written last. */
export class PostgresSearch implements ProductSearch {
  private readonly facets = new FacetDictionary();

  constructor(private readonly rt: Pick<Runtime, 'orm'>) {}

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const products = await findProducts(this.rt.orm.em.fork(), search, page);
    return {
      products,
      count: () => countProducts(this.rt.orm.em.fork(), this.facets, search),
    };
  }
}
