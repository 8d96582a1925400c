import type { EntityManager } from '@mikro-orm/postgresql';
import { Cache, type SharedStore } from '#kernel/cache/cache.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { Product, Variant } from '../domain/product.ts';
import type { Categories, CategoryTree } from './categories.ts';
import {
  type ProductRow,
  productIdsBySlug,
  productOf,
  productRowsWith,
  variantsWith,
} from './products.ts';

/** A product that is on sale, or was, all its variants, and the categories that it is sorted into, as they are now. */
export type Offer = {
  readonly product: Product;
  readonly variants: readonly Variant[];
  readonly categories: CategoryTree;
};

/** A variant, and what it is a part of. */
export type OfferedVariant = Variant & { readonly offer: Offer };

/** A product as it is kept, in what JSON can say. What is on the shelf changes too often for that. */
type KeptOffer = { readonly product: ProductRow; readonly variants: readonly Variant[] };

type Shelf = Pick<Variant, 'available' | 'backorderable' | 'lowStockThreshold'>;
type Present = {
  id: string;
  slug: string;
  mark: string;
  tree: string;
  shelves: Record<string, Shelf>;
};

/** What is so of products right now: the marks that change with each change of them and of the tree, and what is on the shelf. */
const PRESENT = `select p.id, p.slug, v.version || '.' || v.changed_in as mark,
  (select version::text from catalogue.category_tree) as tree, (
    select coalesce(json_object_agg(s.variant_id, json_build_object('available', s.available,
      'backorderable', s.backorder_limit - s.owed, 'lowStockThreshold', s.low_stock_threshold)), '{}')
    from catalogue.variants own join catalogue.stock_levels s on s.variant_id = own.id where own.product_id = p.id) as shelves
  from catalogue.products p join catalogue.product_versions v on v.product_id = p.id where p.published_at is not null`;

/** By what offers are asked for, each a set of product ids or slugs. */
const KEYS = {
  id: 'p.id = any ($1)',
  slug: 'p.slug = any ($1)',
  variant: 'p.id in (select product_id from catalogue.variants where id = any ($1))',
  sku: 'p.id in (select product_id from catalogue.variants where sku = any ($1))',
} as const;

const NOTHING = { available: 0, backorderable: 0 };
const MOST = 5_000;

/** Products with their variants and prices: one statement says what is on the shelf, and what of the rest is still known. */
export class Offers {
  private readonly kept: Cache<KeptOffer>;

  constructor(
    private readonly em: () => EntityManager,
    private readonly store: SharedStore | null,
    private readonly categories: Categories,
  ) {
    this.kept = new Cache({ name: 'offers', most: MOST, store, load: (ids) => this.load(ids) });
  }

  close(): void {
    this.store?.close();
  }

  async with(key: keyof typeof KEYS, values: readonly string[]): Promise<Offer[]> {
    const rows = await sql<Present>(this.em(), `${PRESENT} and ${KEYS[key]}`, [values]);
    const [first] = rows;
    if (!first) return [];
    const [kept, categories] = await Promise.all([
      this.kept.read(new Map(rows.map(({ id, mark }) => [id, mark]))),
      this.categories.at(first.tree),
    ]);
    return rows.flatMap(({ id, shelves }) => {
      const offer = kept.get(id);
      return offer ? [{ ...offerOf(offer, shelves), categories }] : [];
    });
  }

  /** By the slugs that were asked for: those products have as their own, or else in any language or before. */
  async bySlug(slugs: readonly string[]): Promise<Map<string, Offer>> {
    const own = await this.with('slug', slugs);
    const found = new Map(own.map((offer) => [offer.product.slug, offer]));
    const others = slugs.filter((slug) => !found.has(slug));
    if (others.length === 0) return found;
    const ids = await productIdsBySlug(this.em(), others);
    const byId = Map.groupBy(await this.with('id', [...ids.values()]), ({ product }) => product.id);
    for (const [slug, id] of ids) {
      const [offer] = byId.get(id) ?? [];
      if (offer) found.set(slug, offer);
    }
    return found;
  }

  /** Read after their marks, so they are never older. */
  private async load(ids: readonly string[]): Promise<Map<string, KeptOffer>> {
    const [products, variants] = await Promise.all([
      productRowsWith(this.em(), 'id', ids),
      variantsWith(this.em(), 'product_id', ids),
    ]);
    const byProduct = Map.groupBy(variants, ({ productId }) => productId);
    return new Map(
      products.map((product) => [
        product.id,
        { product, variants: byProduct.get(product.id) ?? [] },
      ]),
    );
  }
}

const offerOf = ({ product, variants }: KeptOffer, shelves: Present['shelves']) => ({
  product: productOf(product),
  variants: variants.map((variant) => ({
    ...variant,
    ...shelves[variant.id],
    ...(!variant.forSale && NOTHING),
  })),
});
