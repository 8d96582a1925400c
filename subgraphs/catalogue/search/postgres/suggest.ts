import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { Suggestion } from '../../domain/ports.ts';
import { plainText } from '../../domain/query-words.ts';

/** Of categories and brands, so that products have room too. */
const MOST_OF_A_KIND = 3;

/** Among so many of the products that stand first, what somebody types is nearly always found often enough. */
const POPULAR = 2_000;
const MOST_WORDS = 8;

/** Categories and brands that have a word with this beginning, and then products whose names do. */
export async function suggest(
  em: EntityManager,
  beginning: string,
  limit: number,
): Promise<Suggestion[]> {
  const plain = plainText(beginning);
  if (plain === '') return [];
  const groups = await suggestGroups(em, plain);
  const products = await suggestProducts(em, plain, limit);
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
  limit: number,
): Promise<Suggestion[]> {
  const words = plain.split(' ').slice(0, MOST_WORDS);
  const each = (condition: (word: string) => string) =>
    words.map((_, place) => condition(`$${place + 2}`)).join(' and ');
  const begun = each((word) => `strpos(plain_names, ' ' || ${word}) > 0`);
  const begunByIndex = each((word) => `plain_names like '% ' || ${word} || '%'`);
  const all = `select id, name, available, popularity, length(name) as length, plain_names
    from catalogue.products where status = 'PUBLISHED'`;
  const order = 'order by available desc, popularity desc, length, id limit';
  return sql<Suggestion>(
    em,
    `with popular as materialized (select * from (${all} ${order} ${POPULAR}) p where ${begun} ${order} $1)
     select 'PRODUCT' as kind, name as text, id as value from (
       (select * from popular where (select count(*) from popular) = $1)
       union all
       (${all} and ${begunByIndex} and (select count(*) from popular) < $1)
     ) p ${order} $1`,
    [limit, ...words],
  );
}

/** The same without products. @param plain see `plainText` */
export const suggestGroups = (em: EntityManager, plain: string): Promise<Suggestion[]> =>
  sql<Suggestion>(
    em,
    `select upper(facet) as kind, label as text, value from catalogue.facet_values
     where plain_label is not null and ' ' || plain_label like '% ' || $1 || '%'
     order by facet desc, not starts_with(plain_label, $1), length(label), label limit $2`,
    [plain, 2 * MOST_OF_A_KIND],
  );
