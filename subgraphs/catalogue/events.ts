/** Past-tense facts about stock reservations, one aggregate per order. */
export type ReservedLine = { readonly variantId: string; readonly quantity: number };

type Data = {
  readonly reservationId: string;
  readonly orderId: string;
  readonly lines: readonly ReservedLine[];
};

export type ReservationEvent =
  | { readonly type: 'StockReserved'; readonly data: Data & { readonly expiresAt: string } }
  | {
      readonly type: 'ReservationCommitted';
      /** Whether it had expired and the goods were still there. */
      readonly data: Data & { readonly reclaimed: boolean };
    }
  | { readonly type: 'ReservationReleased'; readonly data: Data }
  | { readonly type: 'ReservationExpired'; readonly data: Data };
