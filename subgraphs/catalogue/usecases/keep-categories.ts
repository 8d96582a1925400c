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
import { lockCategories, recountProducts, saveCategories } from '../persistence/category-tree.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/**
 * Adds a category, the last one under its parent.
 * @throws {InvalidCategory | CategorySlugTaken | CategoryNotFound}
 */
export const createCategory = (
  rt: CatalogueRuntime,
  category: CategoryNames & { readonly slug: string; readonly parentId: Id<'cat'> | null },
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const made = newCategory(await lockCategories(em), category);
    await saveCategories(em, 'CategoryCreated', [made]);
    return made;
  });

/** @throws {CategoryNotFound | InvalidCategory} */
export const renameCategory = (
  rt: CatalogueRuntime,
  id: Id<'cat'>,
  names: CategoryNames,
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const category = renamed(await lockCategories(em), id, names);
    await saveCategories(em, 'CategoryRenamed', [category]);
    return category;
  });

/**
 * Puts a category, and all that is below it, somewhere else.
 * @throws {CategoryNotFound | InvalidCategory}
 */
export const moveCategory = (
  rt: CatalogueRuntime,
  id: Id<'cat'>,
  place: CategoryPlace,
): Promise<CategoryNode> =>
  inTransaction(rt.orm, async (em) => {
    const tree = await lockCategories(em);
    const changed = moved(tree, id, place);
    if (changed.length === 0) return nodeOf(tree, id);
    await saveCategories(em, 'CategoryMoved', changed);
    await recountProducts(
      em,
      changed.filter((one) => one.path !== nodeOf(tree, one.id).path),
    );
    return nodeOf(changed.concat(tree), id);
  });
