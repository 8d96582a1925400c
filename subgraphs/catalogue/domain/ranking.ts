import type { Wanted } from './understanding.ts';

/**
 * What makes one product a better answer than another, for every engine: how plainly it is what was asked for, thing by
 * thing, and then what speaks for it anyway. Tuned by `npm run relevance`, on the queries that are not held out.
 */
export const RANKING = {
  /** It is such a thing: its type or its category says just that. */
  kind: 1,
  /** It is of the kind that what is asked for is one of, and says the rest somewhere: a chocolate described as dark. */
  describedKind: 0.95,
  /** Its name ends with just that. */
  head: 0.9,
  /** A whole attribute, or its brand, is just that. */
  fact: 0.85,
  /** And its name says so too, for any of these but the second. */
  named: 0.1,
  /** Its type, its category or the end of its name begins with what may still be typed. */
  begunKind: 0.85,
  /** Its name says so. */
  name: 0.8,
  /** Its brand, type or category has the words. */
  type: 0.6,
  /** An attribute or a choice does. */
  attribute: 0.5,
  /** It is of the kind that what is asked for is one of: other honey, for who wants acacia honey. */
  broader: 0.2,
  /** Its description mentions it. */
  description: 0.1,
  /** Its name has all that was typed, in that order. */
  phrase: 0.15,
  /** Neighbours among the words name just such a thing together. */
  run: 0.3,
  /** Or begin to. */
  begunRun: 0.1,
  /** It can be had. */
  available: 0.05,
  /** For each power of ten pieces sold, up to five. */
  popularity: 0.01,
} as const;

/** How much a thing counts among those that a query asks for: a year, size or number says only which one. */
export const weightOf = ({ names: [typed = ''] }: Wanted): number =>
  /^[0-9]/.test(typed) ? 0.5 : 1;

/** What operators put first stands above everything, and what they put last below. */
export const PINNED = 1000;
export const BURIED = -1000;

/** By what the most popular stand first: what was sold most often, and of equals what can be had. */
export const demandOf = (popularity: number, available: boolean): number =>
  popularity * 2 + Number(available);
