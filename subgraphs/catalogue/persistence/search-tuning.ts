import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { Pins, Synonym } from '../usecases/tune-search.ts';

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

/** What is pinned for each query; by query. */
export const listPins = (em: EntityManager, after: string | null, limit: number) =>
  sql<Pins>(
    em,
    `select query,
       coalesce(array_agg(product_id order by position) filter (where position is not null), '{}') as first,
       coalesce(array_agg(product_id order by product_id) filter (where position is null), '{}') as last
     from catalogue.search_pins where query > $1 group by query order by query limit $2`,
    [after ?? '', limit],
  );
