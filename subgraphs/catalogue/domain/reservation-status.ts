/**
 * HELD: set aside until it expires. COMMITTED: handed over, gone from stock. RELEASED: given back by the order.
 * EXPIRED: given back because the order took too long; may still be committed while the goods are there.
 */
export type ReservationStatus = 'HELD' | 'COMMITTED' | 'RELEASED' | 'EXPIRED';

/** Every allowed change. What is not here is refused. */
export const NEXT_STATUSES: Readonly<Record<ReservationStatus, readonly ReservationStatus[]>> = {
  HELD: ['COMMITTED', 'RELEASED', 'EXPIRED'],
  EXPIRED: ['COMMITTED'],
  COMMITTED: [],
  RELEASED: [],
};
