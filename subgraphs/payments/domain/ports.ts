import type { Id } from '#kernel/domain/id.ts';
import type { Money } from '#kernel/domain/money.ts';
import type { ProviderNews } from './provider-news.ts';

/** What may be shown of a card. */
export interface Card {
  readonly brand: string;
  readonly last4: string;
  /** Where it was issued, ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

/** The provider's truth about one of our attempts. */
export interface ProviderPayment {
  readonly providerPaymentId: string;
  /** Our attempt's id. */
  readonly reference: string;
  readonly status:
    | 'REQUIRES_ACTION'
    | 'AUTHORIZED'
    | 'DECLINED'
    | 'PARTIALLY_CAPTURED'
    | 'CAPTURED'
    | 'VOIDED'
    | 'EXPIRED';
  readonly amount: Money;
  readonly captured: Money;
  /** Why it was declined, in SCREAMING_SNAKE. */
  readonly declineReason: string | null;
  /** Where the customer goes on; only while an action is required. */
  readonly nextActionUrl: string | null;
  readonly card: Card | null;
}

export interface ProviderRefund {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly failure: string | null;
}

/**
 * What came of a call. `refused` is definite: it had no effect. `unanswered` is not: the provider may have acted
 * although we never heard back, so the call is sent again with the same key, or the truth is fetched.
 */
export type Answer<Truth> =
  | { readonly kind: 'answered'; readonly truth: Truth }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unanswered' };

/** Asks the provider to hold the money. */
export interface AuthorizeInstruction {
  readonly kind: 'AUTHORIZE';
  /** Idempotency key and reference. */
  readonly attemptId: Id<'att'>;
  readonly amount: Money;
  /** Null sends the customer to the provider's hosted page. */
  readonly token: string | null;
  /** Whether the customer must pass 3-D Secure whatever the bank thinks. */
  readonly challenge: boolean;
  readonly returnUrl: string | null;
}

export interface CaptureInstruction {
  readonly kind: 'CAPTURE';
  /** Idempotency key. */
  readonly captureId: Id<'cap'>;
  readonly providerPaymentId: string;
  readonly amount: Money;
}

/** Releases the money held, or ends the wait for the customer. */
export interface VoidInstruction {
  readonly kind: 'VOID';
  readonly attemptId: Id<'att'>;
  readonly providerPaymentId: string;
}

export type Instruction = AuthorizeInstruction | CaptureInstruction | VoidInstruction;

export interface RefundInstruction {
  /** Idempotency key and reference. */
  readonly refundId: Id<'rfd'>;
  readonly providerPaymentId: string;
  readonly amount: Money;
}

/** A verified message of the provider. It only says where to look: the truth is fetched. */
export interface ProviderNotice {
  readonly id: string;
  readonly type: string;
  /** What it says became of the attempt; null when it is about something else, or we cannot tell. */
  readonly news: ProviderNews | null;
  /** Our attempt's id, or null when the message is about something else. */
  readonly reference: string | null;
}

/** A message as it came over the wire. */
export interface WebhookMessage {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A company that moves the money. No call throws for what the network or the provider does. */
export interface PaymentProvider {
  readonly name: string;
  authorize(instruction: AuthorizeInstruction): Promise<Answer<ProviderPayment>>;
  capture(instruction: CaptureInstruction): Promise<Answer<ProviderPayment>>;
  void(instruction: VoidInstruction): Promise<Answer<ProviderPayment>>;
  refund(instruction: RefundInstruction): Promise<Answer<ProviderRefund>>;
  /** By our own reference; null when the provider has never heard of it. */
  fetch(reference: Id<'att'>): Promise<Answer<ProviderPayment | null>>;
  /** What is known of a card before it is charged; null when the provider cannot tell. */
  lookUpToken(token: string): Promise<Card | null>;
  /** @throws {WebhookNotVerified} */
  parseWebhook(message: WebhookMessage, now: Date): ProviderNotice;
}
