import { type Currency, isCurrency } from '#kernel/domain/currency.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import { InvalidMoney, Money } from '#kernel/domain/money.ts';
import { InvalidProduct } from './errors.ts';
import type { Media } from './media.ts';
import type { SpecialPrice } from './pricing.ts';
import {
  type ProductFacts,
  type ProductRecord,
  type VariantRecord,
  blankProduct,
  inSaid,
  standing,
  statusFaults,
} from './product-record.ts';
import { type Fault, fault, requireSound } from './faults.ts';
import { productFaults } from './product-rules.ts';
import type { ProductStatus } from './product-status.ts';
import { type ProductSchema, typeFaults } from './product-type.ts';
import type { ProductOption, ProvisioningTemplate } from './product.ts';

/** What a row of a file says of a variant. What is left out stays; null takes away. */
export type VariantRow = {
  readonly sku: string;
  readonly name?: string | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
  /** Decimals such as "12.50", per currency. */
  readonly prices?: Readonly<Record<string, string | null>> | undefined;
  /** In minor units, as they are kept. */
  readonly specialPrices?: readonly SpecialPrice[] | undefined;
  readonly media?: readonly Media[] | undefined;
  readonly taxCategory?: string | null | undefined;
};

/** What a row of a file says of a product. What is left out stays; null takes away. */
export type ProductRow = {
  /** Its slug. Without one, it is the product that has the first variant. */
  readonly product?: string | undefined;
  readonly status?: ProductStatus | undefined;
  readonly name?: string | undefined;
  readonly names?: Readonly<Record<string, string | null>> | undefined;
  /** In other languages than English. */
  readonly slugs?: Readonly<Record<string, string | null>> | undefined;
  readonly description?: string | undefined;
  readonly descriptions?: Readonly<Record<string, string | null>> | undefined;
  readonly brand?: string | undefined;
  readonly type?: string | undefined;
  /** A slug. */
  readonly category?: string | undefined;
  /** An id. */
  readonly merchant?: string | undefined;
  readonly provisioning?: ProvisioningTemplate | undefined;
  readonly attributes?: Readonly<Record<string, string | null>> | undefined;
  readonly minimumAge?: number | null | undefined;
  readonly forbiddenRegions?: readonly string[] | undefined;
  readonly alcoholByVolume?: number | null | undefined;
  readonly warnings?: readonly string[] | undefined;
  /** Choices that variants make are added to these. */
  readonly options?: readonly ProductOption[] | undefined;
  readonly media?: readonly Media[] | undefined;
  readonly taxCategory?: string | undefined;
  /** Those that are not named stay. */
  readonly variants?: readonly VariantRow[] | undefined;
};

/** What a row is read against. */
export type Surroundings = {
  /** By slug. */
  readonly categories: ReadonlyMap<string, Id<'cat'>>;
  readonly schema: ProductSchema;
  readonly now: Date;
};

/**
 * The product as `row` says, on top of what it is.
 * @throws {InvalidProduct} whose faults name places in the row
 */
export function withRow(
  before: ProductRecord | null,
  row: ProductRow,
  surroundings: Surroundings,
): ProductRecord {
  const wrong = rowFaults(row, surroundings);
  const missing = before ? [] : missingFrom(row);
  if (missing.length > 0) throw new InvalidProduct([...missing, ...wrong]);
  const base = before ?? blankProduct(row.product ?? '');
  const variants = mergeVariants(base.variants, row.variants ?? []);
  const record = {
    ...base,
    ...factsOf(row, base, surroundings),
    options: row.options
      ? mergeOptions(row.options, [], variants.filter(isSaidIn(row)))
      : mergeOptions(base.options, base.variants, variants),
    variants,
  };
  const status = row.status ?? record.status;
  const faults = [
    ...productFaults(record),
    ...typeFaults({ ...record, status }, surroundings.schema),
    // What has a price that nobody can read does not lack one.
    ...(wrong.length > 0 ? [] : statusFaults(record, status)),
  ];
  const placed = [...wrong, ...faults.map((one) => inRow(one, row, record))];
  return standing(requireSound(record, placed, InvalidProduct), status, surroundings.now);
}

/** What is wrong with the row whatever the product is. */
function rowFaults({ category, variants = [] }: ProductRow, around: Surroundings): Fault[] {
  const skus = variants.map(({ sku }) => sku);
  return [
    ...fault(
      category !== undefined && !around.categories.has(category),
      'category',
      'There is no such category.',
    ),
    ...variants.flatMap(({ sku, prices = {} }, index) => [
      ...fault(
        skus.indexOf(sku) < index,
        `variants.${index}.sku`,
        'The product has this SKU twice.',
      ),
      ...Object.entries(prices).flatMap(([currency, decimal]): Fault[] => {
        const { message } = priceFrom(currency, decimal);
        return message === undefined
          ? []
          : [{ path: `variants.${index}.prices.${currency}`, message }];
      }),
    ]),
  ];
}

const isSaidIn =
  ({ variants = [] }: ProductRow) =>
  ({ sku }: VariantRecord): boolean =>
    variants.some((said) => said.sku === sku);

/** A list of prices or of stock names what there is, so what is wrong is the name. */
const unknownSku = (missing: readonly string[]): Fault => ({
  path: 'variants.0.sku',
  message: `Nothing has this SKU; to begin a new product, say its ${missing.join(', ')}.`,
});

const NEEDED = ['product', 'name', 'brand', 'type', 'category', 'merchant'] as const;

function missingFrom(row: ProductRow): Fault[] {
  const missing = NEEDED.filter((field) => row[field] === undefined);
  if (row.product === undefined && row.variants?.length) return [unknownSku(missing)];
  return missing.map((path) => ({ path, message: `A new product needs its ${path}.` }));
}

function factsOf(row: ProductRow, base: ProductRecord, { categories }: Surroundings): ProductFacts {
  const or = <T>(said: T | undefined, known: T): T => (said === undefined ? known : said);
  return {
    slug: base.slug,
    slugs: merged(base.slugs, row.slugs),
    name: or(row.name, base.name),
    names: merged(base.names, row.names),
    description: or(row.description, base.description),
    descriptions: merged(base.descriptions, row.descriptions),
    brand: or(row.brand, base.brand),
    productType: or(row.type, base.productType),
    categoryId: categories.get(row.category ?? '') ?? base.categoryId,
    merchantId: or(row.merchant as Id<'mer'> | undefined, base.merchantId),
    provisioning: or(row.provisioning, base.provisioning),
    attributes: merged(base.attributes, row.attributes),
    minimumAge: or(row.minimumAge, base.minimumAge),
    forbiddenRegions: or(row.forbiddenRegions, base.forbiddenRegions),
    alcoholByVolume: or(row.alcoholByVolume, base.alcoholByVolume),
    warnings: or(row.warnings, base.warnings),
    media: or(row.media, base.media),
    taxCategory: or(row.taxCategory, base.taxCategory),
    options: base.options,
  };
}

/** What is null is taken away. */
function merged<Value extends string>(
  known: Readonly<Record<string, Value>>,
  said: Readonly<Record<string, Value | null>> = {},
): Record<string, Value> {
  const all = Object.entries({ ...known, ...said });
  return Object.fromEntries(all.filter((entry): entry is [string, Value] => entry[1] !== null));
}

/**
 * Choices keep their order; new ones and new options come last. One that all its variants have given up is gone, and what they chose
 * instead takes its place, so that whoever spells it otherwise changes nothing else.
 */
function mergeOptions(
  known: readonly ProductOption[],
  before: readonly VariantRecord[],
  after: readonly VariantRecord[],
): ProductOption[] {
  const former = new Map(before.map(({ id, options }) => [id, options]));
  const names = new Set([
    ...known.map(({ name }) => name),
    ...after.flatMap(({ options }) => Object.keys(options)),
  ]);
  return [...names].map((name) => {
    const made = new Set(after.map(({ options }) => options[name]));
    const givenUp = new Set(
      before.flatMap(({ options }) => options[name] ?? []).filter((one) => !made.has(one)),
    );
    const choices = [...(known.find((option) => option.name === name)?.choices ?? [])];
    for (const { id, options } of after) {
      const choice = options[name];
      if (choice === undefined || choices.includes(choice)) continue;
      const instead = former.get(id)?.[name] ?? '';
      if (givenUp.has(instead) && choices.includes(instead))
        choices[choices.indexOf(instead)] = choice;
      else choices.push(choice);
    }
    return { name, choices: choices.filter((choice) => !givenUp.has(choice)) };
  });
}

function mergeVariants(
  known: readonly VariantRecord[],
  rows: readonly VariantRow[],
): VariantRecord[] {
  const bySku = new Map(known.map((variant) => [variant.sku, variant]));
  for (const row of rows) {
    const earlier = bySku.get(row.sku);
    bySku.set(row.sku, {
      id: earlier?.id ?? newId('var'),
      sku: row.sku,
      name: row.name ?? earlier?.name ?? '',
      options: { ...earlier?.options, ...row.options },
      prices: merged(earlier?.prices ?? {}, minorUnits(row.prices ?? {})),
      specialPrices: row.specialPrices ?? earlier?.specialPrices ?? [],
      media: row.media ?? earlier?.media ?? [],
      taxCategory: row.taxCategory === undefined ? (earlier?.taxCategory ?? null) : row.taxCategory,
    });
  }
  return [...bySku.values()];
}

const minorUnits = (
  decimals: Readonly<Record<string, string | null>>,
): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(decimals).map(([currency, decimal]) => [
      currency,
      priceFrom(currency, decimal).minorUnits ?? null,
    ]),
  );

/** A price in minor units, or why it is none. */
function priceFrom(
  currency: string,
  decimal: string | null,
): { readonly minorUnits?: string; readonly message?: string } {
  if (decimal === null) return {};
  try {
    return { minorUnits: minorUnitsOf(currency, decimal) };
  } catch (error) {
    if (!(error instanceof InvalidMoney)) throw error;
    return { message: error.message };
  }
}

function minorUnitsOf(currency: string, decimal: string): string {
  if (!isCurrency(currency)) throw new InvalidMoney('This is not an ISO 4217 code such as EUR.');
  return Money.fromDecimal(decimal, currency satisfies Currency).minorUnits.toString();
}

const IN_ROWS: Readonly<Record<string, string>> = { productType: 'type', merchantId: 'merchant' };

/** Where the row says what is wrong with the product. */
function inRow(fault: Fault, { variants = [] }: ProductRow, record: ProductRecord): Fault {
  const { path, message } = inSaid(fault, variants, record);
  return { path: IN_ROWS[path] ?? path, message };
}
