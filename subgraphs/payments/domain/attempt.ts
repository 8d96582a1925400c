import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';

export const ATTEMPT_STATUSES = [
  'REQUESTED',
  'UNKNOWN',
  'REQUIRES_ACTION',
  'AUTHORIZED',
  'DECLINED',
  'VOIDED',
  'EXPIRED',
] as const;

export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

/** An attempt only goes forward, so an old answer that arrives late changes nothing. */
export const ATTEMPT_TRANSITIONS: Readonly<Record<AttemptStatus, readonly AttemptStatus[]>> = {
  REQUESTED: ['UNKNOWN', 'REQUIRES_ACTION', 'AUTHORIZED', 'DECLINED', 'VOIDED', 'EXPIRED'],
  UNKNOWN: ['REQUIRES_ACTION', 'AUTHORIZED', 'DECLINED', 'VOIDED', 'EXPIRED'],
  REQUIRES_ACTION: ['AUTHORIZED', 'DECLINED', 'VOIDED', 'EXPIRED'],
  AUTHORIZED: ['VOIDED', 'EXPIRED'],
  DECLINED: [],
  VOIDED: [],
  EXPIRED: [],
};

/** One try to have the amount authorized by one provider. Its id is the key and reference the provider knows it by. */
export class Attempt {
  id!: Id<'att'>;
  paymentId!: Id<'pay'>;
  provider!: string;
  providerPaymentId!: string | null;
  amountMinor!: bigint;
  currency!: Currency;
  /** Whether the customer had to pass 3-D Secure. */
  challenge!: boolean;
  status!: AttemptStatus;
  reason!: string | null;
  createdAt!: Date;

  get amount(): Money {
    return Money.of(this.amountMinor, this.currency);
  }

  /** Whether the provider has yet to say what became of the request. */
  get awaitsAnswer(): boolean {
    return this.status === 'REQUESTED' || this.status === 'UNKNOWN';
  }

  /** Answers whether that was a step forward; if not, nothing changes. */
  advance(to: AttemptStatus, reason: string | null = null): boolean {
    if (!ATTEMPT_TRANSITIONS[this.status].includes(to)) return false;
    this.status = to;
    this.reason = reason;
    return true;
  }
}
