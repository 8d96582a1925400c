import type { Id } from '#kernel/domain/id.ts';
import type { Stocked } from './availability.ts';
import type { Compliance } from './compliance.ts';
import type { Media } from './media.ts';
import type { Names } from './names.ts';
import type { Priced } from './pricing.ts';
import type { ProductStatus } from './product-status.ts';

/** How a sold piece reaches its buyer. */
export type ProvisioningTemplate = 'SHIPMENT' | 'LICENCE_KEY';

/** A node of the tree that products are sorted into. */
export type Category = {
  readonly id: Id<'cat'>;
  /** Counts its changes. */
  readonly version: number;
  readonly slug: string;
  readonly name: string;
  /** By language: de, fr, es, it. English is the name itself. */
  readonly names: Readonly<Record<string, string>>;
  readonly parentId: Id<'cat'> | null;
};

/** What a buyer chooses: "Pack" in "1 bottle", "6 bottles". */
export type ProductOption = { readonly name: string; readonly choices: readonly string[] };

/** A product that is on sale, or was. */
export type Product = Compliance & {
  readonly id: Id<'prd'>;
  readonly status: ProductStatus;
  readonly slug: string;
  readonly slugs: Names;
  readonly name: string;
  readonly names: Names;
  readonly description: string;
  readonly descriptions: Names;
  readonly brand: string;
  readonly productType: string;
  readonly categoryId: Id<'cat'>;
  readonly merchantId: Id<'mer'>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly options: readonly ProductOption[];
  readonly media: readonly Media[];
  /** When it first went on sale. */
  readonly publishedAt: Date;
};

/** What is bought: one choice for each of the product's options. */
export type Variant = Stocked &
  Priced & {
    readonly id: Id<'var'>;
    readonly productId: Id<'prd'>;
    readonly sku: string;
    readonly name: string;
    readonly options: Readonly<Record<string, string>>;
    readonly provisioning: ProvisioningTemplate;
    readonly media: readonly Media[];
    /** By which taxes on it are found, country by country. */
    readonly taxCategory: string;
    /** Whether it can be bought at all: its product is on sale, and still has this variant. */
    readonly forSale: boolean;
  };
