import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { type FieldChange, fieldChanges } from '../domain/product-changes.ts';
import type { Pins, StopWords, Synonym } from '../usecases/tune-search.ts';
import type { Author } from './save-products.ts';

/** What an operator says of searches is about one of these. */
export type SearchChangeSubject = 'SYNONYM' | 'STOP_WORDS' | 'PINS';

/** What is said of a term or a query; it has version 0 if nothing is. */
export type Kept<Said> = Said & { readonly version: number };

/** Grows with each change of what is said of a subject, taking it away included, so no version comes twice. */
const versionOf = (about: SearchChangeSubject, subject: string) =>
  `1 + (select coalesce(max(number), 0)::int from catalogue.search_changes
    where about = '${about}' and subject = ${subject}) as version`;

const SYNONYMS = `select language, term, means, ${versionOf('SYNONYM', `language || ': ' || term`)}
  from catalogue.search_synonyms`;

/** Of one language, or of all; by language and term. */
export const listSynonyms = (
  em: EntityManager,
  language: string | null,
  after: readonly [language: string, term: string] | null,
  limit: number,
) =>
  sql<Kept<Synonym>>(
    em,
    `${SYNONYMS} where language = coalesce($1, language) and (language, term) > ($2, $3) order by language, term limit $4`,
    [language, ...(after ?? ['', '']), limit],
  );

/** What one term means; nothing, if it is no synonym. */
export async function synonymOf(
  em: EntityManager,
  { language, term }: Pick<Synonym, 'language' | 'term'>,
): Promise<Kept<Synonym>> {
  const [found] = await sql<Kept<Synonym>>(em, `${SYNONYMS} where (language, term) = ($1, $2)`, [
    language,
    term,
  ]);
  return found ?? { language, term, means: [], version: 0 };
}

/** All of them, in their order. */
export async function stopWords(em: EntityManager): Promise<Kept<StopWords>> {
  const [list] = await sql<Kept<StopWords>>(
    em,
    `select array(select word from catalogue.search_stop_words order by word) as words, ${versionOf('STOP_WORDS', `''`)}`,
  );
  return list!;
}

const PINS = `select query,
    coalesce(array_agg(product_id order by position) filter (where position is not null), '{}') as first,
    coalesce(array_agg(product_id order by product_id) filter (where position is null), '{}') as last,
    ${versionOf('PINS', 'query')}
  from catalogue.search_pins`;

/** What is pinned for each query; by query. */
export const listPins = (em: EntityManager, after: string | null, limit: number) =>
  sql<Kept<Pins>>(em, `${PINS} where query > $1 group by query order by query limit $2`, [
    after ?? '',
    limit,
  ]);

/** What is pinned for one query; nothing, if nothing is. */
export async function pinsOf(em: EntityManager, query: string): Promise<Kept<Pins>> {
  const [pins] = await sql<Kept<Pins>>(em, `${PINS} where query = $1 group by query`, [query]);
  return pins ?? { query, first: [], last: [], version: 0 };
}

/** What was said of a term or a query before, and is said now; null is nothing. */
export type SearchChange = {
  readonly about: SearchChangeSubject;
  readonly subject: string;
  readonly before: object | null;
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
  const fields = fieldChanges(before, after);
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

/** Changes with everything that operators say, and each minute, because the catalogue's own words change too. */
export async function readTuningMark(em: EntityManager): Promise<string> {
  const [row] = await sql<{ mark: string }>(
    em,
    `select format('%s %s %s', (select max(number) from catalogue.search_changes),
       (select sum(version) from catalogue.options), date_trunc('minute', now())) as mark`,
  );
  return row!.mark;
}
