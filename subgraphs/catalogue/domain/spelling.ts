/** A word that the catalogue has, and how often it has it. */
export type KnownWord = { readonly word: string; readonly times: number };

/** How many slips a word of this length may have: short ones become other words too easily. */
const slipsAllowed = (word: string): number => {
  if (word.length < 4) return 0;
  return word.length < 7 ? 1 : 2;
};

/** The other word that was most probably meant: the one with the fewest slips, then the commonest. Null if none is near. */
export function meantBy<Word extends KnownWord>(
  typed: string,
  known: readonly Word[],
): Word | null {
  const allowed = slipsAllowed(typed);
  const near = known
    .map((candidate) => ({ candidate, slips: slipsBetween(typed, candidate.word) }))
    .filter(({ slips }) => slips > 0 && slips <= allowed)
    .toSorted((a, b) => a.slips - b.slips || b.candidate.times - a.candidate.times);
  return near[0]?.candidate ?? null;
}

/**
 * How many slips turn one word into the other: a letter too many, too few or another one, or two neighbours swapped.
 * The optimal string alignment distance.
 */
export function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Infinity;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = last;
    last = row;
  }
  return last[other.length] ?? 0;
}
