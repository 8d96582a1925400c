import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';

export const CAPTURE_STATUSES = ['REQUESTED', 'UNKNOWN', 'SUCCEEDED', 'FAILED'] as const;

export type CaptureStatus = (typeof CAPTURE_STATUSES)[number];

/** One request to take authorized money. Its id is the key the provider knows it by. */
export class Capture {
  id!: Id<'cap'>;
  paymentId!: Id<'pay'>;
  amountMinor!: bigint;
  currency!: Currency;
  status!: CaptureStatus;
  reason!: string | null;
  createdAt!: Date;

  get amount(): Money {
    return Money.of(this.amountMinor, this.currency);
  }
}
