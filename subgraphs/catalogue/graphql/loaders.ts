import type { Id } from '#kernel/domain/id.ts';
import { batched } from '#kernel/graphql/batched.ts';
import type { Attribute } from '../domain/attribute.ts';
import type { ProductType } from '../domain/product-type.ts';
import type { Category, Product, Variant } from '../domain/product.ts';
import { attributesNamed, productTypesNamed } from '../persistence/product-schema.ts';
import {
  allCategories,
  productsBySlug,
  productsWith,
  variantsWith,
} from '../persistence/products.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';

/** Reads of one request, each in one statement however many fields ask. */
export type Loaders = ReturnType<typeof createLoaders>;

const known = new WeakMap<CatalogueRuntime, Loaders>();

export function loadersOf(rt: CatalogueRuntime): Loaders {
  const loaders = known.get(rt) ?? createLoaders(rt);
  known.set(rt, loaders);
  return loaders;
}

const createLoaders = (rt: CatalogueRuntime) => ({
  product: batched<string, Product>(async (ids) =>
    keyed(await productsWith(reading(rt), 'id', askable(ids)), ({ id }) => id),
  ),
  productBySlug: batched<string, Product>(async (slugs) =>
    productsBySlug(reading(rt), askable(slugs)),
  ),
  variant: batched<string, Variant>(async (ids) =>
    keyed(await variantsWith(reading(rt), 'id', askable(ids)), ({ id }) => id),
  ),
  variantBySku: batched<string, Variant>(async (skus) =>
    keyed(await variantsWith(reading(rt), 'sku', askable(skus)), ({ sku }) => sku),
  ),
  variantsOf: batched<Id<'prd'>, Variant[]>(async (ids) =>
    Map.groupBy(
      (await variantsWith(reading(rt), 'product_id', ids)).filter(({ forSale }) => forSale),
      ({ productId }) => productId,
    ),
  ),
  attribute: batched<string, Attribute>(async (names) =>
    keyed(await attributesNamed(reading(rt), askable(names)), ({ name }) => name),
  ),
  productType: batched<string, ProductType>(async (names) =>
    keyed(await productTypesNamed(reading(rt), askable(names)), ({ name }) => name),
  ),
  categories: batched<'all', CategoryTree>(
    async () => new Map([['all', new CategoryTree(await allCategories(reading(rt)))]]),
  ),
});

/** Text with a NUL names nothing, and PostgreSQL refuses to look for it. */
const askable = (keys: readonly string[]) => keys.filter((key) => !key.includes('\0'));

const keyed = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));

/** All categories, found from each other without asking the database again. */
export class CategoryTree {
  private readonly byId: ReadonlyMap<string, Category>;

  constructor(readonly all: readonly Category[]) {
    this.byId = keyed(all, ({ id }) => id);
  }

  get(id: string): Category | null {
    return this.byId.get(id) ?? null;
  }

  bySlug(slug: string): Category | null {
    return this.all.find((category) => category.slug === slug) ?? null;
  }

  under(parentId: Id<'cat'> | null): Category[] {
    return this.all.filter((category) => category.parentId === parentId);
  }

  /** From the root down to the parent. */
  above({ parentId }: Pick<Category, 'parentId'>): Category[] {
    const parent = parentId && this.get(parentId);
    return parent ? [...this.above(parent), parent] : [];
  }
}
