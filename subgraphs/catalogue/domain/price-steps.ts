/** How many products cost at least `from` minor units and less than the next step of `PRICE_STEPS`. */
export type PriceStep = { readonly from: string; readonly count: number };

/** 1, 2 and 5 of each power of ten, in minor units: finer where most prices are, and the same for every search. */
export const PRICE_STEPS: readonly number[] = [
  0,
  ...Array.from({ length: 8 }, (_, power) =>
    [1, 2, 5].map((step) => step * 10 ** (power + 2)),
  ).flat(),
];
