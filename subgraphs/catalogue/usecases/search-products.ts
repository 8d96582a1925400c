import { type Facet, rankFacets } from '../domain/facets.ts';
import { InvalidSearch } from '../domain/errors.ts';
import type {
  Findings,
  OnFallback,
  SearchCounts,
  SearchPage,
  Suggestion,
} from '../domain/ports.ts';
import { type Search, parseTerms } from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** One page of products in the order of `search`. */
export const searchProducts = (
  rt: CatalogueRuntime,
  search: Search,
  page: SearchPage,
  onFallback?: OnFallback,
): Promise<Findings> => rt.search.find(search, page, onFallback);

export type SearchSummary = Omit<SearchCounts, 'facets'> & { readonly facets: readonly Facet[] };

/** Counts everything that was found, and picks the facets worth showing. */
export async function summarizeSearch(findings: Findings): Promise<SearchSummary> {
  const { facets, ...totals } = await findings.count();
  return { ...totals, facets: rankFacets(facets) };
}

const MOST_SUGGESTIONS = 20;

/**
 * Categories, brands and products for a query that is being typed.
 * @throws {InvalidSearch} for more than 200 characters, or unless 1 to 20 are asked for
 */
export async function suggestProducts(
  rt: CatalogueRuntime,
  beginning: string,
  limit: number,
  onFallback?: OnFallback,
): Promise<Suggestion[]> {
  if (limit < 1 || limit > MOST_SUGGESTIONS)
    throw new InvalidSearch(`Ask for 1 to ${MOST_SUGGESTIONS} suggestions.`);
  const terms = parseTerms(beginning);
  return terms === null ? [] : rt.search.suggest(terms.words, limit, onFallback);
}
