import { type Facet, rankFacets } from '../domain/facets.ts';
import type { Search, SearchPosition } from '../domain/search.ts';
import { type FoundProduct, countProducts, findProducts } from '../persistence/search.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';

/** Products in the order of `search`, at most `limit`, from the beginning or after a product found before. */
export const searchProducts = (
  rt: CatalogueRuntime,
  search: Search,
  page: { limit: number; after: SearchPosition | null },
): Promise<FoundProduct[]> => findProducts(reading(rt), search, page);

export type SearchSummary = {
  readonly total: number;
  /** Minor units of the search's currency; null when nothing found has a price in it. */
  readonly lowest: string | null;
  readonly highest: string | null;
  readonly facets: readonly Facet[];
};

/** Counts everything that `search` finds, whatever page is shown. */
export async function summarizeSearch(
  rt: CatalogueRuntime,
  search: Search,
): Promise<SearchSummary> {
  const { facets, ...totals } = await countProducts(reading(rt), rt.facetDictionary, search);
  return { ...totals, facets: rankFacets(facets) };
}
