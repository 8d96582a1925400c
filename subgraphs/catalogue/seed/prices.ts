import type { Chance } from './chance.ts';
import type { SeedPrices } from './types.ts';

const POUNDS_PER_EURO = 0.86;
const DOLLARS_PER_EURO = 1.09;

/** Cents at the end of a shop’s prices: dear things cost round sums. */
export function shopEnding(euros: number, chance: Chance): number {
  return chance.pick(euros > 150 ? [0] : euros > 40 ? [0, 0, 90, 50] : [90, 90, 99, 50]);
}

/** The nearest price with that ending in each currency. */
export function pricesFrom(euros: number, ending: number): SeedPrices {
  return {
    EUR: nearest(euros, ending),
    GBP: nearest(euros * POUNDS_PER_EURO, ending),
    USD: nearest(euros * DOLLARS_PER_EURO, ending),
  };
}

function nearest(amount: number, ending: number): number {
  const whole = Math.round(amount - ending / 100);
  return Math.max(whole, ending === 0 ? 1 : 0) * 100 + ending;
}
