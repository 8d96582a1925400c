import { batched } from '#kernel/graphql/batched.ts';
import type { Attribute } from '../domain/attribute.ts';
import type { Collection } from '../domain/collection.ts';
import type { Option } from '../domain/option.ts';
import type { ProductType } from '../domain/product-type.ts';
import type { CategoryTree } from '../persistence/categories.ts';
import type { Offer, OfferedVariant } from '../persistence/offers.ts';
import { optionsNamed } from '../persistence/options.ts';
import { attributesNamed, productTypesNamed } from '../persistence/product-schema.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { collectionsOfProducts } from '../usecases/collections-of-products.ts';

/** Reads of one request, each in one statement however many fields ask. */
export type Loaders = ReturnType<typeof createLoaders>;

const known = new WeakMap<CatalogueRuntime, Loaders>();

export function loadersOf(rt: CatalogueRuntime): Loaders {
  const loaders = known.get(rt) ?? createLoaders(rt);
  known.set(rt, loaders);
  return loaders;
}

const createLoaders = (rt: CatalogueRuntime) => ({
  offer: batched<string, Offer>(async (ids) =>
    keyed(await rt.offers.with('id', askable(ids)), ({ product }) => product.id),
  ),
  offerBySlug: batched<string, Offer>(async (slugs) => rt.offers.bySlug(askable(slugs))),
  variant: batched<string, OfferedVariant>(async (ids) =>
    keyed(variantsOf(await rt.offers.with('variant', askable(ids))), ({ id }) => id),
  ),
  variantBySku: batched<string, OfferedVariant>(async (skus) =>
    keyed(variantsOf(await rt.offers.with('sku', askable(skus))), ({ sku }) => sku),
  ),
  attribute: batched<string, Attribute>(async (names) =>
    keyed(await attributesNamed(reading(rt), askable(names)), ({ name }) => name),
  ),
  option: batched<string, Option>(async (names) =>
    keyed(await optionsNamed(reading(rt), askable(names)), ({ name }) => name),
  ),
  productType: batched<string, ProductType>(async (names) =>
    keyed(await productTypesNamed(reading(rt), askable(names)), ({ name }) => name),
  ),
  collections: batched<string, Collection[]>((ids) => collectionsOfProducts(rt, askable(ids))),
  categories: batched<'all', CategoryTree>(
    async () => new Map([['all', await rt.categories.tree()]]),
  ),
});

const variantsOf = (offers: readonly Offer[]): OfferedVariant[] =>
  offers.flatMap((offer) => offer.variants.map((variant) => ({ ...variant, offer })));

/** Text with a NUL names nothing, and PostgreSQL refuses to look for it. */
const askable = (keys: readonly string[]) => keys.filter((key) => !key.includes('\0'));

const keyed = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));
