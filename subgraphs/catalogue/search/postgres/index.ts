import type { Runtime } from '#kernel/runtime/context.ts';
import type { Findings, ProductSearch, SearchPage, Suggestion } from '../../domain/ports.ts';
import type { Search } from '../../domain/search.ts';
import { understandQuery } from '../understand-query.ts';
import { countProducts } from './count-products.ts';
import { FacetDictionary } from './facet-dictionary.ts';
import { findProducts } from './find-products.ts';
import { highlightProducts } from './highlight-products.ts';
import { suggest } from './suggest.ts';

/** Searches the catalogue's own tables: always there, and never older than what was written last. */
export class PostgresSearch implements ProductSearch {
  private readonly facets = new FacetDictionary();

  constructor(private readonly rt: Pick<Runtime, 'orm'>) {}

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const em = () => this.rt.orm.em.fork();
    const meaning = search.terms && (await understandQuery(em(), search.terms));
    const asked = { search, meaning };
    const products = await findProducts(em(), asked, page);
    return {
      products,
      didYouMean: meaning?.didYouMean ?? null,
      count: () => countProducts(em(), this.facets, asked),
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
}
