import { type Attribute, textOf } from './attribute.ts';
import type { Facet, FacetValue } from './facets.ts';
import { type Language, type Names, inLanguage } from './names.ts';
import { type Option, choiceLabel, optionLabel } from './option.ts';
import type { Category } from './product.ts';

/** What is said of the thing that a facet, or one of its values, is. */
export type FacetDefinition = {
  readonly attribute?: Attribute | null;
  readonly option?: Option | null;
  readonly category?: Category | null;
};

/** The facets whose names nobody gives. */
const CATEGORY: Names = { de: 'Kategorie', fr: 'Catégorie', es: 'Categoría', it: 'Categoria' };
const BRAND: Names = { de: 'Marke', fr: 'Marque', es: 'Marca', it: 'Marca' };

/** A facet for people. */
export function facetLabel(
  language: Language,
  { kind, name }: Pick<Facet, 'kind' | 'name'>,
  { attribute, option }: FacetDefinition,
): string {
  switch (kind) {
    case 'CATEGORY':
      return inLanguage(language, 'Category', CATEGORY);
    case 'BRAND':
      return inLanguage(language, 'Brand', BRAND);
    case 'ATTRIBUTE':
      return inLanguage(language, attribute?.label ?? name, attribute?.labels ?? {});
    case 'OPTION':
      return optionLabel(language, name, option ?? null);
  }
}

/** A value of a facet for people. */
export function facetValueLabel(
  language: Language,
  kind: Facet['kind'],
  { value, label }: Pick<FacetValue, 'value' | 'label'>,
  { attribute, option, category }: FacetDefinition,
): string {
  if (language === 'en') return label;
  switch (kind) {
    case 'CATEGORY':
      return inLanguage(language, label, category?.names ?? {});
    case 'BRAND':
      return label;
    case 'ATTRIBUTE':
      return attribute ? textOf(attribute, value, language) : label;
    case 'OPTION':
      return choiceLabel(language, value, option ?? null);
  }
}
