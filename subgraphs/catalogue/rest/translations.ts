import { facetLabel, facetValueLabel } from '../domain/facet-labels.ts';
import type { Facet } from '../domain/facets.ts';
import type { Language } from '../domain/names.ts';
import type { Options } from '../domain/option.ts';
import type { PriceQuestion } from '../domain/pricing.ts';
import { optionsNamed } from '../persistence/options.ts';
import { attributesNamed } from '../persistence/product-schema.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import type { FacetResource } from './resources.ts';

/** The language that somebody reads, what is said of options if it is not English, and what they would buy. */
export type Reader = {
  readonly language: Language;
  readonly options: Options;
  readonly purchase: Omit<PriceQuestion, 'currency'>;
};

/** What a client says of itself. */
export type ReaderAsked = {
  readonly language: Language;
  readonly region?: string | undefined;
  readonly quantity: number;
};

export const readerOf = async (
  rt: CatalogueRuntime,
  { language, region, quantity }: ReaderAsked,
  optionNames: Iterable<string>,
): Promise<Reader> => ({
  language,
  options: await optionsIn(rt, language, optionNames),
  purchase: { region: region ?? null, quantity, at: rt.clock() },
});

async function optionsIn(
  rt: CatalogueRuntime,
  language: Language,
  optionNames: Iterable<string>,
): Promise<Options> {
  const names = language === 'en' ? [] : [...new Set(optionNames)];
  const known = names.length > 0 ? await optionsNamed(reading(rt), names) : [];
  return new Map(known.map((option) => [option.name, option]));
}

export async function facetResources(
  rt: CatalogueRuntime,
  language: Language,
  facets: readonly Facet[],
): Promise<FacetResource[]> {
  const namesOf = (kind: Facet['kind']) =>
    facets.filter((facet) => facet.kind === kind).map(({ name }) => name);
  const options = await optionsIn(rt, language, namesOf('OPTION'));
  const named = await attributesNamed(reading(rt), namesOf('ATTRIBUTE'));
  const attributes = new Map(named.map((attribute) => [attribute.name, attribute]));
  const tree = language === 'en' ? null : await rt.categories.tree();
  return facets.map(({ kind, name, values }) => {
    const definition = {
      attribute: kind === 'ATTRIBUTE' ? (attributes.get(name) ?? null) : null,
      option: kind === 'OPTION' ? (options.get(name) ?? null) : null,
    };
    return {
      kind,
      name,
      label: facetLabel(language, { kind, name }, definition),
      values: values.map(({ value, label, count }) => {
        const category = kind === 'CATEGORY' ? (tree?.bySlug(value) ?? null) : null;
        const said = { ...definition, category };
        return { value, label: facetValueLabel(language, kind, { value, label }, said), count };
      }),
    };
  });
}
