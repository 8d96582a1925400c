import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { Category, Product, Variant } from '../domain/product.ts';

/** The columns of `catalogue.products p` in the names of `Product`. */
export const PRODUCT_COLUMNS = `p.id, p.slug, p.name, p.description, p.brand, p.product_type as "productType",
  p.category_id as "categoryId", p.merchant_id as "merchantId", p.attributes, p.minimum_age as "minimumAge",
  p.forbidden_regions as "forbiddenRegions", p.alcohol_by_volume::float8 as "alcoholByVolume",
  p.published_at as "publishedAt",
  array(select json_build_object('name', o.name, 'choices', o.choices)
    from catalogue.product_options o where o.product_id = p.id order by o.position) as options`;

/** Timestamps arrive as text. */
export type ProductRow = Omit<Product, 'publishedAt'> & { readonly publishedAt: string };

export const productOf = (row: ProductRow): Product => ({
  ...row,
  publishedAt: new Date(row.publishedAt),
});

const VARIANT_COLUMNS = `v.id, v.product_id as "productId", v.sku, v.name, v.options, p.provisioning,
  coalesce(s.on_hand - s.reserved, 0) as available,
  (select coalesce(json_object_agg(currency, amount_minor::text), '{}') from catalogue.prices where variant_id = v.id) as prices`;

const VARIANTS = `catalogue.variants v join catalogue.products p on p.id = v.product_id
  left join catalogue.stock_levels s on s.variant_id = v.id`;

export async function productsWith(
  em: EntityManager,
  key: 'id' | 'slug',
  values: readonly string[],
): Promise<Product[]> {
  const rows = await sql<ProductRow>(
    em,
    `select ${PRODUCT_COLUMNS} from catalogue.products p where p.${key} = any ($1)`,
    [values],
  );
  return rows.map(productOf);
}

export const variantsWith = (
  em: EntityManager,
  key: 'id' | 'sku' | 'product_id',
  values: readonly string[],
) =>
  sql<Variant>(
    em,
    `select ${VARIANT_COLUMNS} from ${VARIANTS} where v.${key} = any ($1) order by v.product_id, v.position`,
    [values],
  );

/** The whole tree, every level in its order; it is small. */
export const allCategories = (em: EntityManager) =>
  sql<Category>(
    em,
    'select id, slug, name, parent_id as "parentId" from catalogue.categories order by position, slug',
  );
