import { DomainError } from '#kernel/domain/domain-error.ts';
import type { Money } from '#kernel/domain/money.ts';

/** The merchants' parts do not add up to the amount of the payment or refund. Nothing is posted. */
export class SplitMismatch extends DomainError {
  readonly code = 'SPLIT_MISMATCH';
  constructor(
    readonly amount: Money,
    readonly parts: Money,
  ) {
    super(`The split adds up to ${parts.toString()}, not to ${amount.toString()}.`);
  }
}

/** Why the ledger's database refused a transfer. */
export type RefusalReason =
  | 'TOO_FEW_ENTRIES'
  | 'ZERO_AMOUNT'
  | 'ACCOUNT_UNKNOWN'
  | 'CURRENCY_MISMATCH'
  | 'UNBALANCED'
  | 'REVERSED_TRANSFER_UNKNOWN'
  | 'INSUFFICIENT_BALANCE'
  | 'REFERENCE_REUSED';

/**
 * A fact could not be booked. Its event stays with the ledger until an operator has looked at it.
 */
export class TransferRefused extends DomainError {
  readonly code = 'TRANSFER_REFUSED';
  constructor(
    readonly reference: string,
    readonly reason: RefusalReason,
  ) {
    super(`Transfer ${reference} was refused: ${reason}.`);
  }
}
