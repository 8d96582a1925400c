import type { Chance } from './chance.ts';
import type { SeedPrices } from './types.ts';

const POUNDS_PER_EURO = 0.86;
const DOLLARS_PER_EURO = 1.09;

/** Cents at the end of a shop’s prices: dear things cost round sums. */
export function shopEnding(euros: number, chance: Chance): number {
  return chance.pick(euros > 150 ? [0] : euros > 40 ? [0, 0, 90, 50] : [90, 90, 99, 50]);
}

/** The nearest price that a shop would ask in each currency. */
export function pricesFrom(euros: number, ending: number): SeedPrices {
  return {
    EUR: nearest(euros, ending),
    GBP: nearest(euros * POUNDS_PER_EURO, ending),
    USD: nearest(euros * DOLLARS_PER_EURO, ending),
  };
}

/** Small things may also end on a half, lest rounding move them by a third. */
function nearest(amount: number, ending: number): number {
  const endings = amount < 15 ? [ending, ending < 90 ? 50 - ending : 50] : [ending];
  const prices = endings.map((cents) => Math.round(amount - cents / 100) * 100 + cents);
  const distance = (price: number) => Math.abs(price - amount * 100);
  return prices.reduce((best, price) => (distance(price) < distance(best) ? price : best));
}
