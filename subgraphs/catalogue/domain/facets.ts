import type { OptionOrders } from './option-order.ts';
import { BRAND_FACET, CATEGORY_FACET } from './search.ts';

export const FACET_KINDS = ['CATEGORY', 'BRAND', 'ATTRIBUTE', 'OPTION'] as const;
export type FacetKind = (typeof FACET_KINDS)[number];

/** A category, a brand, or a value of an attribute or of an option. */
export type FacetValue = {
  /** `category`, `brand`, or the name of the attribute or option. */
  readonly facet: string;
  readonly value: string;
  /** For people; a category's value is its slug. */
  readonly label: string;
};

/** How many of the products found have this value. */
export type FacetCount = FacetValue & { readonly count: number };

/** An attribute and an option may have the same name. */
export type Facet = {
  readonly kind: FacetKind;
  readonly name: string;
  readonly values: readonly FacetCount[];
};

const MOST_OF_A_KIND = 8;
const TOP_VALUES = 20;

/**
 * The facets worth showing: all categories, the commonest brands, then those attributes, and then those options, of which most is
 * there to be chosen. Values stand by their count, and equal ones by their name; an option's in their order, if they have one.
 */
export function rankFacets(
  counts: readonly FacetCount[],
  options: readonly FacetCount[],
  orders: OptionOrders,
): Facet[] {
  const byFacet = Map.groupBy(counts, ({ facet }) => facet);
  const categories = byFacet.get(CATEGORY_FACET) ?? [];
  const brands = byFacet.get(BRAND_FACET) ?? [];
  const attributes = counts.filter(
    ({ facet }) => facet !== CATEGORY_FACET && facet !== BRAND_FACET,
  );
  return [
    // The tree of categories is shown whole.
    ...facetOf('CATEGORY', CATEGORY_FACET, categories.toSorted(byCount)),
    ...facetOf('BRAND', BRAND_FACET, commonest(brands)),
    ...commonestFacets(attributes).flatMap(([name, values]) =>
      facetOf('ATTRIBUTE', name, commonest(values)),
    ),
    ...commonestFacets(options).flatMap(([name, values]) =>
      facetOf('OPTION', name, inOrder(commonest(values), orders.get(name))),
    ),
  ];
}

const facetOf = (kind: FacetKind, name: string, values: readonly FacetCount[]): Facet[] =>
  values.length > 0 ? [{ kind, name, values }] : [];

const commonestFacets = (counts: readonly FacetCount[]): [string, FacetCount[]][] =>
  [...Map.groupBy(counts, ({ facet }) => facet)]
    .map(([name, values]) => ({ name, values, sum: sumOf(values) }))
    .toSorted((a, b) => b.sum - a.sum || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_OF_A_KIND)
    .map(({ name, values }) => [name, values]);

const commonest = (values: readonly FacetCount[]): FacetCount[] =>
  values.toSorted(byCount).slice(0, TOP_VALUES);

const byCount = (a: FacetCount, b: FacetCount): number =>
  b.count - a.count || (a.value < b.value ? -1 : 1);

/** What is too new to have a place comes last. */
const inOrder = (
  values: readonly FacetCount[],
  places: ReadonlyMap<string, number> | undefined,
): readonly FacetCount[] => {
  const placeOf = ({ value }: FacetCount) => places?.get(value) ?? Number.MAX_SAFE_INTEGER;
  return places ? values.toSorted((a, b) => placeOf(a) - placeOf(b)) : values;
};

const sumOf = (counts: readonly FacetCount[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0);
