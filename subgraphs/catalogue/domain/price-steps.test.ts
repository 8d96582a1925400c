import { PRICE_STEPS } from './price-steps.ts';

describe('the steps of prices', () => {
  it('are 1, 2 and 5 of each currency unit and its powers of ten, from nothing on', () => {
    expect(PRICE_STEPS.slice(0, 8)).toEqual([0, 100, 200, 500, 1000, 2000, 5000, 10_000]);
    expect(PRICE_STEPS.at(-1)).toBe(5_000_000_000);
  });

  it('rise', () => {
    expect(PRICE_STEPS.toSorted((a, b) => a - b)).toEqual(PRICE_STEPS);
    expect(new Set(PRICE_STEPS).size).toBe(PRICE_STEPS.length);
  });
});
