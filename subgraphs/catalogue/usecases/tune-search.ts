import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '#kernel/domain/id.ts';
import { execute } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidSearch } from '../domain/errors.ts';
import { queryWords, synonymKey } from '../domain/query-words.ts';
import { pinKey } from '../domain/understanding.ts';
import { type SeenVersion, requireSeen } from '../domain/versions.ts';
import {
  type Kept,
  type SearchChange,
  lockSearchTuning,
  pinsOf,
  recordSearchChange,
  stopWords,
  synonymOf,
} from '../persistence/search-tuning.ts';
import type { CatalogueRuntime } from '../runtime.ts';

const MOST_MEANINGS = 20;
const MOST_PINS = 50;
const MOST_STOP_WORDS = 1000;
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
 * Says what a term means, instead of what was said of it before. It holds from the next search on, in other
 * processes within a second. Who says it is remembered, as
 * of all below; version 0 is that of what nothing is said of.
 * @throws {ChangedMeanwhile}
 * @throws {InvalidSearch} for a term without words, an unknown language, or too many meanings
 */
export async function setSynonym(
  rt: CatalogueRuntime,
  by: string,
  seen: SeenVersion,
  { language, term, means }: Synonym,
): Promise<Kept<Synonym>> {
  if (!isLanguage(language))
    throw new InvalidSearch('A language is its ISO 639-1 code, such as "de".');
  if (means.length > MOST_MEANINGS)
    throw new InvalidSearch(`A term has at most ${MOST_MEANINGS} meanings.`);
  for (const words of [term, ...means]) requireWords(words);
  return tune(rt, by, seen, {
    about: 'SYNONYM',
    subject: `${language}: ${term}`,
    read: (em) => synonymOf(em, { language, term }),
    told: (said) => ({ means: said.means }),
    write: async (em) => {
      await execute(em, 'delete from catalogue.search_synonyms where (language, term) = ($1, $2)', [
        language,
        term,
      ]);
      if (means.length === 0) return;
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
    },
  });
}

/** The words that no search looks for. */
export type StopWords = { readonly words: readonly string[] };

/**
 * Replaces the words that no search looks for.
 * @throws {ChangedMeanwhile}
 * @throws {InvalidSearch} for something that is not one word, or too many words
 */
export async function setStopWords(
  rt: CatalogueRuntime,
  by: string,
  seen: SeenVersion,
  { words }: StopWords,
): Promise<Kept<StopWords>> {
  if (words.length > MOST_STOP_WORDS)
    throw new InvalidSearch(`There are at most ${MOST_STOP_WORDS} stop words.`);
  const plain = words.map((word) => {
    const [only, ...others] = queryWords(word);
    if (only === undefined || others.length > 0 || word.length > LONGEST_TERM)
      throw new InvalidSearch(
        `A stop word is a single word of at most ${LONGEST_TERM} characters.`,
      );
    return only;
  });
  return tune(rt, by, seen, {
    about: 'STOP_WORDS',
    subject: '',
    read: stopWords,
    told: (said) => ({ words: said.words }),
    write: async (em) => {
      await execute(em, 'delete from catalogue.search_stop_words', []);
      await execute(em, 'insert into catalogue.search_stop_words select unnest($1::text[])', [
        [...new Set(plain)],
      ]);
    },
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
 * @throws {ChangedMeanwhile}
 * @throws {InvalidSearch} for a query without words, too many products, one twice, or one that does not exist
 */
export async function pinProducts(
  rt: CatalogueRuntime,
  by: string,
  seen: SeenVersion,
  { query, first, last }: Pins,
): Promise<Kept<Pins>> {
  requireWords(query);
  const products = [...first, ...last];
  if (products.length > MOST_PINS)
    throw new InvalidSearch(`A query has at most ${MOST_PINS} pinned products.`);
  if (new Set(products).size < products.length)
    throw new InvalidSearch('A product stands first or last, and once.');
  const key = pinKey(query);
  return tune(rt, by, seen, {
    about: 'PINS',
    subject: key,
    read: (em) => pinsOf(em, key),
    told: (said) => ({ first: said.first, last: said.last }),
    write: async (em) => {
      await execute(em, 'delete from catalogue.search_pins where query = $1', [key]);
      const pinned = await execute(
        em,
        `insert into catalogue.search_pins (query, product_id, position)
         select $1, id, case when place <= $3 then place end from unnest($2::text[]) with ordinality as wanted (id, place)
         where exists (select from catalogue.products p where p.id = wanted.id)`,
        [key, products, first.length],
      );
      if (pinned < products.length) throw new InvalidSearch('There is no such product.');
    },
  });
}

type Tuning<Said> = Pick<SearchChange, 'about' | 'subject'> & {
  /** What is said of the subject now. */
  readonly read: (em: EntityManager) => Promise<Kept<Said>>;
  /** Says something else. */
  readonly write: (em: EntityManager) => Promise<void>;
  /** What is remembered of it. */
  readonly told: (said: Said) => object;
};

/** In one transaction, one operator after the other, so that what is remembered is what happened. */
async function tune<Said>(
  rt: CatalogueRuntime,
  by: string,
  seen: SeenVersion,
  { about, subject, read, write, told }: Tuning<Said>,
): Promise<Kept<Said>> {
  const said = await inTransaction(rt.orm, async (em) => {
    await lockSearchTuning(em);
    const remembered = (one: Kept<Said>) => (one.version === 0 ? null : told(one));
    const before = remembered(requireSeen(await read(em), seen));
    await write(em);
    const after = remembered(await read(em));
    await recordSearchChange(em, { about, subject, before, after }, { by, at: rt.clock() });
    return read(em);
  });
  rt.understandings.tuned();
  return said;
}

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** Any there is: buyers search in more languages than products are shown in. */
const isLanguage = (code: string): boolean =>
  /^[a-z]{2}$/.test(code) && LANGUAGES.of(code) !== undefined;

function requireWords(text: string): void {
  if (text.length > LONGEST_TERM || queryWords(text).length === 0)
    throw new InvalidSearch(`Say it in words, with at most ${LONGEST_TERM} characters.`);
}
