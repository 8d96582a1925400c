import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import {
  type CategoryNames,
  type CategoryNode,
  type CategoryPlace,
  moved,
  newCategory,
  nodeOf,
  renamed,
} from '../domain/category-tree.ts';
import { CategoryInUse, InvalidCategory } from '../domain/errors.ts';
import { type Slips, madeSound } from '../domain/faults.ts';
import { type SeenVersion, nextVersion, requireSeen } from '../domain/versions.ts';
import {
  countInCategory,
  lockCategories,
  recountProducts,
  removeCategoryRow,
  saveCategories,
} from '../persistence/category-tree.ts';
import { collectionsNamingCategory } from '../persistence/collections.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** A category, as whoever changes it has seen it. */
export type SeenCategory = SeenVersion & { readonly id: Id<'cat'> };

/**
 * Adds a category, the last one under its parent.
 * @throws {InvalidCategory | CategorySlugTaken | CategoryNotFound}
 */
export const createCategory = (
  rt: CatalogueRuntime,
  by: string,
  category: CategoryNames & { readonly slug: string; readonly parentId: Id<'cat'> | null },
  slips: Slips = [],
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const tree = await lockCategories(em);
    const after = nextVersion(madeSound(slips, InvalidCategory, () => newCategory(tree, category)));
    const author = { by, at: rt.clock() };
    await saveCategories(em, 'CategoryCreated', [{ before: null, after }], author);
    return after;
  });

/** @throws {CategoryNotFound | ChangedMeanwhile | InvalidCategory} */
export const renameCategory = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenCategory,
  names: CategoryNames,
  slips: Slips = [],
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const tree = await lockCategories(em);
    const before = requireSeen(nodeOf(tree, seen.id), seen);
    const after = nextVersion(
      madeSound(slips, InvalidCategory, () => renamed(tree, seen.id, names)),
    );
    await saveCategories(em, 'CategoryRenamed', [{ before, after }], { by, at: rt.clock() });
    return after;
  });

/**
 * Puts a category, and all that is below it, somewhere else.
 * @throws {CategoryNotFound | ChangedMeanwhile | InvalidCategory}
 */
export const moveCategory = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenCategory,
  place: CategoryPlace,
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const tree = await lockCategories(em);
    const category = requireSeen(nodeOf(tree, seen.id), seen);
    const changes = moved(tree, seen.id, place).map((after) => ({
      before: nodeOf(tree, after.id),
      after: nextVersion(after),
    }));
    if (changes.length === 0) return category;
    await saveCategories(em, 'CategoryMoved', changes, { by, at: rt.clock() });
    await recountProducts(
      em,
      changes.filter(({ before, after }) => after.path !== before.path).map(({ after }) => after),
    );
    return changes.find(({ after }) => after.id === seen.id)?.after ?? category;
  });

/**
 * Removes a category that nothing is sorted into.
 * @throws {CategoryNotFound | ChangedMeanwhile}
 * @throws {CategoryInUse} while there are products in it, in whatever status, categories below it, or collections of it
 */
export const removeCategory = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenCategory,
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const tree = await lockCategories(em);
    const category = requireSeen(nodeOf(tree, seen.id), seen);
    const below = tree.filter(({ parentId }) => parentId === category.id).length;
    const products = await countInCategory(em, category);
    const collections = await collectionsNamingCategory(em, category.slug);
    if (products > 0 || below > 0 || collections.length > 0)
      throw new CategoryInUse(products, below, collections);
    await removeCategoryRow(em, category, { by, at: rt.clock() });
    return category;
  });
