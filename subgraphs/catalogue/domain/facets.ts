import { BRAND_FACET, CATEGORY_FACET } from './search.ts';

/** A category, a brand or a value of an attribute. */
export type FacetValue = {
  /** `category`, `brand` or the attribute's name. */
  readonly facet: string;
  readonly value: string;
  /** For people; a category's value is its slug. */
  readonly label: string;
};

/** How many of the products found have this value. */
export type FacetCount = FacetValue & { readonly count: number };

export type Facet = { readonly name: string; readonly values: readonly FacetCount[] };

const ATTRIBUTE_FACETS = 8;
const TOP_VALUES = 20;

/**
 * The facets worth showing: all categories, the commonest brands, then those attributes that most of the products have.
 * Values stand by their count; equal ones by their name.
 */
export function rankFacets(counts: readonly FacetCount[]): Facet[] {
  const byFacet = Map.groupBy(counts, ({ facet }) => facet);
  const attributes = [...byFacet]
    .filter(([name]) => name !== CATEGORY_FACET && name !== BRAND_FACET)
    .map(([name, values]) => ({ name, carriers: sumOf(values) }))
    .toSorted((a, b) => b.carriers - a.carriers || (a.name < b.name ? -1 : 1))
    .slice(0, ATTRIBUTE_FACETS)
    .map(({ name }) => name);
  return [CATEGORY_FACET, BRAND_FACET, ...attributes].flatMap((name) => {
    const values = (byFacet.get(name) ?? []).toSorted(
      (a, b) => b.count - a.count || (a.value < b.value ? -1 : 1),
    );
    // The tree of categories is shown whole.
    const shown = name === CATEGORY_FACET ? values : values.slice(0, TOP_VALUES);
    return shown.length > 0 ? [{ name, values: shown }] : [];
  });
}

const sumOf = (counts: readonly FacetCount[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0);
