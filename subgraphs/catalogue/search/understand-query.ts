import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import {
  compoundKeys,
  queryWords,
  skuOf,
  synonymKeys,
  withoutDigraphs,
} from '../domain/query-words.ts';
import type { SearchTerms } from '../domain/search.ts';
import type { KnownWord } from '../domain/spelling.ts';
import {
  type Knowledge,
  type Understanding,
  corrected,
  understand,
} from '../domain/understanding.ts';

/** How many words that look like a mistyped one are weighed. */
const CANDIDATES = 20;

/**
 * What `terms` mean, by what operators and the catalogue's own words say now: one statement, and another one if a word was
 * mistyped. Every engine asks here, so that all of them look for the same.
 */
export async function understandQuery(
  em: EntityManager,
  { words: query, literal, unfinished }: SearchTerms,
): Promise<Understanding> {
  const words = queryWords(query);
  const first = await knowledgeOf(em, { query, words, unfinished });
  const { bySku, pinned, buried } = first;
  const found = { unfinished, bySku, pinned, buried };
  if (literal || words.length === 0) return { ...found, wanted: [], bySku: [], didYouMean: null };
  const { words: meant, mistyped } = corrected(words, first);
  const respelled = meant.join(' ');
  const knowledge =
    respelled === words.join(' ')
      ? first
      : await knowledgeOf(em, { query, words: meant, unfinished });
  return { ...found, ...understand(meant, knowledge), didYouMean: mistyped ? respelled : null };
}

type Asked = {
  readonly query: string;
  readonly words: readonly string[];
  readonly unfinished: boolean;
};

/** A typed word with two neighbours swapped: of a short one, that leaves so little that it does not look alike. */
const SWAPPED = `select left(typed.word, at - 1) || substr(typed.word, at + 1, 1) || substr(typed.word, at, 1)
    || substr(typed.word, at + 2) from generate_series(1, length(typed.word) - 1) at`;

const KNOWLEDGE = `
select
  (select coalesce(json_agg(json_build_array(term_key, means)), '[]')
    from catalogue.search_synonyms where term_key = any ($1)) as synonyms,
  array(select word from catalogue.search_stop_words where word = any ($2)) as "stopWords",
  array(select distinct product_id from catalogue.variants where sku_key like $3 || '%' limit 100) as "bySku",
  array(select product_id from catalogue.search_pins
    where query = $4 and position is not null order by position) as pinned,
  array(select product_id from catalogue.search_pins where query = $4 and position is null) as buried,
  (select coalesce(json_agg(json_build_array(word, known, near)), '[]') from (
    select word, exists (select from catalogue.search_words w where w.word = typed.word and times > 0)
      or $5 and place = cardinality($2)
        and exists (select from catalogue.search_words w where w.word like typed.word || '%' and times > 0)
      -- The index of products knows all words in all their forms, but reads every product that has a word.
      or exists (
        select from catalogue.products where search @@ catalogue.word_query(word, $5 and place = cardinality($2))) as known
    from unnest($2::text[]) with ordinality typed (word, place) offset 0) typed
    cross join lateral (
      select json_agg(json_build_object('word', s.word, 'times', s.times)) as near from (
        (select * from catalogue.search_words where not typed.known and word operator(public.%) typed.word
          order by public.similarity(word, typed.word) desc, times desc limit ${CANDIDATES})
        union
        select * from catalogue.search_words where not typed.known and word in (${SWAPPED})) s
    ) near) as words`;

type KnowledgeRow = {
  readonly synonyms: [key: string, means: string[]][];
  readonly stopWords: string[];
  readonly bySku: Id<'prd'>[];
  readonly pinned: Id<'prd'>[];
  readonly buried: Id<'prd'>[];
  readonly words: [word: string, known: boolean, near: KnownWord[] | null][];
};

async function knowledgeOf(
  em: EntityManager,
  { query, words, unfinished }: Asked,
): Promise<Knowledge> {
  const respelled = words.map(withoutDigraphs);
  const keys = [...synonymKeys(words), ...synonymKeys(respelled), ...compoundKeys(words)];
  const parameters = [keys, words, skuOf(query), queryWords(query).join(' '), unfinished];
  const [row] = await sql<KnowledgeRow>(em, KNOWLEDGE, parameters);
  const { synonyms, stopWords, words: told, ...products } = row!;
  const meanings = new Map<string, string[]>();
  for (const [key, means] of synonyms)
    meanings.set(key, [...new Set([...(meanings.get(key) ?? []), ...means])]);
  return {
    ...products,
    synonyms: meanings,
    stopWords: new Set(stopWords),
    known: new Set(told.filter(([, known]) => known).map(([word]) => word)),
    similar: new Map(told.map(([word, , near]) => [word, near ?? []])),
  };
}
