import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { SPECIAL_PRICES } from './special-prices.ts';
import type { ProductRecord, SkuHolder } from '../domain/product-record.ts';

const RECORDS = `select p.id, p.version, p.status, p.slug, p.slugs, p.name, p.names, p.description, p.descriptions, p.brand,
  p.product_type as "productType", p.category_id as "categoryId", p.merchant_id as "merchantId", p.provisioning,
  p.attributes, p.minimum_age as "minimumAge", p.forbidden_regions as "forbiddenRegions",
  p.alcohol_by_volume::float8 as "alcoholByVolume", p.warnings, p.media, p.tax_category as "taxCategory", p.published_at as "publishedAt",
  array(select json_build_object('name', o.name, 'choices', o.choices)
    from catalogue.product_options o where o.product_id = p.id order by o.position) as options,
  array(select json_build_object('id', v.id, 'sku', v.sku, 'name', v.name, 'options', v.options,
      'media', v.media, 'taxCategory', v.tax_category, 'prices',
      (select coalesce(json_object_agg(currency, amount_minor::text order by currency), '{}')
        from catalogue.prices where variant_id = v.id), 'specialPrices', ${SPECIAL_PRICES})
    from catalogue.variants v where v.product_id = p.id and v.removed_at is null order by v.position) as variants
from catalogue.products p`;

type Row = Omit<ProductRecord, 'publishedAt'> & { readonly publishedAt: string | null };

/** Products in any status, as `condition` finds them, with all that is said of them, in one statement. */
export async function productRecords(
  em: EntityManager,
  condition: string,
  values: readonly unknown[],
): Promise<ProductRecord[]> {
  const rows = await sql<Row>(em, `${RECORDS} ${condition}`, values);
  return rows.map((row) => ({
    ...row,
    publishedAt: row.publishedAt === null ? null : new Date(row.publishedAt),
  }));
}

/**
 * The same, which nobody else changes until the transaction ends. They are locked first and read after that, because a
 * statement that waits for a lock goes on with the variants that it saw before.
 */
export async function lockProductRecords(
  em: EntityManager,
  key: 'id' | 'slug',
  values: readonly string[],
): Promise<ProductRecord[]> {
  const locked = await sql<{ id: Id<'prd'> }>(
    em,
    `select id from catalogue.products where ${key} = any ($1) order by id for no key update`,
    [values],
  );
  return productRecords(em, 'where p.id = any ($1)', [locked.map(({ id }) => id)]);
}

/**
 * Who has, or had, these SKUs and slugs. Whoever is about to take some waits here for others who do, until the
 * transaction ends, so that the answer stays true.
 */
export async function lockNames(
  em: EntityManager,
  { skus, slugs }: { readonly skus: readonly string[]; readonly slugs: readonly string[] },
): Promise<{ holders: Map<string, SkuHolder>; slugs: Map<string, Id<'prd'>> }> {
  // Types before names, as everybody does.
  await sql(
    em,
    `select pg_advisory_xact_lock_shared(hashtextextended('catalogue/product-types', 0)),
       pg_advisory_xact_lock(hashtextextended('catalogue/names', 0))`,
  );
  const [held, named] = [
    await sql<SkuHolder>(
      em,
      `select sku, id as "variantId", product_id as "productId" from catalogue.variants where sku = any ($1)`,
      [skus],
    ),
    await sql<{ id: Id<'prd'>; slug: string }>(
      em,
      'select product_id as id, slug from catalogue.product_slugs where slug = any ($1) and current',
      [slugs],
    ),
  ];
  return {
    holders: new Map(held.map((holder) => [holder.sku, holder])),
    slugs: new Map(named.map(({ id, slug }) => [slug, id])),
  };
}
