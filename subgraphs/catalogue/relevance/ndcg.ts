/** How many results a buyer looks at. */
export const DEPTH = 10;

/**
 * Normalized discounted cumulative gain: 1 if the first ten results could not be better, 0 if none of them is of use.
 * A result of grade g is worth 2^g − 1, and the less the further down it stands. Source: Burges et al. 2005.
 *
 * @param found the grades of the results, in their order
 * @param best the grades of everything that could have been found, in any order
 */
export function ndcg(found: readonly number[], best: readonly number[]): number {
  const ideal = gain(best.toSorted((a, b) => b - a));
  return ideal === 0 ? 0 : gain(found) / ideal;
}

const gain = (grades: readonly number[]): number =>
  grades
    .slice(0, DEPTH)
    .reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
