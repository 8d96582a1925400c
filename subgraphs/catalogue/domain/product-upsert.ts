import { InvalidProduct } from './errors.ts';
import { type Slips, fault, requireSound } from './faults.ts';
import {
  type ProductFacts,
  type ProductRecord,
  type SaidOfVariant,
  type VariantRecord,
  blankProduct,
  blankVariant,
  inSaid,
  requireVersion,
  saidTwice,
  standing,
  statusFaults,
} from './product-record.ts';
import { productFaults } from './product-rules.ts';
import type { ProductStatus } from './product-status.ts';
import { type ProductSchema, typeFaults } from './product-type.ts';

/** What is said of a product, whether there is one or not. What is left out stays. */
export type ProductUpsert = {
  /** Null if it is the product that has the slug. */
  readonly id: string | null;
  /** Null if whoever says this has not looked; 0 is the version of what is not there yet. */
  readonly expectedVersion: number | null;
  /** Null if it stays where it stands. */
  readonly status: ProductStatus | null;
  readonly facts: Partial<ProductFacts>;
  /** New ones, or known ones; those that are not named stay. */
  readonly variants: readonly SaidOfVariant[];
  readonly slips: Slips;
};

/** What there is beside the product. */
export type Surroundings = {
  /** Ids. */
  readonly categories: ReadonlySet<string>;
  readonly schema: ProductSchema;
  readonly now: Date;
};

/**
 * The product as `said`, on top of what it is.
 * @throws {ProductChanged}
 * @throws {InvalidProduct} whose faults name places in what is said
 */
export function upserted(
  before: ProductRecord | null,
  said: ProductUpsert,
  { categories, schema, now }: Surroundings,
): ProductRecord {
  const base = before ?? blankProduct('');
  if (said.expectedVersion !== null) requireVersion(base, said.expectedVersion);
  const record = { ...base, ...said.facts, variants: mergeVariants(base.variants, said.variants) };
  const status = said.status ?? record.status;
  const faults = [
    ...productFaults(record),
    ...typeFaults({ ...record, status }, schema),
    ...statusFaults(record, status),
    ...fault(!categories.has(record.categoryId), 'categoryId', 'There is no such category.'),
  ].map((one) => inSaid(one, said.variants, record));
  requireSound(record, [...said.slips, ...saidTwice(said.variants), ...faults], InvalidProduct);
  return standing(record, status, now);
}

function mergeVariants(
  known: readonly VariantRecord[],
  said: readonly SaidOfVariant[],
): VariantRecord[] {
  const bySku = new Map(known.map((variant) => [variant.sku, variant]));
  for (const one of said) {
    bySku.set(one.sku, { ...(bySku.get(one.sku) ?? blankVariant(one.sku)), ...one });
  }
  return [...bySku.values()];
}
