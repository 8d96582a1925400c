import { availabilityOf } from './availability.ts';

it.each([
  [{ available: 6, backorderable: 0, lowStockThreshold: 5 }, 'IN_STOCK'],
  [{ available: 5, backorderable: 0, lowStockThreshold: 5 }, 'LOW'],
  [{ available: 1, backorderable: 9, lowStockThreshold: null }, 'IN_STOCK'],
  [{ available: 0, backorderable: 1, lowStockThreshold: 5 }, 'BACKORDER'],
  [{ available: 0, backorderable: 0, lowStockThreshold: 5 }, 'OUT_OF_STOCK'],
] as const)('%j is %s', (stocked, status) => {
  expect(availabilityOf(stocked)).toBe(status);
});
