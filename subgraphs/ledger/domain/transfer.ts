import type { Currency } from '#kernel/domain/currency.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import type { AccountRef } from './chart.ts';

/**
 * A sale or refund is one merchant's share of a payment; a correction undoes another transfer and
 * names it.
 */
export const TRANSFER_KINDS = ['sale', 'refund', 'correction'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** One account's part in a transfer: a debit is positive, a credit negative. */
export interface Entry {
  readonly account: AccountRef;
  readonly amount: Money;
}

/**
 * Money that moves between accounts, to be posted whole or not at all. Its entries sum to zero per
 * currency.
 */
export interface Transfer {
  readonly id: Id<'trf'>;
  /** Idempotency: names what caused the transfer. It is posted once under this name, for ever. */
  readonly reference: string;
  readonly kind: TransferKind;
  /** The transfer that a correction undoes. */
  readonly reversesId?: Id<'trf'>;
  readonly paymentId?: Id<'pay'>;
  readonly orderId?: Id<'ord'>;
  readonly refundId?: Id<'rfd'>;
  /** Whose sale or refund it is. */
  readonly merchantId?: Id<'mer'>;
  readonly description: string;
  /** When it happened in business; the ledger adds when it was booked. */
  readonly occurredAt: Date;
  readonly entries: readonly Entry[];
}

export const debit = (account: AccountRef, amount: Money): Entry => ({ account, amount });
export const credit = (account: AccountRef, amount: Money): Entry => ({
  account,
  amount: amount.negate(),
});

/** A transfer with a new id; entries of nothing are left out. */
export const draftTransfer = (draft: Omit<Transfer, 'id'>): Transfer => ({
  ...draft,
  id: newId('trf'),
  entries: draft.entries.filter(({ amount }) => !amount.isZero),
});

/** A transfer as it stands in the books. */
export class PostedTransfer {
  readonly id!: Id<'trf'>;
  readonly reference!: string;
  readonly kind!: TransferKind;
  readonly reversesId!: Id<'trf'> | null;
  readonly paymentId!: Id<'pay'> | null;
  readonly orderId!: Id<'ord'> | null;
  readonly refundId!: Id<'rfd'> | null;
  readonly merchantId!: Id<'mer'> | null;
  readonly description!: string;
  readonly entryCount!: number;
  readonly occurredAt!: Date;
  readonly postedAt!: Date;
}

/** An entry as it stands in the books. */
export class PostedEntry {
  readonly transferId!: Id<'trf'>;
  readonly sequence!: number;
  readonly accountId!: Id<'lac'>;
  readonly currency!: Currency;
  /** Debits positive, credits negative. */
  readonly amountMinor!: bigint;
  readonly postedAt!: Date;

  get isDebit(): boolean {
    return this.amountMinor > 0n;
  }

  /** Without a sign; `isDebit` tells the side. */
  get amount(): Money {
    return Money.of(this.isDebit ? this.amountMinor : -this.amountMinor, this.currency);
  }
}
