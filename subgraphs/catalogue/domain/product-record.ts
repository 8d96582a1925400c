import type { Currency } from '#kernel/domain/currency.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import type { Compliance } from './compliance.ts';
import {
  InvalidProduct,
  ProductChanged,
  ProductNotReady,
  SkuTaken,
  SlugTaken,
  VariantNotOfProduct,
} from './errors.ts';
import type { SpecialPrice } from './pricing.ts';
import type { ProductOption, ProvisioningTemplate } from './product.ts';
import type { Media } from './media.ts';
import { type Fault, SAID_TWICE, fault, requireSound } from './faults.ts';
import type { Names } from './names.ts';
import { checked, productFaults } from './product-rules.ts';
import { type ProductSchema, typeFaults } from './product-type.ts';
import type { ProductStatus } from './product-status.ts';

/** Minor units in a string, per currency. */
export type Prices = Readonly<Partial<Record<Currency, string>>>;

export type VariantFacts = {
  readonly sku: string;
  readonly name: string;
  /** One choice for each of the product's options. */
  readonly options: Readonly<Record<string, string>>;
  readonly prices: Prices;
  readonly specialPrices: readonly SpecialPrice[];
  /** In their order. */
  readonly media: readonly Media[];
  /** Its own, if it differs from the product's. */
  readonly taxCategory: string | null;
};

export type VariantRecord = VariantFacts & { readonly id: Id<'var'> };

/** What operators say of a product. */
export type ProductFacts = Compliance & {
  readonly slug: string;
  /** Of other languages; like those of all products, all different. */
  readonly slugs: Names;
  readonly name: string;
  readonly names: Names;
  readonly description: string;
  readonly descriptions: Names;
  readonly brand: string;
  readonly productType: string;
  readonly categoryId: Id<'cat'>;
  readonly merchantId: Id<'mer'>;
  readonly provisioning: ProvisioningTemplate;
  readonly attributes: Readonly<Record<string, string>>;
  readonly options: readonly ProductOption[];
  /** In their order. */
  readonly media: readonly Media[];
  /** By which taxes on it are found, country by country: "standard", "books". */
  readonly taxCategory: string;
};

/** A product as operators keep it, in any status, with its variants in their order. */
export type ProductRecord = ProductFacts & {
  readonly id: Id<'prd'>;
  /** Counts its changes. */
  readonly version: number;
  readonly status: ProductStatus;
  /** When it first went on sale; null if it never did. */
  readonly publishedAt: Date | null;
  readonly variants: readonly VariantRecord[];
};

/** A product of which nothing is said yet but its slug. */
export const blankProduct = (slug: string): ProductRecord => ({
  id: newId('prd'),
  version: 0,
  status: 'DRAFT',
  publishedAt: null,
  slug,
  slugs: {},
  name: '',
  names: {},
  description: '',
  descriptions: {},
  brand: '',
  productType: '',
  categoryId: 'cat_',
  merchantId: 'mer_',
  provisioning: 'SHIPMENT',
  attributes: {},
  minimumAge: null,
  forbiddenRegions: [],
  alcoholByVolume: null,
  warnings: [],
  media: [],
  taxCategory: 'standard',
  options: [],
  variants: [],
});

/** A variant of which nothing is said yet but its SKU. */
export const blankVariant = (sku: string): VariantRecord => ({
  id: newId('var'),
  sku,
  name: '',
  options: {},
  prices: {},
  specialPrices: [],
  media: [],
  taxCategory: null,
});

/** @throws {InvalidProduct} naming everything that is wrong */
export const draftProduct = (
  facts: ProductFacts,
  variants: readonly VariantFacts[],
  schema: ProductSchema,
): ProductRecord =>
  typed(
    {
      ...facts,
      id: newId('prd'),
      version: 0,
      status: 'DRAFT',
      publishedAt: null,
      variants: variants.map((variant) => ({ ...variant, id: newId('var') })),
    },
    schema,
  );

/** @throws {InvalidProduct} also if it does not fit its type */
export const typed = (record: ProductRecord, schema: ProductSchema): ProductRecord =>
  checked(record, typeFaults(record, schema));

/** @throws {ProductChanged} unless this is the version that the caller has seen */
export function requireVersion({ version }: ProductRecord, expected: number): void {
  if (version !== expected) throw new ProductChanged(version);
}

/** What is said of the variant that has a SKU. What is left out stays. */
export type SaidOfVariant = Partial<VariantFacts> & { readonly sku: string };

/**
 * @param variants what is said of them along with it: they choose of its new options
 * @throws {VariantNotOfProduct}
 * @throws {InvalidProduct} whose faults name variants as they are named here, or else by their SKU
 */
export function withFacts(
  record: ProductRecord,
  facts: Partial<ProductFacts>,
  variants: readonly SaidOfVariant[],
  schema: ProductSchema,
): ProductRecord {
  const after = { ...record, ...facts, variants: mergeVariants(record, variants) };
  return soundIn(variants, after, typeFaults(after, schema));
}

/** @throws {InvalidProduct} */
export const withMedia = (record: ProductRecord, media: readonly Media[]): ProductRecord =>
  checked({ ...record, media });

/** @throws {InvalidProduct} */
export const withCompliance = (record: ProductRecord, compliance: Compliance): ProductRecord =>
  checked({ ...record, ...compliance });

/**
 * Puts it on sale, or leaves it there.
 * @throws {ProductNotReady} unless something of it has a price
 */
export function published(record: ProductRecord, now: Date): ProductRecord {
  if (!isPriced(record)) throw new ProductNotReady();
  return standing(record, 'PUBLISHED', now);
}

const isPriced = ({ variants }: ProductRecord): boolean =>
  variants.some(({ prices }) => Object.keys(prices).length > 0);

/** Why it cannot stand there. */
export const statusFaults = (record: ProductRecord, status: ProductStatus): Fault[] => [
  ...fault(
    status === 'DRAFT' && record.status !== 'DRAFT',
    'status',
    'What was on sale is no draft any more: archive it.',
  ),
  ...fault(status === 'PUBLISHED' && !isPriced(record), 'status', new ProductNotReady().message),
];

/** The product, standing where it may stand. */
export const standing = (
  record: ProductRecord,
  status: ProductStatus,
  now: Date,
): ProductRecord => ({
  ...record,
  status,
  publishedAt: record.publishedAt ?? (status === 'PUBLISHED' ? now : null),
});

/** Takes it off sale, and keeps it for those who bought it. */
export const archived = (record: ProductRecord): ProductRecord => ({
  ...record,
  status: 'ARCHIVED',
});

/** @throws {InvalidProduct} whose faults name places in `variant`; also if the product has this SKU already */
export function withVariant(record: ProductRecord, variant: VariantFacts): ProductRecord {
  const variants = [...record.variants, { ...variant, id: newId('var') }];
  return soundAt('variant.', variant, { ...record, variants });
}

/**
 * @throws {VariantNotOfProduct}
 * @throws {InvalidProduct} whose faults name places in `facts`
 */
export function withVariantFacts(
  record: ProductRecord,
  sku: string,
  facts: Partial<VariantFacts>,
): ProductRecord {
  requireVariant(record, sku);
  const variants = record.variants.map((variant) =>
    variant.sku === sku ? { ...variant, ...facts } : variant,
  );
  return soundAt('', { sku, ...facts }, { ...record, variants });
}

/** @param place where the variant is said; other variants go by their SKU */
function soundAt(
  place: '' | 'variant.',
  said: { readonly sku: string },
  record: ProductRecord,
): ProductRecord {
  const faults = productFaults(record).map((one) => {
    const { path, message } = inSaid(one, [said], record);
    return { path: path.replace(/^variants\.0\./, place), message };
  });
  return requireSound(record, faults, InvalidProduct);
}

/**
 * @throws {VariantNotOfProduct}
 * @throws {InvalidProduct} whose faults name variants as they are named here
 */
export const withPrices = (
  record: ProductRecord,
  prices: readonly { readonly sku: string; readonly prices: Prices }[],
): ProductRecord => soundIn(prices, { ...record, variants: mergeVariants(record, prices) });

function mergeVariants(record: ProductRecord, said: readonly SaidOfVariant[]): VariantRecord[] {
  for (const { sku } of said) requireVariant(record, sku);
  const bySku = new Map(said.map((one) => [one.sku, one]));
  return record.variants.map((variant) => ({ ...variant, ...bySku.get(variant.sku) }));
}

function soundIn(
  said: readonly SaidOfVariant[],
  record: ProductRecord,
  more: readonly Fault[] = [],
): ProductRecord {
  const faults = [...productFaults(record), ...more].map((one) => inSaid(one, said, record));
  return requireSound(record, [...saidTwice(said), ...faults], InvalidProduct);
}

/** Each variant is named once. */
export const saidTwice = (said: readonly SaidOfVariant[]): Fault[] =>
  said.flatMap(({ sku }, index) =>
    fault(said.findIndex((one) => one.sku === sku) < index, `variants.${index}.sku`, SAID_TWICE),
  );

/**
 * @throws {VariantNotOfProduct}
 * @throws {ProductNotReady} if it is on sale, and nothing with a price would be left
 */
export function withoutVariant(record: ProductRecord, sku: string): ProductRecord {
  requireVariant(record, sku);
  const left = { ...record, variants: record.variants.filter((variant) => variant.sku !== sku) };
  return left.status === 'PUBLISHED' ? published(left, new Date(0)) : left;
}

function requireVariant({ variants }: ProductRecord, sku: string): void {
  if (!variants.some((variant) => variant.sku === sku)) throw new VariantNotOfProduct(sku);
}

/** A fault of a product where it was said: some of its variants were named, in an order of their own. */
export function inSaid(
  { path, message }: Fault,
  said: readonly { readonly sku: string }[],
  { variants }: Pick<ProductRecord, 'variants'>,
): Fault {
  const [, index, rest] = /^variants\.(\d+)\.(.*)$/.exec(path) ?? [];
  if (index === undefined) return { path, message };
  const sku = variants[Number(index)]?.sku;
  const place = said.findIndex((variant) => variant.sku === sku);
  return { path: `variants.${place < 0 ? sku : place}.${rest}`, message };
}

/** Slugs that a product takes, in whatever language. */
export function newSlugs(before: ProductRecord | null, after: ProductRecord): string[] {
  const known = new Set(before ? slugsOf(before) : []);
  return slugsOf(after).filter((slug) => !known.has(slug));
}

export const slugsOf = ({ slug, slugs }: ProductFacts): string[] => [slug, ...Object.values(slugs)];

/** @throws {SlugTaken} if another product has one of these slugs */
export function requireOwnSlugs(
  { id }: ProductRecord,
  slugs: readonly string[],
  holders: ReadonlyMap<string, Id<'prd'>>,
): void {
  const taken = slugs.find((slug) => (holders.get(slug) ?? id) !== id);
  if (taken !== undefined) throw new SlugTaken(taken);
}

/** A variant that has, or had, a SKU. */
export type SkuHolder = {
  readonly sku: string;
  readonly variantId: Id<'var'>;
  readonly productId: Id<'prd'>;
};

/**
 * `after`, in which a variant that was removed and is added again is the same one as before.
 * @param holders of the SKUs of `after`, whatever became of them
 * @throws {SkuTaken} if another variant has, or had, one of them
 */
export function withOwnSkus(
  before: ProductRecord | null,
  after: ProductRecord,
  holders: ReadonlyMap<string, SkuHolder>,
): ProductRecord {
  const known = new Set(before?.variants.map(({ id }) => id));
  const variants = after.variants.map((variant) => {
    const holder = holders.get(variant.sku);
    if (!holder || holder.variantId === variant.id) return variant;
    const isBack = holder.productId === after.id && !known.has(variant.id);
    if (!isBack || known.has(holder.variantId)) throw new SkuTaken(variant.sku);
    return { ...variant, id: holder.variantId };
  });
  return { ...after, variants };
}
