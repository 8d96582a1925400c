/**
 * What makes one product a better answer than another, for every engine: how plainly it is what was asked for, thing by
 * thing, and then what speaks for it anyway. Tuned by `npm run relevance`, on the queries that are not held out.
 */
export const RANKING = {
  /** It is such a thing: its type, its category or the end of its name says just that. */
  kind: 1,
  /** And its name says so too. */
  namedKind: 0.1,
  /** Its name says so. */
  name: 0.8,
  /** A whole attribute, or its brand, is just that. */
  fact: 0.7,
  /** Its brand, type or category has the words. */
  type: 0.6,
  /** An attribute or a choice does. */
  attribute: 0.5,
  /** Its description mentions it. */
  description: 0.1,
  /** Its name has all that was typed, in that order. */
  phrase: 0.3,
  /** Neighbours among the words name just such a thing together. */
  run: 0.3,
  /** It can be had. */
  available: 0.05,
  /** For each power of ten pieces sold, up to five. */
  popularity: 0.01,
} as const;

/** What operators put first stands above everything, and what they put last below. */
export const PINNED = 1000;
export const BURIED = -1000;
