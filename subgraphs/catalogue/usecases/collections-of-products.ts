import type { Id } from '#kernel/domain/id.ts';
import { type Collection, scopeOf } from '../domain/collection.ts';
import { listCollections } from '../persistence/collections.ts';
import { productNumbers } from '../persistence/products.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';

/**
 * The published collections to which each of these products belongs now, by their positions. One that is not on sale belongs to
 * none. Three statements, however many products and collections there are; the tally says it whatever engine searches, because it
 * asks a rule of one product as fast as of all.
 */
export async function collectionsOfProducts(
  rt: Pick<CatalogueRuntime, 'orm' | 'tally'>,
  ids: readonly string[],
): Promise<Map<Id<'prd'>, Collection[]>> {
  const [collections, numbers, tally] = await Promise.all([
    listCollections(reading(rt), { limit: null, after: null, unpublished: false }),
    productNumbers(reading(rt), ids),
    rt.tally.current(),
  ]);
  const rules = collections.map((collection) => ({
    collection,
    finds: tally.findsIn(scopeOf(collection.rule)),
  }));
  return new Map(
    [...numbers].map(([id, number]) => [
      id,
      rules.filter(({ finds }) => finds(number)).map(({ collection }) => collection),
    ]),
  );
}
