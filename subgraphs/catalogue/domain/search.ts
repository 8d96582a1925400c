import type { Currency } from '#kernel/domain/currency.ts';
import { type Id, isId } from '#kernel/domain/id.ts';
import { regionsCovering } from './compliance.ts';
import { InvalidSearch } from './errors.ts';
import { type PriceBounds, pricedQuery } from './price-words.ts';

export const SEARCH_SORTS = [
  'RELEVANCE',
  'NAME',
  'PRICE_ASC',
  'PRICE_DESC',
  'NEWEST',
  'POPULARITY',
] as const;
export type SearchSort = (typeof SEARCH_SORTS)[number];

/** What a product must meet, as clients say it. */
export type SearchFilter = {
  readonly category?: string | null;
  readonly brands?: readonly string[] | null;
  readonly attributes?:
    | readonly { readonly name: string; readonly values: readonly string[] }[]
    | null;
  readonly options?:
    | readonly { readonly name: string; readonly values: readonly string[] }[]
    | null;
  readonly price?: { readonly atLeast?: string | null; readonly atMost?: string | null } | null;
  readonly inStockOnly?: boolean | null;
  readonly ageRestricted?: boolean | null;
  readonly minimumAgeAtMost?: number | null;
  readonly sellableIn?: string | null;
};

/** What a client asks for. An empty request finds every product. */
export type SearchRequest = {
  readonly query?: string | null;
  readonly filter?: SearchFilter | null;
  readonly sort?: SearchSort | null;
  readonly currency: Currency;
  readonly within?: Scope | null;
  readonly inFront?: readonly Id<'prd'>[];
};

export type SearchTerms = {
  /** In the language of web search: quotes, `or`, and `-` before what is not wanted. */
  readonly words: string;
  /** Whether they use that language; they then mean just what they say. */
  readonly literal: boolean;
  /** Whether the last word may be the beginning of a longer one: people read results while they type. */
  readonly unfinished: boolean;
};

/** The values a client picked of one facet, or of one option; a product, or a variant, needs one of them. */
export type FacetPick = { readonly facet: string; readonly values: readonly string[] };

/** The facets that every product has; all others are named by attributes. */
export const CATEGORY_FACET = 'category';
export const BRAND_FACET = 'brand';

/** What a product must meet: all of it. */
export type Conditions = {
  readonly picks: readonly FacetPick[];
  /** One and the same variant must meet them all, and be on the shelf if `inStockOnly`: a size M in red that is there. */
  readonly options: readonly FacetPick[];
  /** Minor units of `currency`, both ends included; a product costs what its cheapest variant costs. */
  readonly price: { readonly atLeast: bigint; readonly atMost: bigint } | null;
  readonly inStockOnly: boolean;
  /** Only products with a minimum age, or only ones without. */
  readonly ageRestricted: boolean | null;
  /** Years: only what a person of this age may buy. */
  readonly minimumAgeAtMost: number | null;
  /** None of these may be forbidden. */
  readonly regions: readonly string[];
  readonly currency: Currency;
};

/** A part of the catalogue: what meets the conditions, if there are any, and what is named, whatever it meets. */
export type Scope = {
  readonly conditions: Conditions | null;
  readonly productIds: readonly Id<'prd'>[];
};

export type Search = Conditions & {
  readonly terms: SearchTerms | null;
  readonly sort: SearchSort;
  /** Nothing else is found, or counted by any facet; null is all that is on sale. */
  readonly within: Scope | null;
  /** Those of them that are found stand first, in this order, and the others behind them in that of `sort`. None if there are words. */
  readonly inFront: readonly Id<'prd'>[];
  /** Whether `price` is what the words of the query said. */
  readonly saysPrice: boolean;
  /** What to look for if nothing is found so: the words as they were typed. Null if they said no price, or nothing else. */
  readonly asTyped: Search | null;
};

const MAX_QUERY = 200;
const MAX_VALUES = 50;
const MAX_ATTRIBUTES = 10;
/** No product has more. */
const MAX_OPTIONS = 5;
/** Characters; no product has anything so long to filter by. */
const MAX_TEXT = 1_000;
const MAX_MINOR_UNITS = 10n ** 18n;

/**
 * @throws {InvalidSearch} naming what makes no sense
 * @throws {InvalidRegion}
 */
export function parseSearch(asked: SearchRequest): Search {
  const typed = searchFor(asked, parseTerms(asked.query ?? ''));
  const said =
    typed.price === null && typed.terms && !typed.terms.literal
      ? pricedQuery(typed.terms.words, asked.currency)
      : null;
  if (!said) return typed;
  const terms = parseTerms(said.words);
  const price = {
    atLeast: said.price.atLeast ?? 0n,
    atMost: said.price.atMost ?? MAX_MINOR_UNITS,
  };
  return { ...searchFor(asked, terms), price, saysPrice: true, asTyped: terms && typed };
}

/** The price that the words of a query said, with the ends that they named. */
export const boundsSaid = ({ saysPrice, price }: Search): PriceBounds | null =>
  saysPrice && price
    ? {
        atLeast: price.atLeast > 0n ? price.atLeast : null,
        atMost: price.atMost < MAX_MINOR_UNITS ? price.atMost : null,
      }
    : null;

const searchFor = (
  { filter, sort, currency, within, inFront }: SearchRequest,
  terms: SearchTerms | null,
): Search => ({
  ...parseConditions(filter ?? {}, currency),
  terms,
  sort: orderOf(sort ?? 'RELEVANCE', terms),
  within: within ?? null,
  inFront: terms ? [] : (inFront ?? []),
  saysPrice: false,
  asTyped: null,
});

/**
 * @throws {InvalidSearch} naming what makes no sense
 * @throws {InvalidRegion}
 */
export const parseConditions = (filter: SearchFilter, currency: Currency): Conditions => ({
  picks: parsePicks(filter),
  options: parseOptions(filter),
  price: parsePrice(filter.price ?? {}),
  inStockOnly: filter.inStockOnly ?? false,
  ageRestricted: filter.ageRestricted ?? null,
  minimumAgeAtMost: parseAge(filter.minimumAgeAtMost ?? null),
  regions: filter.sellableIn == null ? [] : regionsCovering(filter.sellableIn),
  currency,
});

/** Whether every product meets them. */
export const areMetByAll = ({ picks, options, regions, ...other }: Conditions): boolean =>
  picks.length === 0 &&
  options.length === 0 &&
  regions.length === 0 &&
  other.price === null &&
  !other.inStockOnly &&
  other.ageRestricted === null &&
  other.minimumAgeAtMost === null;

/** Without words nothing is more relevant than anything else. */
const orderOf = (sort: SearchSort, terms: SearchTerms | null): SearchSort =>
  sort === 'RELEVANCE' && terms === null ? 'NEWEST' : sort;

/**
 * Null when there are no words.
 * @throws {InvalidSearch} for more than 200 characters
 */
export function parseTerms(query: string): SearchTerms | null {
  const words = query.replace(/\p{Cc}/gu, ' ').trim();
  if (words.length > MAX_QUERY)
    throw new InvalidSearch(`A query has at most ${MAX_QUERY} characters.`);
  if (!/[\p{L}\p{N}]/u.test(words)) return null;
  const literal = /"|(^|\s)or(\s|$)|(^|\s)-[\p{L}\p{N}]/iu.test(words);
  return { words, literal, unfinished: !literal && /(^|\s)[\p{L}\p{N}]{2,}$/u.test(words) };
}

function parsePicks({ category, brands, attributes }: SearchFilter): FacetPick[] {
  if ((attributes ?? []).length > MAX_ATTRIBUTES) {
    throw new InvalidSearch(`A search filters by at most ${MAX_ATTRIBUTES} attributes.`);
  }
  return sound([
    ...(category == null ? [] : [{ facet: CATEGORY_FACET, values: [category] }]),
    ...(brands == null ? [] : [{ facet: BRAND_FACET, values: brands }]),
    ...(attributes ?? []).map(({ name, values }) => ({ facet: name, values })),
  ]);
}

function parseOptions({ options }: SearchFilter): FacetPick[] {
  if ((options ?? []).length > MAX_OPTIONS)
    throw new InvalidSearch(`A search filters by at most ${MAX_OPTIONS} options.`);
  return sound((options ?? []).map(({ name, values }) => ({ facet: name, values })));
}

/** Those of them that say something. */
function sound(asked: readonly FacetPick[]): FacetPick[] {
  const picks = asked.filter(({ values }) => values.length > 0);
  if (new Set(picks.map(({ facet }) => facet)).size < picks.length) {
    throw new InvalidSearch('Name each facet once, with all its values.');
  }
  for (const { facet, values } of picks) {
    if (values.length > MAX_VALUES)
      throw new InvalidSearch(`A filter has at most ${MAX_VALUES} values.`);
    if ([facet, ...values].some((text) => text.length > MAX_TEXT || /\p{Cc}/u.test(text)))
      throw new InvalidSearch(
        `What is filtered by has at most ${MAX_TEXT} characters, and no control characters.`,
      );
  }
  return picks;
}

function parseAge(years: number | null): number | null {
  if (years !== null && years < 0) throw new InvalidSearch('Nobody is younger than 0 years.');
  return years;
}

function parsePrice({ atLeast, atMost }: NonNullable<SearchFilter['price']>): Search['price'] {
  if (atLeast == null && atMost == null) return null;
  const price = { atLeast: BigInt(atLeast ?? 0), atMost: BigInt(atMost ?? MAX_MINOR_UNITS) };
  if (price.atLeast < 0n || price.atMost < price.atLeast) {
    throw new InvalidSearch(
      'A price range begins at zero or more and does not end before it begins.',
    );
  }
  return price;
}

/** Where a page of results ends. */
export type SearchPosition = {
  /** The value it is sorted by, and the product that has it. */
  readonly key: string;
  readonly id: Id<'prd'>;
  /** The state of the catalogue that all pages of the list show, if the engine keeps such, in its own words. */
  readonly snapshot?: string | undefined;
};

const SNAPSHOT = /^[\w+/=-]{1,1000}$/;

/** What a position's key looks like: it is cast to the type of the column that it is compared with. */
const KEYS: Readonly<Record<SearchSort, RegExp>> = {
  RELEVANCE: /^-?\d{1,4}(\.\d{1,9})?$/,
  NAME: /^\P{Cc}{0,500}$/u,
  PRICE_ASC: /^\d{1,18}$/,
  PRICE_DESC: /^-?\d{1,18}$/,
  NEWEST: /^\d{1,14}$/,
  POPULARITY: /^\d{1,10}$/,
};

/** The parts of a cursor. It names its list's order, because in another one the position means nothing. */
export const cursorParts = (
  { sort, currency }: Search,
  { key, id, snapshot }: SearchPosition,
): string[] => [sort, currency, key, id, snapshot ?? ''];

/** @throws {InvalidSearch} unless these are the parts of a cursor of a list in the order of `search` */
export function positionFrom(
  { sort, currency }: Search,
  [ofSort, ofCurrency, key, id, snapshot]: readonly unknown[],
): SearchPosition {
  const known = ofSort === sort && ofCurrency === currency;
  const placed = typeof key === 'string' && KEYS[sort].test(key);
  if (!known || !placed || typeof id !== 'string' || !isId('prd', id)) {
    throw new InvalidSearch('This cursor belongs to a list in another order.');
  }
  const isKept = typeof snapshot === 'string' && SNAPSHOT.test(snapshot);
  return { key, id, snapshot: isKept ? snapshot : undefined };
}
