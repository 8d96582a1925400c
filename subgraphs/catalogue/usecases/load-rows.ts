import type { EntityManager } from '@mikro-orm/postgresql';
import type { Fault } from '../domain/faults.ts';
import type { NamesInFile } from '../domain/names-in-file.ts';
import type { ImportCounts } from '../domain/product-import.ts';
import { type ProductRow, type Surroundings, withRow } from '../domain/product-row.ts';
import { type Author, saveProducts } from '../persistence/save-products.ts';
import { ProductShelf, faultsFrom } from './product-shelf.ts';

export type LoadedRows = {
  readonly counts: ImportCounts;
  /** What is wrong with each row, in the order of the rows; nothing for one that is loaded. */
  readonly faults: readonly (readonly Fault[])[];
};

/**
 * Loads what rows say of products, in a number of statements that does not grow with them. A product is loaded whole or, if
 * anything is wrong with it, not at all. The caller's transaction does it, or undoes it.
 * @param names what earlier rows of the file took, if nothing else knows it
 */
export async function loadRows(
  em: EntityManager,
  rows: readonly ProductRow[],
  author: Author,
  names: NamesInFile | null,
): Promise<LoadedRows> {
  const shelf = await ProductShelf.open(em, {
    slugs: rows.flatMap((row) => [row.product ?? [], slugsIn(row)].flat()),
    skus: rows.flatMap(({ variants = [] }) => variants.map(({ sku }) => sku)),
    attributes: rows.map(({ attributes = {} }) => attributes),
  });
  const surroundings = {
    categories: new Map(shelf.categories.map(({ slug, id }) => [slug, id])),
    schema: shelf.schema,
    now: author.at,
  };
  const faults = rows.map((row) => put(shelf, row, surroundings, names));
  const changes = shelf.changes();
  const saved = new Set((await saveProducts(em, changes, author)).map(({ id }) => id));
  const created = changes.filter(({ before }) => before === null).length;
  return {
    faults,
    counts: {
      created,
      updated: saved.size - created,
      unchanged: changes.filter(({ after }) => !saved.has(after.id)).length,
      rejected: faults.filter((found) => found.length > 0).length,
    },
  };
}

/** @returns what is wrong with the row, whose product then stays as it is */
function put(
  shelf: ProductShelf,
  row: ProductRow,
  surroundings: Surroundings,
  names: NamesInFile | null,
): readonly Fault[] {
  const before =
    row.product === undefined
      ? shelf.withSku(row.variants?.[0]?.sku ?? '')
      : shelf.withSlug(row.product);
  try {
    const merged = withRow(before, row, surroundings);
    const clashes = names?.clashes(merged.slug, row) ?? [];
    if (clashes.length > 0) return clashes;
    const { slug } = shelf.put(before, merged);
    names?.take(slug, row);
    return [];
  } catch (error) {
    return faultsFrom(error, { slugPath: 'product', slugs: row.slugs, variants: row.variants });
  }
}

const slugsIn = ({ slugs = {} }: ProductRow): string[] =>
  Object.values(slugs).filter((slug) => slug !== null);
