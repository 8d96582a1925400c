import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { type FieldChange, fieldChanges } from '../domain/product-changes.ts';
import type { Pins, Synonym } from '../usecases/tune-search.ts';
import type { Author } from './save-products.ts';

/** Of one language, or of all; by language and term. */
export const listSynonyms = (
  em: EntityManager,
  language: string | null,
  after: readonly [language: string, term: string] | null,
  limit: number,
) =>
  sql<Synonym>(
    em,
    `select language, term, means from catalogue.search_synonyms
     where language = coalesce($1, language) and (language, term) > ($2, $3) order by language, term limit $4`,
    [language, ...(after ?? ['', '']), limit],
  );

export async function listStopWords(
  em: EntityManager,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ word: string }>(
    em,
    'select word from catalogue.search_stop_words where word > $1 order by word limit $2',
    [after ?? '', limit],
  );
  return rows.map(({ word }) => word);
}

const PINS = `select query,
    coalesce(array_agg(product_id order by position) filter (where position is not null), '{}') as first,
    coalesce(array_agg(product_id order by product_id) filter (where position is null), '{}') as last
  from catalogue.search_pins`;

/** What is pinned for each query; by query. */
export const listPins = (em: EntityManager, after: string | null, limit: number) =>
  sql<Pins>(em, `${PINS} where query > $1 group by query order by query limit $2`, [
    after ?? '',
    limit,
  ]);

/** Without the query; undefined if nothing is pinned. */
export async function pinsOf(
  em: EntityManager,
  query: string,
): Promise<Omit<Pins, 'query'> | undefined> {
  const [pins] = await sql<Pins>(em, `${PINS} where query = $1 group by query`, [query]);
  return pins && { first: pins.first, last: pins.last };
}

/** What an operator says of searches is about one of these. */
export type SearchChangeSubject = 'SYNONYM' | 'STOP_WORDS' | 'PINS';

/** What was said of a term or a query before, and is said now; null is nothing. */
export type SearchChange = {
  readonly about: SearchChangeSubject;
  readonly subject: string;
  readonly before: object | null | undefined;
  readonly after: object | null;
};

export const lockSearchTuning = (em: EntityManager) =>
  sql(em, `select pg_advisory_xact_lock(hashtextextended('catalogue/search tuning', 0))`);

/** Keeps who said it. Who says again what was said already changes nothing. */
export async function recordSearchChange(
  em: EntityManager,
  { about, subject, before, after }: SearchChange,
  { by, at }: Author,
): Promise<void> {
  const fields = fieldChanges(before ?? null, after);
  if (fields.length === 0) return;
  await execute(
    em,
    `insert into catalogue.search_changes (about, subject, fields, changed_by, changed_at) values ($1, $2, $3::jsonb, $4, $5)`,
    [about, subject, JSON.stringify(fields), by, at],
  );
}

export type SearchHistoryEntry = Pick<SearchChange, 'about' | 'subject'> & {
  readonly number: number;
  readonly fields: readonly FieldChange[];
  readonly changedBy: string;
  readonly changedAt: Date;
};

/** The newest first. */
export async function searchHistory(
  em: EntityManager,
  page: { readonly limit: number; readonly before: number | null },
): Promise<SearchHistoryEntry[]> {
  const rows = await sql<Omit<SearchHistoryEntry, 'changedAt'> & { changedAt: string }>(
    em,
    `select number::float8 as number, about, subject, fields, changed_by as "changedBy", changed_at as "changedAt"
     from catalogue.search_changes where $1::bigint is null or number < $1 order by number desc limit $2`,
    [page.before, page.limit],
  );
  return rows.map((row) => ({ ...row, changedAt: new Date(row.changedAt) }));
}
