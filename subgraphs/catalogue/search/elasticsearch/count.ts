import type { estypes } from '@elastic/elasticsearch';
import type { FacetCount } from '../../domain/facets.ts';
import type { SearchCounts } from '../../domain/ports.ts';
import { PRICE_STEPS } from '../../domain/price-steps.ts';
import type { Search } from '../../domain/search.ts';
import { facetTerm } from './mapping.ts';
import type { Filter } from './query.ts';

type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

/** More values than any facet has. */
const MOST_VALUES = 10_000;

const meeting = (filters: readonly Filter[], except: string | null | undefined) => ({
  bool: { filter: filters.filter(({ facet }) => facet !== except).map(({ query }) => query) },
});

/** Everything that is counted; each facet, and the price, leaves its own filter out. */
export function aggregationsFor({ currency }: Search, filters: readonly Filter[]): Aggregations {
  const price = `prices.${currency}`;
  const picked = filters.flatMap(({ facet }) => facet ?? []);
  return {
    found: {
      filter: meeting(filters, undefined),
      aggs: { facets: { terms: { field: 'facets', size: MOST_VALUES } } },
    },
    ...Object.fromEntries(
      picked.map((facet, index) => [
        `pick${index}`,
        {
          filter: meeting(filters, facet),
          aggs: {
            facets: { terms: { field: 'facets', size: MOST_VALUES, include: valuesOf(facet) } },
          },
        },
      ]),
    ),
    prices: {
      filter: meeting(filters, null),
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

/** No attribute has so long a name, and Elasticsearch refuses long expressions. */
const LONGEST_FACET = 100;

/** An expression for the values of one facet, whatever a client calls it: of all others nobody asks here. */
const valuesOf = (facet: string): string =>
  `${facetTerm(facet.slice(0, LONGEST_FACET), '').replaceAll(/[^\p{L}\p{N}]/gu, '\\$&')}.*`;

type Bucket = { readonly key: string; readonly doc_count: number };
type Counted = {
  readonly doc_count: number;
  readonly facets?: { readonly buckets: readonly Bucket[] };
  readonly lowest?: { readonly value: number | null };
  readonly highest?: { readonly value: number | null };
  readonly steps?: { readonly buckets: readonly { from: number; doc_count: number }[] };
};

/** What the answer to `aggregationsFor` says. `labels` are by `facetTerm`. */
export function countsFrom(
  answer: Readonly<Record<string, unknown>>,
  filters: readonly Filter[],
  labels: ReadonlyMap<string, string>,
): SearchCounts {
  const counted = answer as Readonly<Record<string, Counted>>;
  const picked = filters.flatMap(({ facet }) => facet ?? []);
  const all = facetsOf(counted['found'], labels).filter(({ facet }) => !picked.includes(facet));
  const own = picked.flatMap((facet, index) =>
    facetsOf(counted[`pick${index}`], labels).filter((one) => one.facet === facet),
  );
  const price = counted['prices'];
  const minorUnits = (value: number | null | undefined) => (value == null ? null : String(value));
  return {
    total: counted['found']?.doc_count ?? 0,
    lowest: minorUnits(price?.lowest?.value),
    highest: minorUnits(price?.highest?.value),
    facets: [...all, ...own],
    prices: (price?.steps?.buckets ?? [])
      .filter(({ doc_count }) => doc_count > 0)
      .map(({ from, doc_count }) => ({ from: String(from), count: doc_count })),
  };
}

const facetsOf = (
  counted: Counted | undefined,
  labels: ReadonlyMap<string, string>,
): FacetCount[] =>
  (counted?.facets?.buckets ?? []).map(({ key, doc_count }) => {
    const [facet = '', value = ''] = key.split('\u001F');
    return { facet, value, label: labels.get(key) ?? value, count: doc_count };
  });
