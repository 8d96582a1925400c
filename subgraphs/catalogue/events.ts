export type ReservedLine = { readonly variantId: string; readonly quantity: number };

type Data = {
  readonly reservationId: string;
  readonly orderId: string;
  readonly lines: readonly ReservedLine[];
};

/** Past-tense facts about stock reservations, one aggregate per order. */
export type ReservationEvent =
  | { readonly type: 'StockReserved'; readonly data: Data & { readonly expiresAt: string } }
  | {
      readonly type: 'ReservationCommitted';
      /** Whether it had expired and the goods were still there. */
      readonly data: Data & { readonly reclaimed: boolean };
    }
  | { readonly type: 'ReservationReleased'; readonly data: Data }
  | { readonly type: 'ReservationExpired'; readonly data: Data };

/** Past-tense facts about products: one for each change, whatever of it changed. */
export type ProductEvent = {
  readonly type: 'ProductCreated' | 'ProductUpdated' | 'ProductPublished' | 'ProductArchived';
  readonly data: {
    readonly productId: string;
    /** Where it stands now. Buyers see and buy only what is PUBLISHED. */
    readonly status: string;
    /** How its address is called now. */
    readonly slug: string;
    /** What changed, such as `name` or `variants.TEA-100.prices.EUR`; nothing for a new product. */
    readonly fields: readonly string[];
  };
};

/** How far an import of products has come, after each part of it that is loaded. */
export type ImportEvent = {
  readonly type: 'ImportProgressed';
  readonly data: {
    readonly importId: string;
    readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED';
    /** The last line that was read, of so many. */
    readonly line: number;
    readonly lines: number;
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    /** Products that are left as they were, because something is wrong with what the file says. */
    readonly rejected: number;
  };
};
