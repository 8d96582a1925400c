import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidSearch } from '../domain/errors.ts';
import { queryWords, synonymKey } from '../domain/query-words.ts';
import { pinKey } from '../domain/understanding.ts';
import {
  type SearchChange,
  lockSearchTuning,
  pinsOf,
  recordSearchChange,
} from '../persistence/search-tuning.ts';
import type { CatalogueRuntime } from '../runtime.ts';

const MOST_MEANINGS = 20;
const MOST_PINS = 50;
const LONGEST_TERM = 100;

/** A term in one language, and what the catalogue calls it. */
export type Synonym = {
  /** ISO 639-1. */
  readonly language: string;
  readonly term: string;
  /** Without any, the term has no synonyms any more. */
  readonly means: readonly string[];
};

/**
 * Says what a term means, instead of what was said of it before. It holds from the next search on. Who says it is remembered, as
 * of all below.
 * @throws {InvalidSearch} for a term without words, an unknown language, or too many meanings
 */
export async function setSynonym(
  rt: CatalogueRuntime,
  by: string,
  { language, term, means }: Synonym,
): Promise<void> {
  if (!/^[a-z]{2}$/.test(language)) throw new InvalidSearch('A language is two small letters.');
  if (means.length > MOST_MEANINGS)
    throw new InvalidSearch(`A term has at most ${MOST_MEANINGS} meanings.`);
  for (const words of [term, ...means]) requireWords(words);
  await tune(rt, by, async (em) => {
    const [before] = await sql<Pick<Synonym, 'means'>>(
      em,
      'delete from catalogue.search_synonyms where (language, term) = ($1, $2) returning means',
      [language, term],
    );
    const after = means.length > 0 ? { means } : null;
    const change = { about: 'SYNONYM', subject: `${language}: ${term}`, before, after } as const;
    if (!after) return change;
    await execute(
      em,
      `insert into catalogue.search_synonyms (id, language, term, term_key, means) values ($1, $2, $3, $4, $5)`,
      [newId('syn'), language, term, synonymKey(term), means],
    );
    // So that a mistyped synonym is understood too.
    await execute(
      em,
      `insert into catalogue.search_words select word, 0 from unnest($1::text[]) word
       where word ~ '^[^0-9]{3,40}$' on conflict do nothing`,
      [[...new Set(queryWords(term))]],
    );
    return change;
  });
}

/**
 * Replaces the words that no search looks for.
 * @throws {InvalidSearch} for something that is not one word
 */
export async function setStopWords(
  rt: CatalogueRuntime,
  by: string,
  words: readonly string[],
): Promise<void> {
  const plain = words.map((word) => {
    const [only, ...others] = queryWords(word);
    if (only === undefined || others.length > 0)
      throw new InvalidSearch('A stop word is a single word.');
    return only;
  });
  const after = { words: [...new Set(plain)].toSorted() };
  await tune(rt, by, async (em) => {
    const removed = await sql<{ word: string }>(
      em,
      'delete from catalogue.search_stop_words returning word',
    );
    await execute(em, 'insert into catalogue.search_stop_words select unnest($1::text[])', [
      after.words,
    ]);
    const before = { words: removed.map(({ word }) => word).toSorted() };
    return { about: 'STOP_WORDS', subject: '', before, after };
  });
}

/** Products that stand first for a query, in their order, and ones that stand last. */
export type Pins = {
  readonly query: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
};

/**
 * Replaces what is pinned for a query; the same words in other letters or with accents are the same query.
 * @throws {InvalidSearch} for a query without words, too many products, one twice, or one that does not exist
 */
export async function pinProducts(
  rt: CatalogueRuntime,
  by: string,
  { query, first, last }: Pins,
): Promise<void> {
  requireWords(query);
  const products = [...first, ...last];
  if (products.length > MOST_PINS)
    throw new InvalidSearch(`A query has at most ${MOST_PINS} pinned products.`);
  if (new Set(products).size < products.length)
    throw new InvalidSearch('A product stands first or last, and once.');
  const key = pinKey(query);
  await tune(rt, by, async (em) => {
    const before = await pinsOf(em, key);
    await execute(em, 'delete from catalogue.search_pins where query = $1', [key]);
    const pinned = await execute(
      em,
      `insert into catalogue.search_pins (query, product_id, position)
       select $1, id, case when place <= $3 then place end from unnest($2::text[]) with ordinality as wanted (id, place)
       where exists (select from catalogue.products p where p.id = wanted.id)`,
      [key, products, first.length],
    );
    if (pinned < products.length) throw new InvalidSearch('There is no such product.');
    const after = products.length > 0 ? { first, last } : null;
    return { about: 'PINS', subject: key, before, after };
  });
}

/** In one transaction, one operator after the other, so that what is remembered is what happened. */
const tune = (
  rt: CatalogueRuntime,
  by: string,
  work: (em: EntityManager) => Promise<SearchChange>,
): Promise<void> =>
  inTransaction(rt.orm, async (em) => {
    await lockSearchTuning(em);
    await recordSearchChange(em, await work(em), { by, at: rt.clock() });
  });

function requireWords(text: string): void {
  if (text.length > LONGEST_TERM || queryWords(text).length === 0)
    throw new InvalidSearch(`Say it in words, with at most ${LONGEST_TERM} characters.`);
}
