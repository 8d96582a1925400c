import {
  cardOfToken,
  DECLINE_MESSAGES,
  type DeclineCode,
  last4Of,
  type TestCard,
} from './cards.ts';
import type { MoneyJson } from './input.ts';
import type { Row } from './store.ts';

export type PaymentStatus =
  | 'requires_action'
  | 'authorized'
  | 'declined'
  | 'captured'
  | 'partially_captured'
  | 'voided'
  | 'expired';

/** `requires_action` may follow itself: the customer entered a card and is now asked by the bank. */
export const TRANSITIONS: Record<PaymentStatus, readonly PaymentStatus[]> = {
  requires_action: ['requires_action', 'authorized', 'declined', 'voided', 'expired'],
  authorized: ['captured', 'partially_captured', 'voided', 'expired'],
  captured: [],
  partially_captured: [],
  declined: [],
  voided: [],
  expired: [],
};

export interface Payment {
  readonly id: string;
  readonly reference: string;
  readonly status: PaymentStatus;
  /** What the customer must do next, while the status is `requires_action`. */
  readonly awaiting: 'card' | 'challenge' | null;
  readonly amountMinor: bigint;
  readonly capturedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly currency: string;
  readonly challengeRequired: boolean;
  readonly challengeTries: number;
  readonly card: TestCard | null;
  readonly declineCode: DeclineCode | null;
  readonly description: string | null;
  readonly returnUrl: string | null;
  readonly metadata: Record<string, string>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Refund {
  readonly id: string;
  readonly reference: string;
  readonly paymentId: string;
  readonly paymentReference: string;
  readonly status: 'succeeded' | 'failed';
  readonly amount: MoneyJson;
  readonly failureCode: string | null;
  readonly createdAt: string;
}

export function paymentOf(row: Row): Payment {
  return {
    id: row['id'] as string,
    reference: row['reference'] as string,
    status: row['status'] as PaymentStatus,
    awaiting: row['awaiting'] as Payment['awaiting'],
    amountMinor: row['amount_minor'] as bigint,
    capturedMinor: row['captured_minor'] as bigint,
    refundedMinor: row['refunded_minor'] as bigint,
    currency: row['currency'] as string,
    challengeRequired: row['challenge_required'] === 1n,
    challengeTries: Number(row['challenge_tries']),
    card: row['test_card'] === null ? null : (cardOfToken(row['test_card'] as string) ?? null),
    declineCode: row['decline_code'] as DeclineCode | null,
    description: row['description'] as string | null,
    returnUrl: row['return_url'] as string | null,
    metadata: JSON.parse(row['metadata'] as string) as Record<string, string>,
    createdAt: row['created_at'] as string,
    updatedAt: row['updated_at'] as string,
  };
}

export function refundOf(row: Row): Refund {
  return {
    id: row['id'] as string,
    reference: row['reference'] as string,
    paymentId: row['payment_id'] as string,
    paymentReference: row['payment_reference'] as string,
    status: row['status'] as Refund['status'],
    amount: { minorUnits: String(row['amount_minor']), currency: row['currency'] as string },
    failureCode: row['failure_code'] as string | null,
    createdAt: row['created_at'] as string,
  };
}

/** Where the customer continues: the card form, the bank's question, or nowhere. */
export function actionPathOf(payment: Payment): string | null {
  if (payment.awaiting === null) return null;
  return payment.awaiting === 'card' ? `/pay/${payment.id}` : `/3ds/${payment.id}`;
}

/** The merchant's page, told which payment the customer comes from. */
export function returnUrlOf(payment: Payment): string | null {
  if (payment.returnUrl === null) return null;
  const url = new URL(payment.returnUrl);
  url.searchParams.set('payment', payment.reference);
  return url.href;
}

export function paymentJson(payment: Payment, publicUrl: string) {
  const money = (minor: bigint): MoneyJson => ({
    minorUnits: minor.toString(),
    currency: payment.currency,
  });
  const { card, declineCode } = payment;
  const actionPath = actionPathOf(payment);
  return {
    id: payment.id,
    reference: payment.reference,
    status: payment.status,
    amount: money(payment.amountMinor),
    capturedAmount: money(payment.capturedMinor),
    refundedAmount: money(payment.refundedMinor),
    ...(actionPath && { nextAction: { type: 'redirect', url: `${publicUrl}${actionPath}` } }),
    ...(declineCode && { declineCode, declineMessage: DECLINE_MESSAGES[declineCode] }),
    ...(card && { card: { brand: card.brand, last4: last4Of(card), country: card.country } }),
    ...(payment.description !== null && { description: payment.description }),
    metadata: payment.metadata,
    createdAt: payment.createdAt,
    updatedAt: payment.updatedAt,
  };
}
export type PaymentJson = ReturnType<typeof paymentJson>;

export function refundJson(refund: Refund) {
  const { failureCode, ...rest } = refund;
  return { ...rest, ...(failureCode !== null && { failureCode }) };
}
export type RefundJson = ReturnType<typeof refundJson>;
