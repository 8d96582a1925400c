/** What a buyer can expect of a variant. */
export const AVAILABILITY_STATUSES = ['IN_STOCK', 'LOW', 'BACKORDER', 'OUT_OF_STOCK'] as const;
export type AvailabilityStatus = (typeof AVAILABILITY_STATUSES)[number];

/** Of a variant, in pieces. */
export type Stocked = {
  /** Lie somewhere and are promised to nobody. */
  readonly available: number;
  /** May still be promised before they are there. */
  readonly backorderable: number;
  /** With so few, or fewer, there are only a few left; null if nobody cares. */
  readonly lowStockThreshold: number | null;
};

export function availabilityOf(stock: Stocked): AvailabilityStatus {
  const { available, backorderable, lowStockThreshold } = stock;
  if (available <= 0) return backorderable > 0 ? 'BACKORDER' : 'OUT_OF_STOCK';
  return lowStockThreshold !== null && available <= lowStockThreshold ? 'LOW' : 'IN_STOCK';
}
