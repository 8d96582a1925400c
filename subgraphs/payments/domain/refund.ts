import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { reasonFrom } from '#kernel/domain/reason.ts';
import type { RefundEvent, Split } from '../events.ts';
import { IllegalRefundTransition } from './errors.ts';
import { REFUND_TRANSITIONS, type RefundStatus } from './refund-status.ts';
import { type MerchantAmount, splitFromJson, splitToJson } from './split.ts';

export interface RefundRequest {
  readonly id: Id<'rfd'>;
  readonly payment: {
    readonly id: Id<'pay'>;
    readonly orderId: Id<'ord'>;
    readonly customerId: Id<'usr'>;
  };
  readonly amount: Money;
  /** Whose money goes back. */
  readonly split: readonly MerchantAmount[];
  readonly reason: string;
  readonly requestedBy: string;
  readonly provider: string;
}

/** Money on its way back to the customer. Its id is the key and reference the provider knows it by, for ever. */
export class Refund extends Aggregate<RefundEvent> {
  declare id: Id<'rfd'>;
  paymentId!: Id<'pay'>;
  orderId!: Id<'ord'>;
  customerId!: Id<'usr'>;
  amountMinor!: bigint;
  currency!: Currency;
  split!: Split;
  reason!: string;
  requestedBy!: string;
  provider!: string;
  status!: RefundStatus;
  failure!: string | null;
  createdAt!: Date;

  /** @throws {InvalidReason} unless the reason has 1 to 500 characters */
  static request(request: RefundRequest, now: Date): Refund {
    const { id, payment, amount, split, requestedBy, provider } = request;
    const refund = Object.assign(new Refund(), {
      id,
      paymentId: payment.id,
      orderId: payment.orderId,
      customerId: payment.customerId,
      amountMinor: amount.minorUnits,
      currency: amount.currency,
      split: splitToJson(split),
      reason: reasonFrom(request.reason),
      requestedBy,
      provider,
      status: 'REQUESTED',
      failure: null,
      createdAt: now,
    } as const);
    refund.raise({ type: 'RefundRequested', data: refund.about() });
    return refund;
  }

  get amount(): Money {
    return Money.of(this.amountMinor, this.currency);
  }

  get merchantAmounts(): MerchantAmount[] {
    return splitFromJson(this.split);
  }

  /** Whether it is known how the refund ended. */
  get isConcluded(): boolean {
    return REFUND_TRANSITIONS[this.status].length === 0;
  }

  /** @throws {IllegalRefundTransition} */
  succeed(): void {
    this.move('SUCCEEDED');
    this.raise({ type: 'RefundSucceeded', data: this.about() });
  }

  /** @throws {IllegalRefundTransition} */
  fail(failure: string): void {
    this.move('FAILED');
    this.failure = failure;
    this.raise({ type: 'RefundFailed', data: { ...this.about(), failure } });
  }

  /** No answer came: the money may be on its way. @throws {IllegalRefundTransition} */
  outcomeUnknown(): void {
    if (this.status === 'UNKNOWN') return;
    this.move('UNKNOWN');
    this.raise({ type: 'RefundOutcomeUnknown', data: this.about() });
  }

  private move(to: RefundStatus): void {
    if (!REFUND_TRANSITIONS[this.status].includes(to))
      throw new IllegalRefundTransition(this.status, to);
    this.status = to;
  }

  private about() {
    const { id: refundId, paymentId, orderId, customerId, split, reason, provider } = this;
    return {
      refundId,
      paymentId,
      orderId,
      customerId,
      amount: this.amount.toJSON(),
      split,
      reason,
      provider,
    };
  }
}
