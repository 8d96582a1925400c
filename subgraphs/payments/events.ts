import type { MoneyJson } from '#kernel/domain/money.ts';

/** What one merchant has of an amount. The parts of a split add up to the amount exactly. */
export type Split = readonly { readonly merchantId: string; readonly amount: MoneyJson }[];

/** What every fact about a payment says: which one, whose, where it stands now and why. */
type AboutPayment<Status extends string> = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Whom it pays. */
  readonly merchantIds: readonly string[];
  readonly status: Status;
  readonly reason: string | null;
};

/** Money that the provider took. `amount` and `split` are of this capture, `captured` is the sum of all so far. */
type Captured = {
  readonly amount: MoneyJson;
  readonly captured: MoneyJson;
  readonly split: Split;
  readonly provider: string;
};

/** The facts about a payment, in the order of its version. `status` is the payment's status after the fact. */
export type PaymentEvent =
  | {
      readonly type: 'PaymentCreated';
      readonly data: AboutPayment<'CREATED'> & { readonly amount: MoneyJson };
    }
  | { readonly type: 'PaymentActionRequired'; readonly data: AboutPayment<'REQUIRES_ACTION'> }
  | {
      readonly type: 'PaymentAuthorized';
      readonly data: AboutPayment<'AUTHORIZED'> & {
        readonly amount: MoneyJson;
        readonly provider: string;
      };
    }
  | { readonly type: 'PaymentDeclined'; readonly data: AboutPayment<'DECLINED'> }
  | { readonly type: 'PaymentOutcomeUnknown'; readonly data: AboutPayment<'UNKNOWN'> }
  | { readonly type: 'PaymentCancelled'; readonly data: AboutPayment<'CANCELLED'> }
  | { readonly type: 'PaymentExpired'; readonly data: AboutPayment<'EXPIRED'> }
  | {
      readonly type: 'PaymentPartiallyCaptured';
      readonly data: AboutPayment<'PARTIALLY_CAPTURED'> & Captured;
    }
  | { readonly type: 'PaymentCaptured'; readonly data: AboutPayment<'CAPTURED'> & Captured }
  /** The provider refused a capture for good. The money is still held until the payment is cancelled. */
  | {
      readonly type: 'PaymentCaptureFailed';
      readonly data: AboutPayment<'AUTHORIZED' | 'PARTIALLY_CAPTURED'>;
    };

type AboutRefund = {
  readonly refundId: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: MoneyJson;
  readonly split: Split;
  readonly reason: string;
  readonly provider: string;
};

/** The facts about a refund. */
export type RefundEvent =
  | { readonly type: 'RefundRequested'; readonly data: AboutRefund }
  | { readonly type: 'RefundOutcomeUnknown'; readonly data: AboutRefund }
  | { readonly type: 'RefundSucceeded'; readonly data: AboutRefund }
  | { readonly type: 'RefundFailed'; readonly data: AboutRefund & { readonly failure: string } };
