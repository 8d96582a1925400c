import { DomainError } from '#kernel/domain/domain-error.ts';
import type { MoneyJson } from '#kernel/domain/money.ts';

/** There is no such cart, or it is not the caller's. */
export class CartNotFound extends DomainError {
  readonly code = 'CART_NOT_FOUND';
  constructor() {
    super('There is no such cart, or it opens with another secret.');
  }
}

export class CartAlreadyOrdered extends DomainError {
  readonly code = 'CART_ALREADY_ORDERED';
  constructor() {
    super('This cart has been ordered. Begin a new one.');
  }
}

/** Somebody changed it while it was being ordered. */
export class CartChanged extends DomainError {
  readonly code = 'CART_CHANGED';
  constructor() {
    super('The cart changed while it was being ordered. Look at it again and order it then.');
  }
}

/** It costs something else than the buyer was shown. */
export class PriceChanged extends DomainError {
  readonly code = 'PRICE_CHANGED';
  constructor(readonly total: MoneyJson) {
    super('The total is another one now. Show it to the buyer, and order it then.');
  }
}

export class CartEmpty extends DomainError {
  readonly code = 'CART_EMPTY';
  constructor() {
    super('There is nothing in the cart.');
  }
}

export class CartFull extends DomainError {
  readonly code = 'CART_FULL';
  constructor(readonly maximumLines: number) {
    super(`A cart holds at most ${maximumLines} different things.`);
  }
}

export class QuantityOutOfRange extends DomainError {
  readonly code = 'QUANTITY_OUT_OF_RANGE';
  constructor(
    readonly minimum: number,
    readonly maximum: number,
  ) {
    super(`A quantity is from ${minimum} to ${maximum}.`);
  }
}

export class VariantNotFound extends DomainError {
  readonly code = 'VARIANT_NOT_FOUND';
  constructor() {
    super('There is no such thing in the catalogue, or in the cart.');
  }
}

/** It has no price in the cart's currency, or is not sold any more. */
export class PriceUnavailable extends DomainError {
  readonly code = 'PRICE_UNAVAILABLE';
  constructor(readonly sku: string) {
    super(`${sku} has no price in the currency of the cart.`);
  }
}

export class UnderAge extends DomainError {
  readonly code = 'UNDER_AGE';
  constructor(
    readonly sku: string,
    readonly minimumAge: number,
  ) {
    super(`${sku} is sold only to people of ${minimumAge} and older.`);
  }
}

export class RegionForbidden extends DomainError {
  readonly code = 'REGION_FORBIDDEN';
  constructor(
    readonly sku: string,
    readonly region: string,
  ) {
    super(`${sku} may not be sold to ${region}.`);
  }
}

export class InvalidShippingAddress extends DomainError {
  readonly code = 'INVALID_SHIPPING_ADDRESS';
  constructor(readonly field: string) {
    super(`The ${field} of the shipping address is missing or not valid.`);
  }
}

export class InvalidPaymentMethod extends DomainError {
  readonly code = 'INVALID_PAYMENT_METHOD';
  constructor(reason: string) {
    super(reason);
  }
}

/** The status does not allow what was asked. */
export class OrderTransitionForbidden extends DomainError {
  readonly code = 'ORDER_TRANSITION_FORBIDDEN';
  constructor(
    readonly from: string,
    readonly to: string,
  ) {
    super(`An order that is ${from} cannot become ${to}.`);
  }
}

/** There is no such order, or it is somebody else's. */
export class OrderNotFound extends DomainError {
  readonly code = 'ORDER_NOT_FOUND';
  constructor() {
    super('There is no such order.');
  }
}
