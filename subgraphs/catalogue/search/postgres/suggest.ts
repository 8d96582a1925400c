import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { Suggestion } from '../../domain/ports.ts';
import { plainText } from '../../domain/query-words.ts';

/** Of categories and brands, so that products have room too. */
const MOST_OF_A_KIND = 3;

/** Categories and brands that have a word with this beginning, and then products whose names do. */
export async function suggest(
  em: EntityManager,
  beginning: string,
  limit: number,
): Promise<Suggestion[]> {
  const plain = plainText(beginning);
  if (plain === '') return [];
  const groups = await suggestGroups(em, plain);
  const products = await sql<Suggestion>(
    em,
    `select 'PRODUCT' as kind, p.name as text, p.id as value from catalogue.products p
     where p.search @@ catalogue.within(catalogue.every_word($1), 'A')
     order by p.available desc, p.popularity desc, length(p.name), p.id limit $2`,
    [plain, limit],
  );
  return [...groups, ...products].slice(0, limit);
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
