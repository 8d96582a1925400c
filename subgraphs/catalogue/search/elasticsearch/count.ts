import type { estypes } from '@elastic/elasticsearch';
import type { FacetCount } from '../../domain/facets.ts';
import type { SearchCounts } from '../../domain/ports.ts';
import { PRICE_STEPS } from '../../domain/price-steps.ts';
import type { Search } from '../../domain/search.ts';
import { facetTerm } from './mapping.ts';
import { type Filter, variantMeeting } from './query.ts';

type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

/** More values than any facet has. */
const MOST_VALUES = 10_000;

const meeting = (filters: readonly Filter[], except?: Filter) => ({
  bool: { filter: filters.filter((one) => one !== except).map(({ query }) => query) },
});

/** Everything that is counted; each facet, each option, and the price, leaves its own filter out. */
export function aggregationsFor(search: Search, filters: readonly Filter[]): Aggregations {
  const price = `prices.${search.currency}`;
  const [ofPrice, ofOptions] = (['PRICE', 'OPTIONS'] as const).map((what) =>
    filters.find(({ of }) => of === what),
  );
  const asksOfVariants = search.inStockOnly || search.options.length > 0;
  return {
    found: {
      filter: meeting(filters),
      aggs: {
        facets: { terms: { field: 'facets', size: MOST_VALUES } },
        // If nothing is asked of variants, products say what all of theirs have, which is counted faster.
        ...(!asksOfVariants && { options: { terms: { field: 'options', size: MOST_VALUES } } }),
      },
    },
    ...Object.fromEntries(
      facetFilters(filters).map(({ facet, filter }, index) => [
        `pick${index}`,
        {
          filter: meeting(filters, filter),
          aggs: {
            facets: { terms: { field: 'facets', size: MOST_VALUES, include: valuesOf(facet) } },
          },
        },
      ]),
    ),
    ...(asksOfVariants && {
      choices: {
        filter: meeting(filters, ofOptions),
        aggs: {
          variants: { nested: { path: 'variants' }, aggs: aggregationsOfVariants(search) },
        },
      },
    }),
    prices: {
      filter: meeting(filters, ofPrice),
      aggs: {
        lowest: { min: { field: price } },
        highest: { max: { field: price } },
        steps: {
          range: {
            field: price,
            ranges: PRICE_STEPS.map((from, index) => {
              const to = PRICE_STEPS[index + 1];
              return to === undefined ? { from } : { from, to };
            }),
          },
        },
      },
    },
  };
}

const facetFilters = (filters: readonly Filter[]) =>
  filters.flatMap((filter) =>
    typeof filter.of === 'string' ? [] : [{ facet: filter.of.facet, filter }],
  );

/** Values of variants that meet all that is asked of them, or, of an option that was picked, all else. */
const aggregationsOfVariants = (search: Search): Aggregations =>
  Object.fromEntries(
    [undefined, ...search.options].map((pick, index) => [
      pick ? `pick${index - 1}` : 'all',
      {
        filter: variantMeeting(search, pick),
        aggs: {
          options: {
            terms: {
              field: 'variants.options',
              size: MOST_VALUES,
              ...(pick && { include: valuesOf(pick.facet) }),
            },
            // A product counts once, however many of its variants have the value.
            aggs: { products: { reverse_nested: {} } },
          },
        },
      },
    ]),
  );

/** No attribute has so long a name, and Elasticsearch refuses long expressions. */
const LONGEST_FACET = 100;

/** An expression for the values of one facet, whatever a client calls it: of all others nobody asks here. */
const valuesOf = (facet: string): string =>
  `${facetTerm(facet.slice(0, LONGEST_FACET), '').replaceAll(/[^\p{L}\p{N}]/gu, '\\$&')}.*`;

type Bucket = {
  readonly key: string;
  readonly doc_count: number;
  readonly products?: { readonly doc_count: number };
};
type Buckets = { readonly buckets: readonly Bucket[] };
type Counted = {
  readonly doc_count: number;
  readonly facets?: Buckets;
  readonly options?: Buckets;
  readonly variants?: Readonly<Record<string, { readonly options?: Buckets } | undefined>>;
  readonly lowest?: { readonly value: number | null };
  readonly highest?: { readonly value: number | null };
  readonly steps?: { readonly buckets: readonly { from: number; doc_count: number }[] };
};

type Counts = Readonly<Record<string, Counted | undefined>>;

/** What the answer to `aggregationsFor` says. `labels` are by `facetTerm`. */
export function countsFrom(
  answer: Readonly<Record<string, unknown>>,
  { search, filters }: { readonly search: Search; readonly filters: readonly Filter[] },
  labels: ReadonlyMap<string, string>,
): SearchCounts {
  const counted = answer as Counts;
  const picked = facetFilters(filters).map(({ facet }) => facet);
  const variants = counted['choices']?.variants;
  const price = counted['prices'];
  const minorUnits = (value: number | null | undefined) => (value == null ? null : String(value));
  return {
    total: counted['found']?.doc_count ?? 0,
    lowest: minorUnits(price?.lowest?.value),
    highest: minorUnits(price?.highest?.value),
    facets: withOwn(
      valuesIn(counted['found']?.facets, labels),
      picked.map((facet, index) => [facet, valuesIn(counted[`pick${index}`]?.facets, labels)]),
    ),
    options: withOwn(
      valuesIn((variants?.['all'] ?? counted['found'])?.options),
      search.options.map(({ facet }, index) => [
        facet,
        valuesIn(variants?.[`pick${index}`]?.options),
      ]),
    ),
    prices: (price?.steps?.buckets ?? [])
      .filter(({ doc_count }) => doc_count > 0)
      .map(({ from, doc_count }) => ({ from: String(from), count: doc_count })),
  };
}

/** What was counted with all filters, but for what was picked of: that was counted without its own filter. */
const withOwn = (
  all: readonly FacetCount[],
  own: readonly [facet: string, counted: readonly FacetCount[]][],
): FacetCount[] => [
  ...all.filter((one) => !own.some(([facet]) => facet === one.facet)),
  ...own.flatMap(([facet, counted]) => counted.filter((one) => one.facet === facet)),
];

const valuesIn = (
  counted: Buckets | undefined,
  labels?: ReadonlyMap<string, string>,
): FacetCount[] =>
  (counted?.buckets ?? []).map(({ key, doc_count, products }) => {
    const [facet = '', value = ''] = key.split('\u001F');
    return {
      facet,
      value,
      label: labels?.get(key) ?? value,
      count: products?.doc_count ?? doc_count,
    };
  });
