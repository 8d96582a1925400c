import { DomainError } from '#kernel/domain/domain-error.ts';
import type { ReservationStatus } from './reservation-status.ts';
import type { Shortage } from './stock.ts';

export class OutOfStock extends DomainError {
  readonly code = 'OUT_OF_STOCK';
  /** Every line that cannot be had, with what could be had instead. */
  constructor(readonly shortages: readonly Shortage[]) {
    super('Not enough in stock.');
  }
}

export class InvalidReservation extends DomainError {
  readonly code = 'INVALID_RESERVATION';
  constructor(reason: string) {
    super(reason);
  }
}

export class ReservationNotFound extends DomainError {
  readonly code = 'RESERVATION_NOT_FOUND';
  constructor() {
    super('Nothing was reserved for this order.');
  }
}

export class ReservationNotCommittable extends DomainError {
  readonly code = 'RESERVATION_NOT_COMMITTABLE';
  constructor(readonly status: ReservationStatus) {
    super('The reservation was given back, so it cannot be committed.');
  }
}

export class ReservationNotReleasable extends DomainError {
  readonly code = 'RESERVATION_NOT_RELEASABLE';
  constructor(readonly status: ReservationStatus) {
    super('The goods were handed over, so the reservation cannot be released.');
  }
}

export class StockNotFound extends DomainError {
  readonly code = 'STOCK_NOT_FOUND';
  constructor() {
    super('Nothing is stocked under this variant.');
  }
}

export class InvalidStockAdjustment extends DomainError {
  readonly code = 'INVALID_STOCK_ADJUSTMENT';
  constructor(reason: string) {
    super(reason);
  }
}

export class StockBelowReserved extends DomainError {
  readonly code = 'STOCK_BELOW_RESERVED';
  constructor(
    readonly onHand: number,
    readonly reserved: number,
  ) {
    super('Fewer would remain on hand than are promised to orders.');
  }
}

/** The query, a filter, the price range or the cursor makes no sense. */
export class InvalidSearch extends DomainError {
  readonly code = 'INVALID_SEARCH';
  constructor(reason: string) {
    super(reason);
  }
}

export class InvalidRegion extends DomainError {
  readonly code = 'INVALID_REGION';
  constructor() {
    super(
      'A region is an ISO 3166-1 alpha-2 country such as US, or an ISO 3166-2 code such as US-UT.',
    );
  }
}
