import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { Suggestion, Typed } from '../../domain/ports.ts';
import { plainText } from '../../domain/query-words.ts';

/** Of categories and brands, so that products have room too. */
const MOST_OF_A_KIND = 3;

/** Among so many of the products that stand first, what somebody types is nearly always found often enough. */
const POPULAR = 2_000;
const MOST_WORDS = 8;

/** Categories and brands that have a word with this beginning, and then products whose names do. */
export async function suggest(
  em: EntityManager,
  { beginning, language, limit }: Typed,
): Promise<Suggestion[]> {
  const plain = plainText(beginning);
  if (plain === '') return [];
  const groups = await suggestGroups(em, plain, language);
  const products = await suggestProducts(em, plain, { language, limit });
  return [...groups, ...products].slice(0, limit);
}

/**
 * Products with words that begin so. A short beginning, which thousands of products have, is found among the popular ones,
 * of which no more are read, in the order of their index, than it takes; what is too rare for that is looked up. Two things
 * keep PostgreSQL from reading or sorting all of the popular ones: the order names columns only, and a word is found in
 * them by a function, which PostgreSQL does not take for so rare that it would have to read them all anyway.
 */
async function suggestProducts(
  em: EntityManager,
  plain: string,
  { language, limit }: Pick<Typed, 'language' | 'limit'>,
): Promise<Suggestion[]> {
  const words = plain.split(' ').slice(0, MOST_WORDS);
  const each = (condition: (word: string) => string) =>
    words.map((_, place) => condition(`$${place + 3}`)).join(' and ');
  const begun = each((word) => `strpos(plain_names, ' ' || ${word}) > 0`);
  const begunByIndex = each((word) => `plain_names like '% ' || ${word} || '%'`);
  const all = `select id, name, available, popularity, length(name) as length, plain_names
    from catalogue.products where status = 'PUBLISHED'`;
  const order = 'order by available desc, popularity desc, length, id limit';
  return sql<Suggestion>(
    em,
    `with popular as materialized (select * from (${all} ${order} ${POPULAR}) p where ${begun} ${order} $1)
     select 'PRODUCT' as kind, id as value,
       coalesce((select said.names ->> $2 from catalogue.products said where said.id = p.id), name) as text from (
       (select * from popular where (select count(*) from popular) = $1)
       union all
       (${all} and ${begunByIndex} and (select count(*) from popular) < $1)
     ) p ${order} $1`,
    [limit, language, ...words],
  );
}

/** The same without products: categories, which many products have, and brands. @param plain see `plainText` */
export const suggestGroups = (
  em: EntityManager,
  plain: string,
  language: Typed['language'],
): Promise<Suggestion[]> =>
  sql<Suggestion>(
    em,
    `select kind, text, value from (
       select 'CATEGORY' as kind, coalesce(c.names ->> $2, c.name) as text, c.slug as value, c.plain_names as plain
       from catalogue.categories c where exists (select from catalogue.facet_values f where (f.facet, f.value) = ('category', c.slug))
       union all
       select 'BRAND', label, value, ' ' || plain_label from catalogue.facet_values
       -- Only brands and categories have plain labels; said here, it lets PostgreSQL use their index.
       where facet = 'brand' and plain_label is not null) groups
     where plain like '% ' || $1 || '%'
     order by kind desc, not starts_with(plain, ' ' || $1), length(text), text limit $3`,
    [plain, language, 2 * MOST_OF_A_KIND],
  );
