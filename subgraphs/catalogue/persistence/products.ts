import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { Language } from '../domain/names.ts';
import type { Category, Product, Variant } from '../domain/product.ts';
import { SPECIAL_PRICES } from './special-prices.ts';

/** The columns of `catalogue.products p` in the names of `Product`. */
export const PRODUCT_COLUMNS = `p.id, p.status, p.slug, p.slugs, p.name, p.names, p.description, p.descriptions, p.brand, p.product_type as "productType",
  p.category_id as "categoryId", p.merchant_id as "merchantId", p.attributes, p.minimum_age as "minimumAge",
  p.forbidden_regions as "forbiddenRegions", p.alcohol_by_volume::float8 as "alcoholByVolume", p.warnings, p.media,
  p.published_at as "publishedAt",
  array(select json_build_object('name', o.name, 'choices', o.choices)
    from catalogue.product_options o where o.product_id = p.id order by o.position) as options`;

/** Timestamps arrive as text. */
export type ProductRow = Omit<Product, 'publishedAt'> & { readonly publishedAt: string };

export const productOf = (row: ProductRow): Product => ({
  ...row,
  publishedAt: new Date(row.publishedAt),
});

/** Of `catalogue.variants v` and its `catalogue.products p`. */
const FOR_SALE = `(p.status = 'PUBLISHED' and v.removed_at is null)`;

const VARIANT_COLUMNS = `v.id, v.product_id as "productId", v.sku, v.name, v.options, v.media, p.provisioning,
  coalesce(v.tax_category, p.tax_category) as "taxCategory",
  ${FOR_SALE} as "forSale", case when ${FOR_SALE} then coalesce(s.available, 0) else 0 end as available,
  case when ${FOR_SALE} then coalesce(s.backorder_limit - s.owed, 0) else 0 end as backorderable,
  s.low_stock_threshold as "lowStockThreshold",
  (select coalesce(json_object_agg(currency, amount_minor::text), '{}') from catalogue.prices where variant_id = v.id) as prices,
  ${SPECIAL_PRICES} as "specialPrices"`;

const VARIANTS = `catalogue.variants v join catalogue.products p on p.id = v.product_id
  left join catalogue.stock_levels s on s.variant_id = v.id`;

/** Products that are on sale, or were: nobody but operators sees what never was. */
export const productRowsWith = (
  em: EntityManager,
  key: 'id' | 'slug',
  values: readonly string[],
): Promise<ProductRow[]> =>
  sql<ProductRow>(
    em,
    `select ${PRODUCT_COLUMNS} from catalogue.products p where p.${key} = any ($1)
       and p.published_at is not null`,
    [values],
  );

export const productsWith = async (
  ...asked: Parameters<typeof productRowsWith>
): Promise<Product[]> => (await productRowsWith(...asked)).map(productOf);

/**
 * To which products these slugs lead that none has as its own: those of other languages, and former ones. One that only a draft
 * has goes on leading to whoever had it before.
 */
export async function productIdsBySlug(
  em: EntityManager,
  slugs: readonly string[],
): Promise<Map<string, Product['id']>> {
  const rows = await sql<{ slug: string; id: Product['id'] }>(
    em,
    `select distinct on (slug) slug, product_id as id from catalogue.product_slugs where slug = any ($1)
     order by slug, current`,
    [slugs],
  );
  return new Map(rows.map(({ slug, id }) => [slug, id]));
}

/** The numbers under which the search's tally knows products. */
export async function productNumbers(
  em: EntityManager,
  ids: readonly string[],
): Promise<Map<Product['id'], number>> {
  const rows = await sql<{ id: Product['id']; number: number }>(
    em,
    'select id, number from catalogue.products where id = any ($1)',
    [ids],
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

/** Where a slug leads. */
export type ProductAddress = {
  readonly productId: Product['id'];
  readonly language: Language;
  /** The slug that the product has now in this language. */
  readonly slug: string;
};

/** Null if it leads nowhere. A product that has no slug any more in the language of an old one has its English one. */
export async function addressOf(em: EntityManager, slug: string): Promise<ProductAddress | null> {
  const [address] = await sql<ProductAddress>(
    em,
    `select p.id as "productId", coalesce(present.language, 'en') as language, coalesce(present.slug, p.slug) as slug
     from catalogue.product_slugs asked join catalogue.products p on p.id = asked.product_id
     left join catalogue.product_slugs present on present.product_id = p.id and present.current
       and present.language = asked.language
     where asked.slug = $1 order by asked.current limit 1`,
    [slug],
  );
  return address ?? null;
}

/** Variants of products that are on sale, or were. */
export const variantsWith = (
  em: EntityManager,
  key: 'id' | 'sku' | 'product_id',
  values: readonly string[],
) =>
  sql<Variant>(
    em,
    `select ${VARIANT_COLUMNS} from ${VARIANTS} where v.${key} = any ($1)
       and p.published_at is not null order by v.product_id, v.position`,
    [values],
  );

/** The whole tree, every level in its order; it is small. */
export const allCategories = (em: EntityManager) =>
  sql<Category>(
    em,
    'select id, version, slug, name, names, parent_id as "parentId" from catalogue.categories order by position, slug',
  );
