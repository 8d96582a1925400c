import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { CategoryNode, Tree } from '../domain/category-tree.ts';
import type { CategoryEvent } from '../events.ts';
import { writeEvents } from './write-events.ts';

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

/** Writes these categories, and tells it. What their products are found by follows. */
export async function saveCategories(
  em: EntityManager,
  type: CategoryEvent['type'],
  categories: Tree,
): Promise<void> {
  const rows = categories.map(({ parentId, version, ...category }) => ({
    ...category,
    parent_id: parentId,
    version: version + 1,
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
    [categories.map(({ id }) => id)],
  );
  const events = rows.map(({ id, version, slug }) => {
    const event: CategoryEvent = { type, data: { categoryId: id, slug } };
    return { aggregateId: id, version, event };
  });
  await writeEvents(em, events);
}

/** Has products of these categories counted under all that is above them now. */
export const recountProducts = (em: EntityManager, categories: Tree) =>
  execute(
    em,
    'update catalogue.products set category_id = category_id where category_id = any ($1)',
    [categories.map(({ id }) => id)],
  );
