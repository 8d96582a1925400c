import { ndcg } from './ndcg.ts';

describe('nDCG', () => {
  it('is 1 for the best order there is', () => {
    expect(ndcg([3, 3, 2, 1, 0], [0, 1, 2, 3, 3])).toBe(1);
  });

  it('is 0 when nothing found is of use, and when nothing could have been', () => {
    expect(ndcg([0, 0], [3, 0, 0])).toBe(0);
    expect(ndcg([], [3])).toBe(0);
    expect(ndcg([0], [0])).toBe(0);
  });

  it('has the value of the textbook example', () => {
    const grades = [3, 2, 3, 0, 1, 2];
    expect(ndcg(grades, grades)).toBeCloseTo(13.848264 / 14.595391, 6);
  });

  it('counts a result the less the further down it stands', () => {
    expect(ndcg([0, 3], [3])).toBeCloseTo(1 / Math.log2(3), 12);
    expect(ndcg([0, 0, 3], [3])).toBeCloseTo(0.5, 12);
  });

  it('looks at ten results, and asks for no more', () => {
    const ten = Array.from({ length: 10 }, () => 3);
    expect(ndcg(ten, [...ten, ...ten])).toBe(1);
    expect(ndcg([...ten.map(() => 0), 3], [3])).toBe(0);
  });

  it('misses what was not found', () => {
    expect(ndcg([3], [3, 3])).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
  });
});
