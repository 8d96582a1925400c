import type { EntityManager } from '@mikro-orm/postgresql';
import type { Media } from '../domain/media.ts';
import type { Compliance } from '../domain/compliance.ts';
import { isId } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { SpecialPrice } from '../domain/pricing.ts';
import { CategoryNotFound, InvalidProduct, ProductNotFound } from '../domain/errors.ts';
import { type Slips, madeSound } from '../domain/faults.ts';
import {
  type Prices,
  type ProductFacts,
  type ProductRecord,
  type SaidOfVariant,
  type VariantFacts,
  archived,
  draftProduct,
  newSlugs,
  published,
  requireOwnSlugs,
  requireVersion,
  typed,
  withCompliance,
  withFacts,
  withMedia,
  withOwnSkus,
  withVariant,
  withPrices,
  withVariantFacts,
  withoutVariant,
} from '../domain/product-record.ts';
import { lockSchema } from '../persistence/product-schema.ts';
import { lockNames, lockProductRecords } from '../persistence/product-records.ts';
import { allCategories } from '../persistence/products.ts';
import { type ProductChange, saveProducts } from '../persistence/save-products.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** A product, as whoever changes it has seen it. */
export type SeenProduct = { readonly productId: string; readonly expectedVersion: number };

/**
 * Keeps a new product, which nobody sees until it is published.
 * @throws {InvalidProduct | SlugTaken | SkuTaken | CategoryNotFound}
 */
export const createProduct = (
  rt: CatalogueRuntime,
  by: string,
  { variants, ...facts }: ProductFacts & { readonly variants: readonly VariantFacts[] },
  slips: Slips = [],
): Promise<ProductRecord> =>
  inTransaction(rt.orm, async (em) => {
    const schema = await lockSchema(em, [facts.attributes]);
    const draft = () => draftProduct(facts, variants, schema);
    return save(rt, em, by, { before: null, after: madeSound(slips, InvalidProduct, draft) });
  });

/**
 * Says something else of a product, and of the variants that choose of its new options.
 * @throws {ProductNotFound | ProductChanged | VariantNotOfProduct | InvalidProduct | SlugTaken | CategoryNotFound}
 */
export const updateProduct = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct,
  {
    variants = [],
    ...facts
  }: Partial<ProductFacts> & { readonly variants?: readonly SaidOfVariant[] },
  slips: Slips = [],
): Promise<ProductRecord> =>
  change(rt, by, seen, async (record, em) => {
    const schema = await lockSchema(em, [facts.attributes ?? record.attributes]);
    return madeSound(slips, InvalidProduct, () => withFacts(record, facts, variants, schema));
  });

/**
 * Says what the law demands of its buyers.
 * @throws {ProductNotFound | ProductChanged | InvalidProduct}
 */
export const setCompliance = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct,
  compliance: Compliance,
): Promise<ProductRecord> => change(rt, by, seen, (record) => withCompliance(record, compliance));

/**
 * Says what pictures there are of a product, or of the variant with `sku`, in their order.
 * @throws {ProductNotFound | ProductChanged | VariantNotOfProduct | InvalidProduct}
 */
export const setMedia = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct & { readonly sku: string | null },
  media: readonly Media[],
  slips: Slips = [],
): Promise<ProductRecord> =>
  change(rt, by, seen, (record) =>
    madeSound(slips, InvalidProduct, () =>
      seen.sku === null ? withMedia(record, media) : withVariantFacts(record, seen.sku, { media }),
    ),
  );

/**
 * Puts a product on sale. One that is on sale already stays as it is.
 * @throws {ProductNotFound | ProductChanged | ProductNotReady}
 * @throws {InvalidProduct} if it does not say what its type demands
 */
export const publishProduct = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct,
): Promise<ProductRecord> =>
  change(rt, by, seen, async (record, em) =>
    typed(published(record, rt.clock()), await lockSchema(em, [record.attributes])),
  );

/**
 * Takes a product off sale: from now on nobody finds it or can reserve it. What was reserved is still handed over.
 * @throws {ProductNotFound | ProductChanged}
 */
export const archiveProduct = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct,
): Promise<ProductRecord> => change(rt, by, seen, archived);

/** @throws {ProductNotFound | ProductChanged | InvalidProduct | SkuTaken} */
export const addVariant = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct,
  variant: VariantFacts,
  slips: Slips = [],
): Promise<ProductRecord> =>
  change(rt, by, seen, (record) =>
    madeSound(slips, InvalidProduct, () => withVariant(record, variant)),
  );

/** @throws {ProductNotFound | ProductChanged | VariantNotOfProduct | InvalidProduct | SkuTaken} */
export const updateVariant = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct & { readonly sku: string },
  facts: Partial<VariantFacts>,
  slips: Slips = [],
): Promise<ProductRecord> =>
  change(rt, by, seen, (record) =>
    madeSound(slips, InvalidProduct, () => withVariantFacts(record, seen.sku, facts)),
  );

/**
 * Takes a variant off sale. Its SKU stays its own: added again, it is the same variant.
 * @throws {ProductNotFound | ProductChanged | VariantNotOfProduct | ProductNotReady}
 */
export const removeVariant = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct & { readonly sku: string },
): Promise<ProductRecord> => change(rt, by, seen, (record) => withoutVariant(record, seen.sku));

/**
 * Replaces all prices of the variants that are named; one with none is not sold any more.
 * @throws {ProductNotFound | ProductChanged | VariantNotOfProduct | InvalidProduct}
 * @throws {ProductNotReady} if it is on sale, and nothing would have a price
 */
export const setPrices = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct,
  prices: readonly { readonly sku: string; readonly prices: Prices }[],
  slips: Slips = [],
): Promise<ProductRecord> =>
  change(rt, by, seen, (record) => {
    const priced = madeSound(slips, InvalidProduct, () => withPrices(record, prices));
    return priced.status === 'PUBLISHED' ? published(priced, rt.clock()) : priced;
  });

/**
 * Replaces all special prices of the variant with `sku`.
 * @throws {ProductNotFound | ProductChanged | VariantNotOfProduct}
 * @throws {InvalidProduct} also if two of them overlap
 */
export const setSpecialPrices = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenProduct & { readonly sku: string },
  specialPrices: readonly SpecialPrice[],
): Promise<ProductRecord> =>
  change(rt, by, seen, (record) => withVariantFacts(record, seen.sku, { specialPrices }));

async function change(
  rt: CatalogueRuntime,
  by: string,
  { productId, expectedVersion }: SeenProduct,
  to: (record: ProductRecord, em: EntityManager) => ProductRecord | Promise<ProductRecord>,
): Promise<ProductRecord> {
  if (!isId('prd', productId)) throw new ProductNotFound();
  return inTransaction(rt.orm, async (em) => {
    const [before] = await lockProductRecords(em, 'id', [productId]);
    if (!before) throw new ProductNotFound();
    requireVersion(before, expectedVersion);
    return save(rt, em, by, { before, after: await to(before, em) });
  });
}

async function save(
  rt: CatalogueRuntime,
  em: EntityManager,
  by: string,
  { before, after }: ProductChange,
): Promise<ProductRecord> {
  if (before?.categoryId !== after.categoryId) await requireCategory(em, after.categoryId);
  const named = await withOwnNames(em, { before, after });
  const [saved] = await saveProducts(em, [{ before, after: named }], { by, at: rt.clock() });
  return saved ?? after;
}

async function requireCategory(em: EntityManager, id: string): Promise<void> {
  if (!(await allCategories(em)).some((category) => category.id === id))
    throw new CategoryNotFound();
}

/** Most changes take no new name, and then wait for nobody. */
async function withOwnNames(
  em: EntityManager,
  { before, after }: ProductChange,
): Promise<ProductRecord> {
  const known = new Set((before?.variants ?? []).map(({ sku }) => sku));
  const skus = after.variants.map(({ sku }) => sku).filter((sku) => !known.has(sku));
  const slugs = newSlugs(before, after);
  if (skus.length === 0 && slugs.length === 0) return after;
  const names = await lockNames(em, { skus, slugs });
  requireOwnSlugs(after, slugs, names.slugs);
  return withOwnSkus(before, after, names.holders);
}
