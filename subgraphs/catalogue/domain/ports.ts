import type { Id } from '#kernel/domain/id.ts';
import type { FacetCount } from './facets.ts';
import type { PriceStep } from './price-steps.ts';
import type { Language } from './names.ts';
import type { Search, SearchPosition } from './search.ts';

/** Finds products. What it must do, whatever engine does it, is in `search/product-search.contract.ts`. */
export interface ProductSearch {
  /** Reads what the first search would have to wait for. */
  prepare(): Promise<void>;
  /** Where the products of one page of what `search` finds stand, and what is known of everything found. */
  find(search: Search, page: SearchPage, onFallback?: OnFallback): Promise<Findings>;
  /** What somebody who is typing may want, the likeliest first. */
  suggest(typed: Typed, onFallback?: OnFallback): Promise<Suggestion[]>;
}

/** What somebody has typed, in whatever language, and how many suggestions he wants in which. */
export type Typed = {
  readonly beginning: string;
  readonly language: Language;
  readonly limit: number;
};

/** Told when another engine answers, or a part of it, than the one that should: it may order things otherwise. */
export type OnFallback = () => void;

/** At most `limit` products, from the beginning or after one that was found before. */
export type SearchPage = {
  readonly limit: number;
  readonly after: SearchPosition | null;
  /** Whether everything found will be counted too: an engine may find and count in one go. */
  readonly counted?: boolean;
};

export type Findings = {
  /** In the order of the search. */
  readonly places: readonly SearchPosition[];
  /** What was looked for instead of what was typed; null if that was found to make sense. */
  readonly didYouMean: string | null;
  /** Counts everything found, whatever page is shown. It costs, so only who needs it asks. */
  count(): Promise<SearchCounts>;
  /** Where these products have what was looked for, in this language; in their order. */
  highlight(productIds: readonly Id<'prd'>[], language: Language): Promise<Highlight[]>;
};

export type SearchCounts = {
  readonly total: number;
  /** What the cheapest and the dearest product cost, in minor units; null when nothing found has a price. */
  readonly lowest: string | null;
  readonly highest: string | null;
  readonly facets: readonly FacetCount[];
  /** Under the option's name: of how many products a variant has the value, and meets all that is asked of variants but this option. */
  readonly options: readonly FacetCount[];
  /** Without empty steps. Like the range, it leaves the price filter out. */
  readonly prices: readonly PriceStep[];
};

/** A name and a passage of a description: HTML, with what was found in `<mark>`, and everything else escaped. */
export type Highlight = {
  readonly productId: Id<'prd'>;
  readonly name: string;
  readonly description: string;
};

export type Suggestion = {
  readonly kind: 'CATEGORY' | 'BRAND' | 'PRODUCT';
  readonly text: string;
  /** A category's slug, a brand as filters take it, or a product's id. */
  readonly value: string;
};
