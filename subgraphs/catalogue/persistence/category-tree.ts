import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { CategoryNode, Tree } from '../domain/category-tree.ts';
import type { CategoryEvent } from '../events.ts';
import { recordChange, recordChanges } from './definitions.ts';
import type { Author } from './save-products.ts';

/**
 * The whole tree, which nobody else changes until the transaction ends. Whoever writes a product holds the same lock with
 * others, so that no product misses that its category has moved.
 */
export async function lockCategories(em: EntityManager): Promise<Tree> {
  await sql(em, `select pg_advisory_xact_lock(hashtextextended('catalogue/categories', 0))`);
  return sql<CategoryNode>(
    em,
    `select id, version, slug, name, names, parent_id as "parentId", path, position
     from catalogue.categories order by path`,
  );
}

/** A category as it was, null if it is new, and as it is now under its new version. */
export type CategoryChange = {
  readonly before: CategoryNode | null;
  readonly after: CategoryNode;
};

/** Writes these categories, who changed them, and tells it. What their products are found by follows. */
export async function saveCategories(
  em: EntityManager,
  type: CategoryEvent['type'],
  changes: readonly CategoryChange[],
  author: Author,
): Promise<void> {
  const rows = changes.map(({ after: { parentId, ...category } }) => ({
    ...category,
    parent_id: parentId,
  }));
  await execute(
    em,
    `insert into catalogue.categories (id, version, slug, name, names, parent_id, path, position)
     select id, version, slug, name, names, parent_id, path, position from jsonb_to_recordset($1::jsonb)
       as row (id text, version int, slug text, name text, names jsonb, parent_id text, path text, position int)
     on conflict (id) do update set version = excluded.version, name = excluded.name, names = excluded.names,
       parent_id = excluded.parent_id, path = excluded.path, position = excluded.position`,
    [JSON.stringify(rows)],
  );
  await execute(
    em,
    `update catalogue.facet_values set label = c.name from catalogue.categories c
     where facet = 'category' and value = c.slug and label <> c.name and c.id = any ($1)`,
    [rows.map(({ id }) => id)],
  );
  await recordChanges(
    em,
    changes.map((change) => ({ ...change, event: eventAbout(type, change.after) })),
    author,
  );
}

const eventAbout = (type: CategoryEvent['type'], { id, slug }: CategoryNode): CategoryEvent => ({
  type,
  data: { categoryId: id, slug },
});

/** Nobody is offered it any more. The caller has seen that nothing is in it. */
export async function removeCategoryRow(
  em: EntityManager,
  category: CategoryNode,
  author: Author,
): Promise<void> {
  await execute(em, 'delete from catalogue.categories where id = $1', [category.id]);
  await execute(em, `delete from catalogue.facet_values where facet = 'category' and value = $1`, [
    category.slug,
  ]);
  const event = eventAbout('CategoryRemoved', category);
  await recordChange(em, { before: category, after: null }, event, author);
}

/** How many products, in whatever status, are sorted right into this category. */
export async function countInCategory(em: EntityManager, { id }: CategoryNode): Promise<number> {
  const [counted] = await sql<{ count: number }>(
    em,
    'select count(*)::int as count from catalogue.products where category_id = $1',
    [id],
  );
  return counted!.count;
}

/** Has products of these categories counted under all that is above them now. */
export const recountProducts = (em: EntityManager, categories: Tree) =>
  execute(
    em,
    'update catalogue.products set category_id = category_id where category_id = any ($1)',
    [categories.map(({ id }) => id)],
  );
