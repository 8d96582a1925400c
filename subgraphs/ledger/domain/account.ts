import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';

/** Assets and expenses grow by debits, liabilities and income by credits. */
export type AccountKind = 'asset' | 'liability' | 'income' | 'expense';

/** The sign that growth of such an account has among entries, where debits are positive. */
const growth = (kind: AccountKind): bigint => (kind === 'asset' || kind === 'expense' ? 1n : -1n);

/**
 * One pile of money in one currency, as it is in the books. Read only: posting alone moves a
 * balance.
 */
export class LedgerAccount {
  readonly id!: Id<'lac'>;
  readonly code!: string;
  readonly kind!: AccountKind;
  readonly currency!: Currency;
  /** The merchant whose money it is; null for the platform's own. */
  readonly ownerId!: Id<'mer'> | null;
  readonly allowNegative!: boolean;
  /** Σ of the account's entries: debits positive, credits negative. */
  readonly balanceMinor!: bigint;
  readonly openedAt!: Date;

  /**
   * As a bookkeeper reads it: positive while the account stands on the side on which its kind
   * grows.
   */
  get balance(): Money {
    return Money.of(growth(this.kind) * this.balanceMinor, this.currency);
  }
}
