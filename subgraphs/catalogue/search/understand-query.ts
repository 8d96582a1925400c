import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import {
  SHORTEST_PART,
  type SynonymEntry,
  compoundKeys,
  isFiller,
  joinedPairs,
  queryWords,
  skusOf,
  synonymKeys,
  synonymsOf,
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

/** How many words of a query may be SKUs. */
const MOST_SKUS = 5;

/** How many products with an SKU that begins with what was asked for are found, by their SKUs. */
const MOST_BY_SKU = 100;

/** How many words that look like a mistyped one are weighed. */
const CANDIDATES = 20;

/** What a query means, and whether that lasts. */
export type Understood = {
  readonly meaning: Understanding;
  /** Whether all of its words are the catalogue's: those stay. What was guessed at may be on sale in the next moment. */
  readonly lasts: boolean;
};

/**
 * What `terms` mean, by what operators and the catalogue's own words say now: one statement, and another one if a word was
 * mistyped.
 */
export async function understandQuery(
  em: EntityManager,
  { words: query, literal, unfinished }: SearchTerms,
): Promise<Understood> {
  const words = queryWords(query);
  const first = await knowledgeOf(em, { query, words, unfinished });
  const { bySku, pinned, buried } = first;
  const found = { unfinished, bySku, pinned, buried };
  if (literal || words.length === 0)
    return { meaning: { ...found, wanted: [], bySku: [], didYouMean: null }, lasts: true };
  const { words: meant, mistyped } = corrected(words, first);
  const respelled = meant.join(' ');
  const knowledge =
    respelled === words.join(' ')
      ? first
      : await knowledgeOf(em, { query, words: meant, unfinished });
  const didYouMean = mistyped ? respelled : null;
  return {
    meaning: { ...found, ...understand(meant, knowledge), didYouMean },
    lasts: skusOf(query).length === 0 && words.every((word) => first.known.has(word)),
  };
}

type Asked = {
  readonly query: string;
  readonly words: readonly string[];
  readonly unfinished: boolean;
};

/** A typed word with two neighbours swapped: of a short one, that leaves so little that it does not look alike. */
const SWAPPED = `select left(typed.word, at - 1) || substr(typed.word, at + 1, 1) || substr(typed.word, at, 1)
    || substr(typed.word, at + 2) from generate_series(1, length(typed.word) - 1) at`;

/** Shorter ones become other words so easily that these must stand beside some other word of the query in a product. */
const SUREST_LENGTH = 7;

/** How many parameters stand before the beginnings of SKUs. */
const FIXED = 7;

/** A condition for each beginning, because an index is used for a pattern that is known when a statement is planned. */
const knowledge = (begun: number) => `
with bought as materialized (select distinct product_id from catalogue.variants where sku_key = any ($7)),
company as materialized (
  select query from (select string_agg(nullif(catalogue.word_query(word, false)::text, ''), ' | ')::tsquery as query
    from unnest($6::text[]) word) others
  where exists (select from catalogue.products where search @@ query))
select
  (select coalesce(json_agg(json_build_object('key', term_key, 'term', catalogue.plain_text(term), 'means', means)), '[]')
    from catalogue.search_terms where term_key = any ($1)) as synonyms,
  array(select word from catalogue.search_stop_words where word = any ($2)) as "stopWords",
  array(select product_id from bought
    -- Planned by itself, or PostgreSQL would go through all products to have each once.
    union all (select product_id from (select product_id, sku_key from catalogue.variants where not exists (select from bought)
      and (${Array.from({ length: begun }, (_, i) => `sku_key like $${FIXED + i + 1} || '%'`).join(' or ') || 'false'}) offset 0) found
      group by product_id order by min(sku_key) limit ${MOST_BY_SKU})) as "bySku",
  array(select product_id from catalogue.search_pins
    where query = $3 and position is not null order by position) as pinned,
  array(select product_id from catalogue.search_pins where query = $3 and position is null) as buried,
  array(select word from catalogue.search_words where word = any ($5) and times > 0) as joined,
  (select coalesce(json_agg(json_build_array(word, known, near, parts)), '[]') from (
    select word, exists (select from catalogue.search_words w where w.word = typed.word and times > 0)
      or $4 and place = cardinality($2)
        and exists (select from catalogue.search_words w where w.word like typed.word || '%' and times > 0)
      -- The index of products knows all words in all their forms, but reads every product that has a word.
      or exists (
        select from catalogue.products where search @@ catalogue.word_query(word, $4 and place = cardinality($2))) as known
    from unnest($2::text[]) with ordinality typed (word, place) offset 0) typed
    cross join lateral (
      select json_agg(json_build_object('word', s.word, 'times', s.times)) as near from (
        (select * from catalogue.search_words where not typed.known and word operator(public.%) typed.word
          order by public.similarity(word, typed.word) desc, times desc limit ${CANDIDATES})
        union
        select * from catalogue.search_words where not typed.known and word in (${SWAPPED})) s
      where length(typed.word) >= ${SUREST_LENGTH} or not exists (select from company)
        or exists (select from catalogue.products, company
          where search @@ (catalogue.word_query(s.word, false) && company.query))
    ) near
    left join lateral (
      select array[first, second] as parts from (
        select left(word, at) as first, substr(word, at + 1) as second
          from generate_series(${SHORTEST_PART}, length(word) - ${SHORTEST_PART}) at where not typed.known) split
      where exists (select from catalogue.search_words w where w.word = first and times > 0)
        and exists (select from catalogue.products where search @@ catalogue.phrase_query(first || ' ' || second, false))
      limit 1
    ) compound on true) as words`;

type KnowledgeRow = {
  readonly synonyms: SynonymEntry[];
  readonly stopWords: string[];
  readonly bySku: Id<'prd'>[];
  readonly pinned: Id<'prd'>[];
  readonly buried: Id<'prd'>[];
  readonly joined: string[];
  readonly words: [
    word: string,
    known: boolean,
    near: KnownWord[] | null,
    parts: string[] | null,
  ][];
};

async function knowledgeOf(
  em: EntityManager,
  { query, words, unfinished }: Asked,
): Promise<Knowledge> {
  const respelled = words.map(withoutDigraphs);
  const keys = [...synonymKeys(words), ...synonymKeys(respelled), ...compoundKeys(words)];
  const pinKey = queryWords(query).join(' ');
  const pairs = joinedPairs(words);
  const meaningful = words.filter((word) => !isFiller(word));
  const skus = skusOf(query).slice(0, MOST_SKUS);
  const whole = skus.map(({ sku }) => sku);
  const begun = skus.filter((one) => one.begun).map(({ sku }) => sku);
  const parameters = [keys, words, pinKey, unfinished, pairs, meaningful, whole, ...begun];
  const [row] = await sql<KnowledgeRow>(em, knowledge(begun.length), parameters);
  const { synonyms, stopWords, joined, words: told, ...products } = row!;
  return {
    ...products,
    synonyms: synonymsOf(synonyms, [...words, ...respelled]),
    stopWords: new Set(stopWords),
    known: new Set([...joined, ...told.filter(([, known]) => known).map(([word]) => word)]),
    similar: new Map(told.map(([word, , near]) => [word, near ?? []])),
    parts: new Map(told.flatMap(([word, , , parts]) => (parts ? [[word, parts]] : []))),
  };
}
