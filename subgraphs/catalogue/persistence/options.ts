import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { type Option, termsOf, unsaidOption } from '../domain/option.ts';
import { queryWords, synonymKey } from '../domain/query-words.ts';
import type { NamePage } from './product-schema.ts';

const OPTIONS = 'select id, version, name, names, choices from catalogue.options';

export const optionsNamed = (em: EntityManager, names: readonly string[]) =>
  sql<Option>(em, `${OPTIONS} where name = any ($1)`, [names]);

/** Of which something is said, or which products have; by name. */
export async function listOptions(
  em: EntityManager,
  { limit, after }: NamePage,
): Promise<Option[]> {
  const rows = await sql<Option | { id: null; name: string }>(
    em,
    `select name, id, version, names, choices from (
       select name from catalogue.options union select name from catalogue.product_options) known
     left join catalogue.options using (name)
     where ($1::text is null or name > $1) order by name limit $2`,
    [after, limit],
  );
  return rows.map((row) => (row.id === null ? unsaidOption(row.name) : row));
}

/** A value that products offer, in any status, and how many of them do. */
export type OfferedValue = { readonly value: string; readonly products: number };

/** Values of an option, as they are spelt, whatever their case and accents, so that spellings of one value stand near each other. */
export const valuesOffered = (
  em: EntityManager,
  option: string,
  { limit, after }: NamePage,
): Promise<(OfferedValue & { readonly plain: string })[]> =>
  sql(
    em,
    `select value, products, plain from (
       select value, count(*)::int as products, catalogue.plain_text(value) as plain
       from catalogue.product_options, unnest(choices) value where name = $1 group by value) offered
     where $2::text is null or (plain, value) > (catalogue.plain_text($2), $2)
     order by plain, value limit $3`,
    [option, after, limit],
  );

/** What is said of an option; nobody else says anything of one until the transaction ends. */
export async function lockOption(em: EntityManager, name: string): Promise<Option> {
  await sql(em, `select pg_advisory_xact_lock(hashtextextended('catalogue/options', 0))`);
  const [known] = await optionsNamed(em, [name]);
  return known ?? unsaidOption(name);
}

/** Searches understand its names from the next one on. */
export async function saveOption(em: EntityManager, option: Option): Promise<void> {
  await execute(
    em,
    `insert into catalogue.options (id, version, name, names, choices)
     select id, version, name, names, choices from jsonb_to_record($1::jsonb)
       as row (id text, version int, name text, names jsonb, choices jsonb)
     on conflict (id) do update set version = excluded.version, names = excluded.names, choices = excluded.choices`,
    [JSON.stringify(option)],
  );
  await execute(em, 'delete from catalogue.option_terms where option_id = $1', [option.id]);
  await insertTerms(em, [option]);
}

/** Of options that have none yet. */
export async function insertTerms(em: EntityManager, options: readonly Option[]): Promise<void> {
  const rows = options.flatMap((option) =>
    termsOf(option).map(({ term, means }) => ({
      option_id: option.id,
      term,
      term_key: synonymKey(term),
      means,
      words: queryWords(term),
    })),
  );
  if (rows.length === 0) return;
  await execute(
    em,
    `with rows as (
       select * from jsonb_to_recordset($1::jsonb)
         as row (option_id text, term text, term_key text, means text, words text[])
     ), learned as (
       -- So that a mistyped one is understood too.
       insert into catalogue.search_words select distinct word, 0 from rows, unnest(words) word
         where word ~ '^[^0-9]{3,40}$' on conflict do nothing
     )
     insert into catalogue.option_terms (option_id, term, term_key, means)
       select option_id, term, term_key, means from rows`,
    [JSON.stringify(rows)],
  );
}
