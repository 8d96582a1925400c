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
      readonly data: Data & {
        /** Whether it had expired and the goods were still there. */
        readonly reclaimed: boolean;
        /** Where the goods are taken from. */
        readonly allocations: readonly (ReservedLine & { readonly locationId: string })[];
      };
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

/** Past-tense facts about what can be said of products. */
export type ProductSchemaEvent =
  | {
      readonly type: 'AttributeCreated' | 'AttributeChanged' | 'AttributeRemoved';
      readonly data: { readonly attributeId: string; readonly name: string };
    }
  | {
      readonly type: 'ProductTypeCreated' | 'ProductTypeChanged' | 'ProductTypeRemoved';
      readonly data: { readonly productTypeId: string; readonly name: string };
    };

/** Past-tense facts about the tree that products are sorted into. */
export type CategoryEvent = {
  readonly type: 'CategoryCreated' | 'CategoryRenamed' | 'CategoryMoved' | 'CategoryRemoved';
  readonly data: { readonly categoryId: string; readonly slug: string };
};

/** Past-tense facts about collections: one for each change. */
export type CollectionEvent = {
  readonly type:
    | 'CollectionCreated'
    | 'CollectionChanged'
    | 'CollectionPublished'
    | 'CollectionUnpublished'
    | 'CollectionRemoved';
  readonly data: {
    readonly collectionId: string;
    readonly slug: string;
    /** Whether buyers see it; of one that is removed, whether they did. */
    readonly published: boolean;
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

/** Past-tense facts about the stock of a variant. */
export type StockEvent =
  | {
      /** Once after goods came, however many are promised or sold from then on. */
      readonly type: 'StockLow';
      readonly data: {
        readonly variantId: string;
        readonly sku: string;
        readonly productId: string;
        readonly productName: string;
        readonly merchantId: string;
        /** Pieces that lie somewhere and are promised to nobody. */
        readonly available: number;
        /** With so few, or fewer, it is too little. */
        readonly threshold: number;
      };
    }
  | {
      readonly type: 'StockReplenished';
      readonly data: { readonly variantId: string; readonly available: number };
    }
  | {
      readonly type: 'StockPolicyChanged';
      readonly data: {
        readonly variantId: string;
        /** How many pieces may be promised before they are there. */
        readonly backorderLimit: number;
        readonly lowStockThreshold: number | null;
      };
    };
