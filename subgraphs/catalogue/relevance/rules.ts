import type { SeedCatalogue, SeedProduct } from '../seed/index.ts';

/** A product as a buyer would judge it. */
export interface JudgedProduct extends SeedProduct {
  /** The slugs of its category and of all above. */
  readonly categories: readonly string[];
}

/** Whether a product is of a kind that a buyer has in mind. */
export type Rule = (product: JudgedProduct) => boolean;

export function judgedProducts({ products, categories }: SeedCatalogue): JudgedProduct[] {
  const parents = new Map(categories.map(({ slug, parentSlug }) => [slug, parentSlug]));
  const wayUp = (slug: string | null | undefined): string[] =>
    slug == null ? [] : [slug, ...wayUp(parents.get(slug))];
  return products.map((product) => ({ ...product, categories: wayUp(product.categorySlug) }));
}

export const all =
  (...rules: Rule[]): Rule =>
  (product) =>
    rules.every((rule) => rule(product));

export const any =
  (...rules: Rule[]): Rule =>
  (product) =>
    rules.some((rule) => rule(product));

export const not =
  (rule: Rule): Rule =>
  (product) =>
    !rule(product);

export const type =
  (...types: string[]): Rule =>
  ({ productType }) =>
    types.includes(productType);

/** In a category or below it. */
export const category =
  (slug: string): Rule =>
  ({ categories }) =>
    categories.includes(slug);

export const brand =
  (name: string): Rule =>
  (product) =>
    product.brand === name;

/** Whether an attribute's value has one of these words in it. */
export const attribute =
  (name: string, ...phrases: string[]): Rule =>
  ({ attributes }) =>
    says(attributes[name] ?? '', phrases);

export const named =
  (...phrases: string[]): Rule =>
  ({ name }) =>
    says(name, phrases);

export const described =
  (...phrases: string[]): Rule =>
  ({ description }) =>
    says(description, phrases);

/** Whether buyers can choose this, such as a size or a pack. */
export const choice =
  (...phrases: string[]): Rule =>
  ({ options }) =>
    options.some(({ values }) => values.some((value) => says(value, phrases)));

/** Whether a variant has this SKU, or one that begins with it. */
export const sku =
  (stem: string): Rule =>
  ({ variants }) =>
    variants.some((variant) => variant.sku === stem || variant.sku.startsWith(`${stem}-`));

/** Whether `text` has one of `phrases`, as whole words, whatever their case and accents. */
const says = (text: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => ` ${plain(text)} `.includes(` ${plain(phrase)} `));

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim();
