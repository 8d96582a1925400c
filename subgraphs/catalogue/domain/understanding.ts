import type { Id } from '#kernel/domain/id.ts';
import {
  type Concept,
  type Synonyms,
  conceptsOf,
  otherNumber,
  otherUnits,
  queryWords,
  splitCompound,
  synonymKey,
  withoutDigraphs,
} from './query-words.ts';
import { type KnownWord, meantBy } from './spelling.ts';

/** One thing that somebody looks for, by all its names: each is plain words, and what was typed stands first. */
export type Wanted = {
  readonly names: readonly string[];
  /** The kinds that it is one of, by the last words of its names in the catalogue's words: an acacia honey is a honey. */
  readonly broader: readonly string[];
};

/** What a query means to this shop, before any engine looks for it. */
export type Understanding = {
  readonly wanted: readonly Wanted[];
  /** Whether the last name that was typed may go on. */
  readonly unfinished: boolean;
  /** The query as it was probably meant, if it was mistyped; it is what is looked for. */
  readonly didYouMean: string | null;
  /** Products with an SKU that is the query or begins with it. There is nothing else to find then. */
  readonly bySku: readonly Id<'prd'>[];
  /** What operators put first for this query, in their order, and last. */
  readonly pinned: readonly Id<'prd'>[];
  readonly buried: readonly Id<'prd'>[];
};

/** What the shop knows of the words of a query. */
export type Knowledge = Pick<Understanding, 'bySku' | 'pinned' | 'buried'> & {
  /** By `synonymKey`. */
  readonly synonyms: Synonyms;
  readonly stopWords: ReadonlySet<string>;
  /** Words that stand in some product, whether they or two of them in one were typed. */
  readonly known: ReadonlySet<string>;
  /** For each word that stands in none: two words that it may be written together of, as they stand in some product. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  /** For each word that stands in none: words of the catalogue that look like it. */
  readonly similar: ReadonlyMap<string, readonly KnownWord[]>;
};

/**
 * What `words` stand for; those that operators exclude, or that no product has, stand for nothing, unless there are no
 * others: a “gift for a whisky lover” is whisky.
 */
export function understand(
  words: readonly string[],
  { stopWords, synonyms, known }: Knowledge,
): Pick<Understanding, 'wanted'> {
  const told = words.filter((word) => !stopWords.has(word));
  const wanted = conceptsOf(told.length > 0 ? told : words, synonyms, known).map(wantedBy);
  const had = wanted.filter(({ names }) => names.length > 1 || known.has(names[0]!));
  return { wanted: had.length > 0 ? had : wanted };
}

function wantedBy({ typed, synonyms }: Concept): Wanted {
  const names = [typed, ...synonyms].map((words) => words.join(' '));
  const others = typed.length === 1 ? typed.flatMap(otherNumber) : [];
  const kinds = synonyms.filter((words) => words.length > 1).map((words) => words.at(-1)!);
  return {
    names: [...new Set([...names, ...others, ...typed.flatMap(otherUnits)])],
    broader: [...new Set(kinds)].filter((kind) => !names.includes(kind)),
  };
}

/**
 * The words as they were meant. A word that nothing has may be a compound of two that mean something or stand in a product,
 * be written without umlauts, or be mistyped; only the last is news to who typed it.
 */
export function corrected(
  words: readonly string[],
  knowledge: Knowledge,
): { readonly words: string[]; readonly mistyped: boolean } {
  const inTerms = new Set(
    conceptsOf(words, knowledge.synonyms, knowledge.known)
      .filter(({ synonyms }) => synonyms.length > 0)
      .flatMap(({ typed }) => typed),
  );
  let mistyped = false;
  const meant = words.flatMap((word) => {
    if (knowledge.known.has(word) || inTerms.has(word)) return [word];
    const respelled = withoutDigraphs(word);
    if (knowledge.synonyms.has(synonymKey(respelled))) return [respelled];
    const parts = splitCompound(word, knowledge.synonyms) ?? knowledge.parts.get(word);
    if (parts) return parts;
    const near = meantBy(word, knowledge.similar.get(word) ?? []);
    mistyped ||= near !== null;
    return [near?.word ?? word];
  });
  return { words: meant, mistyped };
}

/** A query under which operators keep what they pinned: its words in their order. */
export const pinKey = (query: string): string => queryWords(query).join(' ');
