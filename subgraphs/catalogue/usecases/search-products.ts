import { type Facet, rankFacets } from '../domain/facets.ts';
import { InvalidSearch } from '../domain/errors.ts';
import type { OptionOrders } from '../domain/option-order.ts';
import type {
  Findings,
  OnFallback,
  SearchCounts,
  SearchPage,
  Suggestion,
  Typed,
} from '../domain/ports.ts';
import { type Search, type SearchPosition, parseTerms } from '../domain/search.ts';
import type { Offer } from '../persistence/offers.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** A product with its variants, and where it stands among what was found. */
export type FoundOffer = Offer & { readonly position: SearchPosition };

export type FoundOffers = Findings & {
  /** What was looked for in the end. */
  readonly search: Search;
  /** What is still on sale of the page, in the order of the search. */
  readonly offers: readonly FoundOffer[];
  /** Where the next page begins; null if there is none. */
  readonly next: SearchPosition | null;
};

/**
 * One page of products in the order of `search`, at most `limit` of them. If nothing costs what its words say, they are looked for
 * as they were typed.
 */
export async function searchProducts(
  rt: Pick<CatalogueRuntime, 'search' | 'offers'>,
  search: Search,
  page: SearchPage,
  onFallback?: OnFallback,
): Promise<FoundOffers> {
  const found = await offersOf(rt, search, page, onFallback);
  if (found.places.length > 0 || !search.asTyped) return found;
  // An empty page may also be the end of a list.
  const isEmpty =
    !page.after || (await rt.search.find(search, FIRST_ONE, onFallback)).places.length === 0;
  return isEmpty ? offersOf(rt, search.asTyped, page, onFallback) : found;
}

const FIRST_ONE: SearchPage = { limit: 1, after: null };

async function offersOf(
  rt: Pick<CatalogueRuntime, 'search' | 'offers'>,
  search: Search,
  { limit, ...page }: SearchPage,
  onFallback?: OnFallback,
): Promise<FoundOffers> {
  const findings = await rt.search.find(search, { ...page, limit: limit + 1 }, onFallback);
  const places = findings.places.slice(0, limit);
  const read = await rt.offers.with(
    'id',
    places.map(({ id }) => id),
  );
  const byId = new Map(read.map((offer) => [offer.product.id, offer]));
  return {
    ...findings,
    search,
    // An engine may know less than the catalogue: what is gone or off sale since is left out.
    offers: places.flatMap((position) => {
      const offer = byId.get(position.id);
      return offer?.product.status === 'PUBLISHED' ? [{ ...offer, position }] : [];
    }),
    next: findings.places.length > limit ? (places.at(-1) ?? null) : null,
  };
}

export type SearchSummary = Omit<SearchCounts, 'facets' | 'options'> & {
  readonly facets: readonly Facet[];
};

/** Counts everything that was found, and picks the facets worth showing. */
export async function summarizeSearch(
  rt: Pick<CatalogueRuntime, 'optionOrders'>,
  findings: Pick<Findings, 'count'>,
): Promise<SearchSummary> {
  const { facets, options, ...totals } = await findings.count();
  const orders: OptionOrders = options.length > 0 ? await rt.optionOrders.current() : new Map();
  return { ...totals, facets: rankFacets(facets, options, orders) };
}

export const MOST_SUGGESTIONS = 20;

/**
 * Categories, brands and products for a query that is being typed.
 * @throws {InvalidSearch} for more than 200 characters, or unless 1 to 20 are asked for
 */
export async function suggestProducts(
  rt: CatalogueRuntime,
  { beginning, language, limit }: Typed,
  onFallback?: OnFallback,
): Promise<Suggestion[]> {
  if (limit < 1 || limit > MOST_SUGGESTIONS)
    throw new InvalidSearch(`Ask for 1 to ${MOST_SUGGESTIONS} suggestions.`);
  const terms = parseTerms(beginning);
  return terms === null
    ? []
    : rt.search.suggest({ beginning: terms.words, language, limit }, onFallback);
}
