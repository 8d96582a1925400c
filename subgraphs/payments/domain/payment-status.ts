/** Where a payment's authorization and capture stand. Refunds have a machine of their own. */
export const PAYMENT_STATUSES = [
  'CREATED',
  'REQUIRES_ACTION',
  'AUTHORIZED',
  'PARTIALLY_CAPTURED',
  'CAPTURED',
  'DECLINED',
  'CANCELLED',
  'EXPIRED',
  'UNKNOWN',
] as const;

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/**
 * From where to where a payment may move; drawn in README.md. UNKNOWN means that an answer of the provider is missing,
 * so whatever the provider may have done can follow it.
 */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  CREATED: ['REQUIRES_ACTION', 'AUTHORIZED', 'DECLINED', 'CANCELLED', 'EXPIRED', 'UNKNOWN'],
  REQUIRES_ACTION: ['AUTHORIZED', 'DECLINED', 'CANCELLED', 'EXPIRED', 'UNKNOWN'],
  AUTHORIZED: ['PARTIALLY_CAPTURED', 'CAPTURED', 'CANCELLED', 'EXPIRED', 'UNKNOWN'],
  PARTIALLY_CAPTURED: ['PARTIALLY_CAPTURED', 'CAPTURED', 'UNKNOWN'],
  UNKNOWN: [
    'REQUIRES_ACTION',
    'AUTHORIZED',
    'PARTIALLY_CAPTURED',
    'CAPTURED',
    'DECLINED',
    'CANCELLED',
    'EXPIRED',
  ],
  CAPTURED: [],
  DECLINED: [],
  CANCELLED: [],
  EXPIRED: [],
};

export const mayMove = (from: PaymentStatus, to: PaymentStatus): boolean =>
  PAYMENT_TRANSITIONS[from].includes(to);

/** Nothing more happens to the authorization and the captures of such a payment. */
export const isFinal = (status: PaymentStatus): boolean => PAYMENT_TRANSITIONS[status].length === 0;

/** One word for a client that shows a payment in a list: where it stands, refunds included. */
export const SUMMARY_STATUSES = [
  'PENDING',
  'ACTION_REQUIRED',
  'AUTHORIZED',
  'PARTIALLY_PAID',
  'PAID',
  'REFUND_PENDING',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'FAILED',
  'CANCELLED',
  'EXPIRED',
] as const;

export type SummaryStatus = (typeof SUMMARY_STATUSES)[number];

export interface Standing {
  readonly status: PaymentStatus;
  readonly capturedMinor: bigint;
  readonly pendingRefundMinor: bigint;
  readonly refundedMinor: bigint;
}

/** Refunds matter more to whoever looks than how the money was once taken. */
export function summarize({
  status,
  capturedMinor,
  pendingRefundMinor,
  refundedMinor,
}: Standing): SummaryStatus {
  if (pendingRefundMinor > 0n) return 'REFUND_PENDING';
  if (refundedMinor > 0n)
    return refundedMinor === capturedMinor ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  switch (status) {
    case 'CREATED':
    case 'UNKNOWN':
      return 'PENDING';
    case 'REQUIRES_ACTION':
      return 'ACTION_REQUIRED';
    case 'AUTHORIZED':
      return 'AUTHORIZED';
    case 'PARTIALLY_CAPTURED':
      return 'PARTIALLY_PAID';
    case 'CAPTURED':
      return 'PAID';
    case 'DECLINED':
      return 'FAILED';
    case 'CANCELLED':
      return 'CANCELLED';
    case 'EXPIRED':
      return 'EXPIRED';
  }
}
