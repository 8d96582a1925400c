import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { InvalidProduct, SkuTaken, SlugTaken } from '../domain/errors.ts';
import type { Fault } from '../domain/faults.ts';
import type { NamesInFile } from '../domain/names-in-file.ts';
import type { ImportCounts } from '../domain/product-import.ts';
import {
  type ProductRecord,
  type SkuHolder,
  newSlugs,
  requireOwnSlugs,
  slugsOf,
  withOwnSkus,
} from '../domain/product-record.ts';
import { type ProductRow, type Surroundings, withRow } from '../domain/product-row.ts';
import { lockSchema } from '../persistence/product-schema.ts';
import { lockNames, lockProductRecords } from '../persistence/product-records.ts';
import { allCategories } from '../persistence/products.ts';
import { type Author, type ProductChange, saveProducts } from '../persistence/save-products.ts';

export type LoadedRows = {
  readonly counts: ImportCounts;
  /** What is wrong with each row, in the order of the rows; nothing for one that is loaded. */
  readonly faults: readonly (readonly Fault[])[];
};

/**
 * Loads what rows say of products, in a number of statements that does not grow with them. A product is loaded whole or, if
 * anything is wrong with it, not at all. The caller's transaction does it, or undoes it.
 * @param names what earlier rows of the file took, if nothing else knows it
 */
export async function loadRows(
  em: EntityManager,
  rows: readonly ProductRow[],
  author: Author,
  names: NamesInFile | null,
): Promise<LoadedRows> {
  const shelf = await Shelf.open(em, rows, author.at);
  const faults = rows.map((row) => shelf.put(row, names));
  const changes = shelf.changes();
  const saved = new Set((await saveProducts(em, changes, author)).map(({ id }) => id));
  const created = changes.filter(({ before }) => before === null).length;
  return {
    faults,
    counts: {
      created,
      updated: saved.size - created,
      unchanged: changes.filter(({ after }) => !saved.has(after.id)).length,
      rejected: faults.filter((found) => found.length > 0).length,
    },
  };
}

/** The products that some rows speak of, as they were and as they become row by row. */
class Shelf {
  private readonly touched = new Map<Id<'prd'>, ProductChange>();
  private readonly records = new Map<Id<'prd'>, ProductRecord>();
  private readonly bySlug = new Map<string, Id<'prd'>>();

  private constructor(
    records: readonly ProductRecord[],
    private readonly holders: Map<string, SkuHolder>,
    private readonly slugHolders: Map<string, Id<'prd'>>,
    private readonly surroundings: Surroundings,
  ) {
    for (const record of records) this.keep(record);
  }

  /** Products are locked before names, as by whoever changes a single one. */
  static async open(em: EntityManager, rows: readonly ProductRow[], now: Date): Promise<Shelf> {
    const skus = rows.flatMap(({ variants = [] }) => variants.map(({ sku }) => sku));
    const slugs = rows.flatMap((row) => [row.product ?? [], slugsIn(row)].flat());
    const meant = await sql<{ id: Id<'prd'> }>(
      em,
      `select id from catalogue.products where slug = any ($1)
       union select product_id from catalogue.variants where sku = any ($2)`,
      [slugs, skus],
    );
    const known = await lockProductRecords(
      em,
      'id',
      meant.map(({ id }) => id),
    );
    const names = await lockNames(em, { skus, slugs });
    // Somebody may have made some of them while we waited for the others.
    const ids = new Set(known.map(({ id }) => id));
    const fresh = [
      ...names.slugs.values(),
      ...[...names.holders.values()].map(({ productId }) => productId),
    ].filter((id) => !ids.has(id));
    const others = fresh.length > 0 ? await lockProductRecords(em, 'id', fresh) : [];
    const categories = await allCategories(em);
    return new Shelf([...known, ...others], names.holders, names.slugs, {
      categories: new Map(categories.map(({ slug, id }) => [slug, id])),
      schema: await lockSchema(
        em,
        [...known, ...others, ...rows].map(({ attributes = {} }) => attributes),
      ),
      now,
    });
  }

  /** @returns what is wrong with the row, whose product then stays as it is */
  put(row: ProductRow, names: NamesInFile | null): readonly Fault[] {
    const id = row.product === undefined ? this.holderOf(row) : this.bySlug.get(row.product);
    const before = id === undefined ? null : (this.records.get(id) ?? null);
    try {
      const merged = withRow(before, row, this.surroundings);
      const clashes = names?.clashes(merged.slug, row) ?? [];
      if (clashes.length > 0) return clashes;
      const after = withOwnSkus(before, merged, this.holders);
      requireOwnSlugs(after, newSlugs(before, after), this.slugHolders);
      this.touched.set(after.id, { before: this.originalOf(after.id, before), after });
      this.keep(after);
      names?.take(after.slug, row);
      return [];
    } catch (error) {
      if (error instanceof InvalidProduct) return error.faults;
      if (error instanceof SlugTaken) return [slugFault(row, error)];
      if (!(error instanceof SkuTaken)) throw error;
      const place = (row.variants ?? []).findIndex(({ sku }) => sku === error.sku);
      return [{ path: `variants.${place}.sku`, message: error.message }];
    }
  }

  changes(): ProductChange[] {
    return [...this.touched.values()];
  }

  private holderOf({ variants = [] }: ProductRow): Id<'prd'> | undefined {
    return this.holders.get(variants[0]?.sku ?? '')?.productId;
  }

  private originalOf(id: Id<'prd'>, before: ProductRecord | null): ProductRecord | null {
    const touched = this.touched.get(id);
    return touched ? touched.before : before;
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

const slugsIn = ({ slugs = {} }: ProductRow): string[] =>
  Object.values(slugs).filter((slug) => slug !== null);

function slugFault({ slugs = {} }: ProductRow, { slug, message }: SlugTaken): Fault {
  const [language] = Object.entries(slugs).find(([, own]) => own === slug) ?? [];
  return { path: language === undefined ? 'product' : `slugs.${language}`, message };
}
