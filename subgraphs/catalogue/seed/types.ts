import type { SearchFilter, SearchSort } from '../domain/search.ts';
import type { SeedSynonym, Translations } from './trade-words.ts';

export type SeedCatalogue = {
  sellers: SeedSeller[];
  /** Parents stand before their children, so rows can be inserted in this order. */
  categories: SeedCategory[];
  attributes: SeedAttribute[];
  productTypes: SeedProductType[];
  options: SeedOption[];
  products: SeedProduct[];
  synonyms: readonly SeedSynonym[];
  collections: readonly SeedCollection[];
};

export type SeedSeller = {
  slug: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
};

export type SeedCategory = {
  slug: string;
  name: string;
  names: Translations;
  parentSlug: string | null;
  /** Order among its siblings, from 0. */
  position: number;
};

export type SeedCollection = {
  slug: string;
  slugs: Translations;
  name: string;
  names: Translations;
  description: string;
  descriptions: Translations;
  /** Order among collections, from 0. */
  position: number;
  /** Prices are in EUR. */
  filter: SearchFilter;
  /** Of variants whose products belong whatever the filter says. */
  skus: readonly string[];
  sort: SearchSort;
  published: boolean;
};

/** What can be said of products; `choices` are the values of an ENUM. */
export type SeedAttribute = {
  name: string;
  kind: 'TEXT' | 'NUMBER' | 'BOOLEAN' | 'ENUM';
  unit: string | null;
  label: string;
  labels: Record<string, string>;
  choices: { value: string; names: Record<string, string> }[];
};

/** What an option and its values are called. */
export type SeedOption = {
  name: string;
  names: Record<string, string>;
  choices: { value: string; names: Record<string, string> }[];
};

export type SeedProductType = {
  name: string;
  names: Record<string, string>;
  attributes: { name: string; required: boolean }[];
};

export type SeedProduct = {
  slug: string;
  name: string;
  /** Without the languages in which the name is the same. */
  names: Translations;
  /** For languages in which it has a name of its own. */
  slugs: Translations;
  description: string;
  descriptions: Translations;
  brand: string;
  sellerSlug: string;
  categorySlug: string;
  productType: string;
  attributes: Record<string, string>;
  minimumAge: number | null;
  /** ISO 3166-1 alpha-2 or ISO 3166-2, where the product may not be sold. */
  forbiddenRegions: string[];
  /** Percent. */
  alcoholByVolume: number | null;
  provisioning: Provisioning;
  taxCategory: string;
  media: SeedMedia[];
  options: { name: string; values: string[] }[];
  variants: SeedVariant[];
};

export type SeedMedia = {
  url: string;
  alt: string;
  alts: Translations;
  width: number;
  height: number;
};

export type SeedVariant = {
  sku: string;
  name: string;
  /** One value for each of the product's options. */
  options: Record<string, string>;
  prices: SeedPrices;
  /** Of each, if one buys six or more. */
  pricesOfSix?: SeedPrices;
  stock: number;
};

/** Integer minor units per currency. */
export type SeedPrices = { EUR: number; GBP: number; USD: number };

export type Provisioning = 'SHIPMENT' | 'LICENCE_KEY';
