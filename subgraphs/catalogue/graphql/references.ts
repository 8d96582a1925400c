import type { References } from '#kernel/graphql/subgraph-schema.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { CategoryType } from './category.type.ts';
import { loadersOf } from './loaders.ts';
import { ProductType } from './product.type.ts';
import { VariantType } from './variant.type.ts';

/** How other subgraphs refer to what the catalogue owns: many at once, in one statement. */
export const catalogueReferences = (rt: CatalogueRuntime): References => ({
  Product: async ({ id, slug }, request) => {
    const loaders = loadersOf(rt);
    const offer = id
      ? await loaders.offer(request, id)
      : await loaders.offerBySlug(request, slug ?? '');
    return offer && ProductType.of(offer);
  },
  Variant: async ({ id }, request) => {
    const variant = await loadersOf(rt).variant(request, id);
    return variant && VariantType.of(variant, variant.offer);
  },
  Category: async ({ id }, request) => {
    const tree = await loadersOf(rt).categories(request, 'all');
    const category = tree?.get(id);
    return category ? CategoryType.of(category, tree!) : null;
  },
});
