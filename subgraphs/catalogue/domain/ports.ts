import type { FacetCount } from './facets.ts';
import type { Product } from './product.ts';
import type { Search, SearchPosition } from './search.ts';

/** Finds products. What it must do, whatever engine does it, is in `search/product-search.contract.ts`. */
export interface ProductSearch {
  /** One page of what `search` finds, in its order, and what is known of everything found. */
  find(search: Search, page: SearchPage): Promise<Findings>;
}

/** At most `limit` products, from the beginning or after one that was found before. */
export type SearchPage = { readonly limit: number; readonly after: SearchPosition | null };

export type FoundProduct = Product & { readonly position: SearchPosition };

export type Findings = {
  readonly products: readonly FoundProduct[];
  /** Counts everything found, whatever page is shown. It costs, so only who needs it asks. */
  count(): Promise<SearchCounts>;
};

export type SearchCounts = {
  readonly total: number;
  /** What the cheapest and the dearest product cost, in minor units; null when nothing found has a price. */
  readonly lowest: string | null;
  readonly highest: string | null;
  readonly facets: readonly FacetCount[];
};
