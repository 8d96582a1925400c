import { type Facet, rankFacets } from '../domain/facets.ts';
import type { Findings, SearchCounts, SearchPage } from '../domain/ports.ts';
import type { Search } from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** One page of products in the order of `search`. */
export const searchProducts = (
  rt: CatalogueRuntime,
  search: Search,
  page: SearchPage,
): Promise<Findings> => rt.search.find(search, page);

export type SearchSummary = Omit<SearchCounts, 'facets'> & { readonly facets: readonly Facet[] };

/** Counts everything that was found, and picks the facets worth showing. */
export async function summarizeSearch(findings: Findings): Promise<SearchSummary> {
  const { facets, ...totals } = await findings.count();
  return { ...totals, facets: rankFacets(facets) };
}
