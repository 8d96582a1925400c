import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { ImportNotFound } from '../domain/errors.ts';
import { ProductImport } from '../domain/product-import.ts';
import type { NameInFile, NameKey } from '../domain/names-in-file.ts';
import type { RowFault } from '../files/source.ts';

/** Of one import; whoever has more mistakes than these mends them first. */
const MOST_FAULTS = 10_000;

/** @throws {ImportNotFound} */
export async function lockImport(em: EntityManager, id: Id<'imp'>): Promise<ProductImport> {
  const found = await em.findOne(ProductImport, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!found) throw new ImportNotFound();
  return found;
}

/** Keeps what is wrong in a file, as far as there is room. */
export async function addFaults(
  em: EntityManager,
  importId: Id<'imp'>,
  faults: readonly RowFault[],
): Promise<void> {
  if (faults.length === 0) return;
  await execute(
    em,
    `with known as (select count(*)::int as faults from catalogue.import_faults where import_id = $1)
     insert into catalogue.import_faults (import_id, place, line, column_name, message)
     select $1, known.faults + place, line, "column", message
     from known, rows from (jsonb_to_recordset($2::jsonb) as (line int, "column" text, message text))
       with ordinality as fault (line, "column", message, place)
     where known.faults + place <= ${MOST_FAULTS}`,
    [importId, JSON.stringify(faults)],
  );
}

/** What is wrong in a file, in its order; each with its place among them, from 1. */
export const faultsOf = (
  em: EntityManager,
  importId: string,
  page: { readonly after: number; readonly limit: number },
) =>
  sql<RowFault & { readonly place: number }>(
    em,
    `select place, line, column_name as "column", message from catalogue.import_faults
     where import_id = $1 and place > $2 order by place limit $3`,
    [importId, page.after, page.limit],
  );

export const findImport = (em: EntityManager, id: string): Promise<ProductImport | null> =>
  em.findOne(ProductImport, { id: id as Id<'imp'> });

/** The newest first. */
export const listImports = (
  em: EntityManager,
  page: { readonly limit: number; readonly after: { startedAt: string; id: string } | null },
): Promise<ProductImport[]> =>
  em.find(
    ProductImport,
    page.after
      ? {
          $or: [
            { startedAt: { $lt: new Date(page.after.startedAt) } },
            {
              startedAt: new Date(page.after.startedAt),
              id: { $lt: page.after.id as Id<'imp'> },
            },
          ],
        }
      : {},
    { orderBy: { startedAt: 'desc', id: 'desc' }, limit: page.limit },
  );

/** Of these names, those that the file of a dry run has given to a product before. */
export const namesTaken = (
  em: EntityManager,
  importId: Id<'imp'>,
  names: readonly NameKey[],
): Promise<NameInFile[]> =>
  sql<NameInFile>(
    em,
    `select kind, name, product, line from catalogue.import_names
     join unnest($2::text[], $3::text[]) as asked (kind, name) using (kind, name) where import_id = $1`,
    [importId, names.map(({ kind }) => kind), names.map(({ name }) => name)],
  );

export const keepNames = (em: EntityManager, importId: Id<'imp'>, names: readonly NameInFile[]) =>
  execute(
    em,
    `insert into catalogue.import_names (import_id, kind, name, product, line)
     select $1, kind, name, product, line from jsonb_to_recordset($2::jsonb)
       as row (kind text, name text, product text, line int)`,
    [importId, JSON.stringify(names)],
  );

export const forgetNames = (em: EntityManager, importId: Id<'imp'>) =>
  execute(em, 'delete from catalogue.import_names where import_id = $1', [importId]);
