import { BURIED, PINNED, RANKING, weightOf } from './ranking.ts';

const MOST_PINNED = 50;

describe('a thing that is asked for', () => {
  it('counts more than a year, a size or a number', () => {
    const weights = [['rioja'], ['2018'], ['28cm', '280mm'], ['zwolf', '12']].map((names) =>
      weightOf({ names, broader: [] }),
    );
    expect(weights).toEqual([1, 0.5, 0.5, 1]);
  });
});

describe('what operators pin and bury', () => {
  // Things share the first two, so a long query earns no more than a short one.
  const best =
    RANKING.kind +
    RANKING.named +
    RANKING.phrase +
    RANKING.run +
    RANKING.available +
    5 * RANKING.popularity;

  it('stands above the best answer, the last one that is pinned too', () => {
    expect(PINNED - MOST_PINNED).toBeGreaterThan(best);
  });

  it('stands below any other', () => {
    expect(BURIED + best).toBeLessThan(0);
  });
});
