import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { InvalidProduct, SkuTaken, SlugTaken } from '../domain/errors.ts';
import type { Fault } from '../domain/faults.ts';
import {
  type ProductRecord,
  type SkuHolder,
  newSlugs,
  requireOwnSlugs,
  slugsOf,
  withOwnSkus,
} from '../domain/product-record.ts';
import type { ProductSchema } from '../domain/product-type.ts';
import { lockSchema } from '../persistence/product-schema.ts';
import { lockNames, lockProductRecords } from '../persistence/product-records.ts';
import { allCategories } from '../persistence/products.ts';
import type { ProductChange } from '../persistence/save-products.ts';

/** By what somebody speaks of products, and what is said of them by that name. */
type Spoken = {
  readonly ids?: readonly string[];
  readonly slugs: readonly string[];
  readonly skus: readonly string[];
  readonly attributes: readonly Readonly<Record<string, string | null>>[];
};

/** The products that somebody speaks of, as they were and as they become one by one; nobody else changes them meanwhile. */
export class ProductShelf {
  private readonly touched = new Map<Id<'prd'>, ProductChange>();
  private readonly records = new Map<string, ProductRecord>();
  private readonly bySlug = new Map<string, Id<'prd'>>();

  private constructor(
    records: readonly ProductRecord[],
    private readonly holders: Map<string, SkuHolder>,
    private readonly slugHolders: Map<string, Id<'prd'>>,
    readonly categories: readonly { readonly id: Id<'cat'>; readonly slug: string }[],
    readonly schema: ProductSchema,
  ) {
    for (const record of records) this.keep(record);
  }

  /** Products are locked before names, as by whoever changes a single one. */
  static async open(
    em: EntityManager,
    { ids = [], slugs, skus, attributes }: Spoken,
  ): Promise<ProductShelf> {
    const meant = await sql<{ id: Id<'prd'> }>(
      em,
      `select id from catalogue.products where slug = any ($1) or id = any ($3)
       union select product_id from catalogue.variants where sku = any ($2)`,
      [slugs, skus, ids],
    );
    const known = await lockProductRecords(
      em,
      'id',
      meant.map(({ id }) => id),
    );
    const names = await lockNames(em, { skus, slugs });
    // Somebody may have made some of them while we waited for the others.
    const found = new Set(known.map(({ id }) => id));
    const fresh = [
      ...names.slugs.values(),
      ...[...names.holders.values()].map(({ productId }) => productId),
    ].filter((id) => !found.has(id));
    const others = fresh.length > 0 ? await lockProductRecords(em, 'id', fresh) : [];
    const records = [...known, ...others];
    const categories = await allCategories(em);
    const said = [...records.map((record) => record.attributes), ...attributes];
    const schema = await lockSchema(em, said);
    return new ProductShelf(records, names.holders, names.slugs, categories, schema);
  }

  withId(id: string): ProductRecord | null {
    return this.records.get(id) ?? null;
  }

  /** The one whose English slug it is. */
  withSlug(slug: string): ProductRecord | null {
    return this.withId(this.bySlug.get(slug) ?? '');
  }

  /** The one that has, or had, a variant with this SKU. */
  withSku(sku: string): ProductRecord | null {
    return this.withId(this.holders.get(sku)?.productId ?? '');
  }

  /** Whether something was put in its place already. */
  isTouched({ id }: ProductRecord): boolean {
    return this.touched.has(id);
  }

  /**
   * Puts `after` in the place of `before`, or beside the others.
   * @returns what is there now
   * @throws {SlugTaken | SkuTaken}
   */
  put(before: ProductRecord | null, after: ProductRecord): ProductRecord {
    const own = withOwnSkus(before, after, this.holders);
    requireOwnSlugs(own, newSlugs(before, own), this.slugHolders);
    const earlier = this.touched.get(own.id);
    this.touched.set(own.id, { before: earlier ? earlier.before : before, after: own });
    this.keep(own);
    return own;
  }

  changes(): ProductChange[] {
    return [...this.touched.values()];
  }

  private keep(record: ProductRecord): void {
    this.records.set(record.id, record);
    this.bySlug.set(record.slug, record.id);
    for (const slug of slugsOf(record)) this.slugHolders.set(slug, record.id);
    for (const { sku, id: variantId } of record.variants) {
      this.holders.set(sku, { sku, variantId, productId: record.id });
    }
  }
}

/** What names somebody gives to a product, and where the English slug stands. */
type Naming = {
  readonly slugPath: string;
  readonly slugs: Readonly<Record<string, string | null>> | undefined;
  readonly variants: readonly { readonly sku: string }[] | undefined;
};

/** What a refusal says is wrong, at its place. What is no refusal of a product is thrown again. */
export function faultsFrom(
  error: unknown,
  { slugPath, slugs = {}, variants = [] }: Naming,
): readonly Fault[] {
  if (error instanceof InvalidProduct) return error.faults;
  if (error instanceof SlugTaken) {
    const [language] = Object.entries(slugs).find(([, own]) => own === error.slug) ?? [];
    const path = language === undefined ? slugPath : `slugs.${language}`;
    return [{ path, message: error.message }];
  }
  if (!(error instanceof SkuTaken)) throw error;
  const place = variants.findIndex(({ sku }) => sku === error.sku);
  return [{ path: `variants.${place}.sku`, message: error.message }];
}
