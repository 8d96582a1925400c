import { BURIED, PINNED, RANKING } from './ranking.ts';

const MOST_PINNED = 50;

describe('what operators pin and bury', () => {
  // Things share the first two, so a long query earns no more than a short one.
  const best =
    RANKING.kind +
    RANKING.namedKind +
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
