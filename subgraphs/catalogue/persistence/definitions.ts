import type { EntityManager } from '@mikro-orm/postgresql';
import type { DomainEvent } from '#kernel/domain/aggregate.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { type FieldChange, fieldChanges } from '../domain/product-changes.ts';
import type { Author } from './save-products.ts';
import { writeEvents } from './write-events.ts';

/** What operators define: an attribute, a product type, … */
type Definition = { readonly id: string; readonly version: number };

/** One step in the life of it: as it was, null if it is new, and as it is now, null if it is gone. */
export type DefinitionChange<One extends Definition> = {
  readonly before: One | null;
  readonly after: One | null;
};

/**
 * Keeps who changed what, and tells it. `after` has its new version already.
 * @param event null for what nobody else needs to hear of
 */
export const recordChange = <One extends Definition>(
  em: EntityManager,
  change: DefinitionChange<One>,
  event: DomainEvent | null,
  author: Author,
): Promise<void> => recordChanges(em, [{ ...change, event }], author);

/** The same of many, in as many statements. */
export async function recordChanges<One extends Definition>(
  em: EntityManager,
  changes: readonly (DefinitionChange<One> & { readonly event: DomainEvent | null })[],
  { by, at }: Author,
): Promise<void> {
  const rows = changes.map(({ before, after }) => ({
    subject_id: (after ?? before)!.id,
    version: after?.version ?? before!.version + 1,
    kind: before === null ? 'CREATED' : after === null ? 'REMOVED' : 'CHANGED',
    fields: before === null ? [] : fieldChanges(before, after),
  }));
  await execute(
    em,
    `insert into catalogue.definition_changes (subject_id, version, kind, fields, changed_by, changed_at)
     select subject_id, version, kind, fields, $2, $3 from jsonb_to_recordset($1::jsonb)
       as row (subject_id text, version int, kind text, fields jsonb)`,
    [JSON.stringify(rows), by, at],
  );
  await writeEvents(
    em,
    changes.flatMap(({ event }, index) => {
      const { subject_id: aggregateId, version } = rows[index]!;
      return event ? [{ aggregateId, version, event }] : [];
    }),
  );
}

export type DefinitionChangeKind = 'CREATED' | 'CHANGED' | 'REMOVED';

export type DefinitionHistoryEntry = {
  readonly version: number;
  readonly kind: DefinitionChangeKind;
  readonly fields: readonly FieldChange[];
  readonly changedBy: string;
  readonly changedAt: Date;
};

/** What became of it, the newest first. */
export async function definitionHistory(
  em: EntityManager,
  id: string,
  page: { readonly limit: number; readonly before: number | null },
): Promise<DefinitionHistoryEntry[]> {
  const rows = await sql<Omit<DefinitionHistoryEntry, 'changedAt'> & { changedAt: string }>(
    em,
    `select version, kind, fields, changed_by as "changedBy", changed_at as "changedAt"
     from catalogue.definition_changes
     where subject_id = $1 and ($2::int is null or version < $2) order by version desc limit $3`,
    [id, page.before, page.limit],
  );
  return rows.map((row) => ({ ...row, changedAt: new Date(row.changedAt) }));
}
