import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { FieldChange, ProductChangeKind } from '../domain/product-changes.ts';
import type { ProductRecord } from '../domain/product-record.ts';
import type { ProductStatus } from '../domain/product-status.ts';
import { productRecords } from './product-records.ts';

/** Which products an operator looks for; what is null does not matter. */
export type ProductListing = {
  readonly statuses: readonly ProductStatus[] | null;
  /** A slug; what is below the category is listed too. */
  readonly category: string | null;
  readonly brand: string | null;
  /** A part of the name, or how a SKU begins. */
  readonly words: string | null;
};

/** Where a page begins: after this name and id. */
export type ListingPosition = { readonly name: string; readonly id: Id<'prd'> };

/** One page, by name, in one statement. */
export function listProductRecords(
  em: EntityManager,
  { statuses, category, brand, words }: ProductListing,
  page: { readonly limit: number; readonly after: ListingPosition | null },
): Promise<ProductRecord[]> {
  return productRecords(
    em,
    `where ($1::text[] is null or p.status = any ($1))
       and ($2::text is null or p.category_id in (
         select below.id from catalogue.categories own join catalogue.categories below
           on below.path = own.path or starts_with(below.path, own.path || '/') where own.slug = $2))
       and ($3::text is null or p.brand = $3)
       and ($4::text is null or strpos(lower(p.name), lower($4)) > 0 or exists (
         select from catalogue.variants v where v.product_id = p.id and starts_with(v.sku, $4)))
       and ($5::text is null or (p.name, p.id) > ($5, $6))
     order by p.name, p.id limit $7`,
    [
      statuses,
      category,
      brand,
      words,
      page.after?.name ?? null,
      page.after?.id ?? null,
      page.limit,
    ],
  );
}

/** One step in the life of a product. */
export type HistoryEntry = {
  readonly version: number;
  readonly kind: ProductChangeKind;
  readonly fields: readonly FieldChange[];
  readonly changedBy: string;
  readonly changedAt: Date;
  /** The file in which it stood. */
  readonly importId: Id<'imp'> | null;
};

/** What became of a product, the newest first. */
export async function productHistory(
  em: EntityManager,
  productId: string,
  page: { readonly limit: number; readonly before: number | null },
): Promise<HistoryEntry[]> {
  const rows = await sql<Omit<HistoryEntry, 'changedAt'> & { changedAt: string }>(
    em,
    `select version, kind, fields, changed_by as "changedBy", changed_at as "changedAt",
       import_id as "importId"
     from catalogue.product_changes
     where product_id = $1 and ($2::int is null or version < $2) order by version desc limit $3`,
    [productId, page.before, page.limit],
  );
  return rows.map((row) => ({ ...row, changedAt: new Date(row.changedAt) }));
}
