import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Currency } from '#kernel/domain/currency.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import { CartAlreadyOrdered, CartFull, CartNotFound, QuantityOutOfRange } from './errors.ts';

export const MAX_QUANTITY = 99;
export const MAX_LINES = 50;

export type CartStatus = 'OPEN' | 'ORDERED';

/** How somebody comes to a cart: as its customer, or with its secret. */
export interface CartKey {
  readonly customerId: Id<'usr'> | null;
  readonly secret: string | null;
}

/** What somebody means to buy. Nobody's at first, and opened by a secret; then its customer's only. */
export class Cart {
  readonly id: Id<'crt'>;
  readonly currency: Currency;
  /** Where its things will probably go, ISO 3166-1 or ISO 3166-2: by it prices are shown. */
  readonly region: string | null;
  readonly createdAt: Date;
  secretHash: Buffer | null;
  customerId: Id<'usr'> | null = null;
  status: CartStatus = 'OPEN';

  constructor(
    id: Id<'crt'>,
    { currency, region }: Pick<Cart, 'currency' | 'region'>,
    secretHash: Buffer,
    createdAt: Date,
  ) {
    this.id = id;
    this.currency = currency;
    this.region = region;
    this.secretHash = secretHash;
    this.createdAt = createdAt;
  }

  /** A new cart, and the secret that opens it: 256 random bits, of which only a hash is kept. */
  static begin(
    market: Pick<Cart, 'currency' | 'region'>,
    at: Date,
  ): { cart: Cart; secret: string } {
    const secret = randomBytes(32).toString('base64url');
    return { cart: new Cart(newId('crt'), market, hash(secret), at), secret };
  }

  /** @throws {CartNotFound} unless `key` opens it; whoever has no key learns nothing of it */
  open({ customerId, secret }: CartKey): void {
    if (this.customerId !== null) {
      if (this.customerId !== customerId) throw new CartNotFound();
      return;
    }
    const fits =
      secret !== null && this.secretHash !== null && timingSafeEqual(hash(secret), this.secretHash);
    if (!fits) throw new CartNotFound();
  }

  /** @throws {CartAlreadyOrdered} */
  checkOpen(): void {
    if (this.status !== 'OPEN') throw new CartAlreadyOrdered();
  }

  /** From now on it is the customer's, and the secret opens it no more. @throws {CartAlreadyOrdered} */
  claim(customerId: Id<'usr'>): void {
    this.checkOpen();
    this.customerId = customerId;
    this.secretHash = null;
  }

  /** It becomes an order and never changes again. @throws {CartAlreadyOrdered} */
  order(customerId: Id<'usr'>): void {
    this.claim(customerId);
    this.status = 'ORDERED';
  }
}

/** @throws {QuantityOutOfRange} unless it is a whole number from `minimum` to 99 */
export function checkQuantity(quantity: number, minimum = 1): void {
  if (!Number.isInteger(quantity) || quantity < minimum || quantity > MAX_QUANTITY) {
    throw new QuantityOutOfRange(minimum, MAX_QUANTITY);
  }
}

/** @throws {CartFull} */
export function checkLines(count: number): void {
  if (count > MAX_LINES) throw new CartFull(MAX_LINES);
}

const hash = (secret: string) => createHash('sha256').update(secret).digest();
