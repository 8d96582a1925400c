import type { Chance } from './chance.ts';
import type { Provisioning } from './types.ts';

/** A kind of goods, and the way its products are invented. */
export type Trade = {
  /** Starts each SKU, and the trade’s own chance. */
  code: string;
  /** Products in the catalogue of usual size; other sizes keep the proportion. */
  products: number;
  draft: (chance: Chance) => Draft;
};

/** What a trade says about a product; slug, SKUs, prices and stock follow from it. */
export type Draft = {
  name: string;
  /** Two or three sentences. */
  description: string;
  brand: string;
  sellerSlug: string;
  categorySlug: string;
  productType: string;
  attributes: Record<string, string>;
  /** Price in euros of the plainest variant, before it is rounded to one that a shop would ask. */
  euros: number;
  choices: Choice[];
  minimumAge?: number;
  forbiddenRegions?: readonly string[];
  alcoholByVolume?: number;
  provisioning?: Provisioning;
};

/** An option of a product with all its values. There is a variant for each combination. */
export type Choice = {
  option: string;
  values: readonly ChoiceValue[];
};

export type ChoiceValue = {
  value: string;
  /** Its part of the SKU. */
  code: string;
  /** Price relative to the plainest variant; 1 if absent. */
  factor?: number;
};

/** Values that cost the same and are coded by their first letters, such as colours. */
export function plainChoice(option: string, values: readonly string[]): Choice {
  return { option, values: values.map((value) => ({ value, code: codeOf(value) })) };
}

function codeOf(value: string): string {
  return value
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z0-9 ]/g, '')
    .split(' ')
    .map((word) => word.slice(0, 3))
    .join('')
    .toUpperCase();
}
