import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import type { PaymentEvent } from '../events.ts';
import { Attempt } from './attempt.ts';
import { Capture } from './capture.ts';
import {
  AmountNotPositive,
  CaptureExceedsAuthorization,
  IllegalPaymentTransition,
  PaymentNotCancellable,
  PaymentNotCapturable,
  PaymentNotRefundable,
  ProviderContradiction,
  RefundExceedsCaptured,
} from './errors.ts';
import {
  isFinal,
  mayMove,
  type PaymentStatus,
  type SummaryStatus,
  summarize,
} from './payment-status.ts';
import type { PaymentMethod } from './payment-method.ts';
import type { Card, Instruction, ProviderPayment } from './ports.ts';
import { decide, type RiskFinding } from './risk.ts';
import {
  captureFrom,
  type MerchantAmount,
  openShares,
  refundFrom,
  type Share,
  splitToJson,
  undoRefund,
} from './split.ts';

export interface PaymentOpening {
  readonly id: Id<'pay'>;
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly amount: Money;
  readonly split: readonly MerchantAmount[];
  readonly method: PaymentMethod;
  /** ISO 3166-1 alpha-2. */
  readonly buyerCountry: string | null;
}

/** An answer normally comes within the time limit of the call; only a crash leaves us waiting for longer. */
const ANSWER_EXPECTED_MS = 15_000;
/** While the customer acts, a message of the provider tells us; asking is for the message that got lost. */
const CUSTOMER_ACTS_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * An order's wish to be paid, and where its authorization and captures stand. It learns from the provider's truth
 * wherever that comes from (an answer, a webhook, our own asking), so neither repetition nor order matters.
 */
export class Payment extends Aggregate<PaymentEvent> {
  declare id: Id<'pay'>;
  /** Raised by every transaction that may change the payment, so that none overwrites what another one changed. */
  revision!: number;
  orderId!: Id<'ord'>;
  customerId!: Id<'usr'>;
  currency!: Currency;
  amountMinor!: bigint;
  authorizedMinor!: bigint;
  capturedMinor!: bigint;
  pendingRefundMinor!: bigint;
  refundedMinor!: bigint;
  shares!: Share[];
  token!: string | null;
  returnUrl!: string | null;
  buyerCountry!: string | null;
  status!: PaymentStatus;
  reason!: string | null;
  nextActionUrl!: string | null;
  card!: Card | null;
  /** Somebody wants the payment ended, for this reason; done as soon as the provider's answer allows it. */
  cancellationReason!: string | null;
  /** When to ask the provider next; null while there is nothing to ask. */
  askAt!: Date | null;
  /** How often we asked without getting further. */
  asked!: number;
  createdAt!: Date;

  // Loaded with the payment by `findPayment`, not mapped: at most one of each exists.
  attempt?: Attempt | null;
  openCapture?: Capture | null;

  /**
   * @throws {AmountNotPositive}
   * @throws {SplitMismatch} unless the merchants' shares add up to the amount
   */
  static open(opening: PaymentOpening, now: Date): Payment {
    if (!opening.amount.isPositive) throw new AmountNotPositive();
    const payment = new Payment();
    Object.assign(payment, {
      id: opening.id,
      revision: 0,
      orderId: opening.orderId,
      customerId: opening.customerId,
      currency: opening.amount.currency,
      amountMinor: opening.amount.minorUnits,
      authorizedMinor: 0n,
      capturedMinor: 0n,
      pendingRefundMinor: 0n,
      refundedMinor: 0n,
      shares: openShares(opening.split, opening.amount),
      token: opening.method.token,
      returnUrl: opening.method.returnUrl,
      buyerCountry: opening.buyerCountry,
      status: 'CREATED',
      reason: null,
      nextActionUrl: null,
      card: null,
      cancellationReason: null,
      askAt: null,
      asked: 0,
      createdAt: now,
    } satisfies Partial<Payment>);
    payment.raise({
      type: 'PaymentCreated',
      data: { ...payment.about('CREATED'), amount: opening.amount.toJSON() },
    });
    return payment;
  }

  /** Whether opening it again with these facts would make the same payment. */
  isOpenedBy(opening: PaymentOpening): boolean {
    const shares = openShares(opening.split, opening.amount);
    return (
      this.orderId === opening.orderId &&
      this.customerId === opening.customerId &&
      this.amount.equals(opening.amount) &&
      this.token === opening.method.token &&
      this.returnUrl === opening.method.returnUrl &&
      this.buyerCountry === opening.buyerCountry &&
      shares.length === this.shares.length &&
      shares.every(({ merchantId, amount }) =>
        this.shares.some((mine) => mine.merchantId === merchantId && mine.amount === amount),
      )
    );
  }

  get amount(): Money {
    return this.money(this.amountMinor);
  }

  get authorized(): Money {
    return this.money(this.authorizedMinor);
  }

  get captured(): Money {
    return this.money(this.capturedMinor);
  }

  get refunded(): Money {
    return this.money(this.refundedMinor);
  }

  /** What may still be refunded: captured, and neither refunded nor about to be. */
  get refundable(): Money {
    return this.money(this.capturedMinor - this.refundedMinor - this.pendingRefundMinor);
  }

  get summaryStatus(): SummaryStatus {
    return summarize(this);
  }

  /**
   * Records the intent to have the amount held, unless the risk is too high: then the payment is declined with
   * FRAUD_BLOCKED and no attempt is made. Answers the attempt to save.
   */
  requestAuthorization(
    findings: readonly RiskFinding[],
    provider: string,
    now: Date,
  ): Attempt | null {
    if (this.status !== 'CREATED' || this.attempt) return null;
    const decision = decide(findings);
    if (decision === 'BLOCK') {
      this.decline('FRAUD_BLOCKED');
      return null;
    }
    this.attempt = Object.assign(new Attempt(), {
      id: newId('att'),
      paymentId: this.id,
      provider,
      providerPaymentId: null,
      amountMinor: this.amountMinor,
      currency: this.currency,
      challenge: decision !== 'ALLOW',
      status: 'REQUESTED',
      reason: null,
      createdAt: now,
    } as const);
    this.askAfter(ANSWER_EXPECTED_MS, now);
    return this.attempt;
  }

  /** Whether there is no more to capture than what is captured, or on its way. */
  get isCaptureRequested(): boolean {
    return this.status === 'CAPTURED' || Boolean(this.openCapture);
  }

  /**
   * Records the intent to take what is authorized, or `amount` of it. Answers the capture to save, or null when there is
   * nothing new to do: everything is captured, or a capture is already on its way.
   * @throws {PaymentNotCapturable} unless money is held and nobody wants it released
   * @throws {CaptureExceedsAuthorization} if `amount` is more than what is left
   */
  requestCapture(amount: Money | null, now: Date): Capture | null {
    if (this.isCaptureRequested) return null;
    const isHeld = this.status === 'AUTHORIZED' || this.status === 'PARTIALLY_CAPTURED';
    if (!isHeld || this.cancellationReason !== null) throw new PaymentNotCapturable(this.status);
    const capturable = this.authorized.minus(this.captured);
    const taken = amount ?? capturable;
    if (!taken.isPositive) throw new AmountNotPositive();
    if (taken.compare(capturable) > 0) throw new CaptureExceedsAuthorization(capturable);
    this.openCapture = Object.assign(new Capture(), {
      id: newId('cap'),
      paymentId: this.id,
      amountMinor: taken.minorUnits,
      currency: this.currency,
      status: 'REQUESTED',
      reason: null,
      createdAt: now,
    } as const);
    this.askAfter(ANSWER_EXPECTED_MS, now);
    return this.openCapture;
  }

  /**
   * Ends the payment as CANCELLED, or as EXPIRED for the reason EXPIRED: at once when no provider was asked, else when
   * the provider has released the money. Does nothing to a payment that already ended without a capture.
   * @throws {PaymentNotCancellable} if money was captured, or may have been
   */
  requestCancellation(reason: string, now: Date): void {
    if (this.capturedMinor > 0n || this.openCapture) throw new PaymentNotCancellable(this.status);
    if (isFinal(this.status) || this.cancellationReason !== null) return;
    this.cancellationReason = reason;
    if (this.attempt) this.askAfter(ANSWER_EXPECTED_MS, now);
    else this.release();
  }

  /** What the provider must be told next, as long as no answer to it is known. The same words each time. */
  instruction(): Instruction | null {
    const { attempt, openCapture } = this;
    if (isFinal(this.status) || !attempt) return null;
    const { providerPaymentId } = attempt;
    if (attempt.awaitsAnswer || providerPaymentId === null) {
      const { token, returnUrl } = this;
      const { id: attemptId, amount, challenge } = attempt;
      return { kind: 'AUTHORIZE', attemptId, amount, token, challenge, returnUrl };
    }
    if (openCapture) {
      return {
        kind: 'CAPTURE',
        captureId: openCapture.id,
        providerPaymentId,
        amount: openCapture.amount,
      };
    }
    if (this.cancellationReason !== null)
      return { kind: 'VOID', attemptId: attempt.id, providerPaymentId };
    return null;
  }

  /**
   * Moves to where the provider says the payment is. What is older than what we know changes nothing.
   * @throws {ProviderContradiction} if it is about another amount than we asked for
   */
  learn(truth: ProviderPayment, now: Date): void {
    const { attempt } = this;
    if (!attempt || attempt.id !== truth.reference || isFinal(this.status)) return;
    if (!truth.amount.equals(attempt.amount))
      throw new ProviderContradiction('another amount was authorized');
    attempt.providerPaymentId = truth.providerPaymentId;
    this.card = truth.card ?? this.card;
    const before = this.version;
    this.follow(truth, attempt);
    this.planNextQuestion(this.version !== before, now);
  }

  /** The provider refused for good what it was told; it had no effect. */
  refused(instruction: Instruction, reason: string, now: Date): void {
    if (!this.stillAwaits(instruction)) return;
    switch (instruction.kind) {
      case 'AUTHORIZE':
        this.attempt?.advance('DECLINED', reason);
        this.decline(reason);
        break;
      case 'CAPTURE':
        this.captureFailed(reason);
        break;
      case 'VOID':
        // Only the provider's truth can tell why money that we believe to be held cannot be released.
        this.outcomeUnknown();
        break;
    }
    this.planNextQuestion(instruction.kind !== 'VOID', now);
  }

  /** No answer came. The provider may have acted, so this is unknown, not failed. */
  unanswered(instruction: Instruction, now: Date): void {
    if (!this.stillAwaits(instruction)) return;
    if (instruction.kind === 'AUTHORIZE') this.attempt?.advance('UNKNOWN');
    if (instruction.kind === 'CAPTURE' && this.openCapture) this.openCapture.status = 'UNKNOWN';
    this.outcomeUnknown();
    this.planNextQuestion(false, now);
  }

  /** The provider could not be asked; a later question will tell. */
  askAgain(now: Date): void {
    this.planNextQuestion(false, now);
  }

  /**
   * Sets `amount` aside for a refund, so that all refunds together never exceed what was captured. Answers whose money
   * it is, in proportion to what each merchant still has of this payment.
   * @throws {PaymentNotRefundable} if nothing was captured
   * @throws {AmountNotPositive}
   * @throws {RefundExceedsCaptured}
   */
  reserveRefund(amount: Money): MerchantAmount[] {
    if (this.capturedMinor === 0n) throw new PaymentNotRefundable(this.status);
    if (this.refundable.isZero || amount.compare(this.refundable) > 0) {
      throw new RefundExceedsCaptured(this.refundable);
    }
    if (!amount.isPositive) throw new AmountNotPositive();
    const { shares, split } = refundFrom(this.shares, amount);
    this.shares = shares;
    this.pendingRefundMinor += amount.minorUnits;
    return split;
  }

  /** The money set aside went back to the customer. */
  settleRefund(amount: Money): void {
    this.pendingRefundMinor -= amount.minorUnits;
    this.refundedMinor += amount.minorUnits;
  }

  /** The refund failed: what was set aside may be refunded again. */
  releaseRefund(amount: Money, split: readonly MerchantAmount[]): void {
    this.pendingRefundMinor -= amount.minorUnits;
    this.shares = undoRefund(this.shares, split);
  }

  private follow(truth: ProviderPayment, attempt: Attempt): void {
    switch (truth.status) {
      case 'REQUIRES_ACTION':
        if (attempt.advance('REQUIRES_ACTION')) this.awaitCustomer();
        // The way on may change: first the card form, then the bank's question.
        if (this.status === 'REQUIRES_ACTION') this.nextActionUrl = truth.nextActionUrl;
        return;
      case 'AUTHORIZED':
        this.authorize(attempt);
        return;
      case 'PARTIALLY_CAPTURED':
      case 'CAPTURED':
        this.authorize(attempt);
        this.capture(truth.captured, truth.status, attempt);
        return;
      case 'DECLINED':
        if (attempt.advance('DECLINED', truth.declineReason))
          this.decline(truth.declineReason ?? 'DECLINED');
        return;
      case 'VOIDED':
        if (attempt.advance('VOIDED') && this.capturedMinor === 0n) this.release();
        return;
      case 'EXPIRED':
        // What was captured stays captured, whatever became of the rest.
        if (attempt.advance('EXPIRED') && this.capturedMinor === 0n) this.expire();
        return;
    }
  }

  private awaitCustomer(): void {
    this.move('REQUIRES_ACTION');
    this.raise({ type: 'PaymentActionRequired', data: this.about('REQUIRES_ACTION') });
  }

  private authorize(attempt: Attempt): void {
    if (!attempt.advance('AUTHORIZED')) return;
    this.move('AUTHORIZED');
    this.authorizedMinor = attempt.amountMinor;
    this.raise({
      type: 'PaymentAuthorized',
      data: {
        ...this.about('AUTHORIZED'),
        amount: this.authorized.toJSON(),
        provider: attempt.provider,
      },
    });
  }

  private capture(total: Money, status: 'PARTIALLY_CAPTURED' | 'CAPTURED', attempt: Attempt): void {
    const amount = total.minus(this.captured);
    if (!amount.isPositive) return;
    if (total.compare(this.authorized) > 0)
      throw new ProviderContradiction('more was captured than authorized');
    const { shares, split } = captureFrom(this.shares, amount);
    this.shares = shares;
    this.capturedMinor = total.minorUnits;
    if (this.openCapture && amount.compare(this.openCapture.amount) >= 0)
      this.closeCapture('SUCCEEDED', null);
    // Money that was taken can no longer be released.
    this.cancellationReason = null;
    this.move(status);
    const captured = {
      amount: amount.toJSON(),
      captured: total.toJSON(),
      split: splitToJson(split),
      provider: attempt.provider,
    };
    this.raise(
      status === 'CAPTURED'
        ? { type: 'PaymentCaptured', data: { ...this.about(status), ...captured } }
        : { type: 'PaymentPartiallyCaptured', data: { ...this.about(status), ...captured } },
    );
  }

  private captureFailed(reason: string): void {
    this.closeCapture('FAILED', reason);
    const status = this.capturedMinor > 0n ? 'PARTIALLY_CAPTURED' : 'AUTHORIZED';
    if (this.status !== status) this.move(status);
    this.reason = reason;
    this.raise({ type: 'PaymentCaptureFailed', data: this.about(status) });
  }

  private closeCapture(status: 'SUCCEEDED' | 'FAILED', reason: string | null): void {
    if (this.openCapture) Object.assign(this.openCapture, { status, reason });
    this.openCapture = null;
  }

  private decline(reason: string): void {
    this.move('DECLINED', reason);
    this.raise({ type: 'PaymentDeclined', data: this.about('DECLINED') });
  }

  /** The money is free again, because we or somebody at the provider wanted it so. */
  private release(): void {
    if (this.cancellationReason === 'EXPIRED') {
      this.expire();
      return;
    }
    this.move('CANCELLED', this.cancellationReason ?? 'VOIDED_AT_PROVIDER');
    this.authorizedMinor = 0n;
    this.raise({ type: 'PaymentCancelled', data: this.about('CANCELLED') });
  }

  private expire(): void {
    this.move('EXPIRED', 'EXPIRED');
    this.authorizedMinor = 0n;
    this.raise({ type: 'PaymentExpired', data: this.about('EXPIRED') });
  }

  private outcomeUnknown(): void {
    if (this.status === 'UNKNOWN') return;
    this.move('UNKNOWN');
    this.raise({ type: 'PaymentOutcomeUnknown', data: this.about('UNKNOWN') });
  }

  private move(to: PaymentStatus, reason: string | null = null): void {
    if (!mayMove(this.status, to)) throw new IllegalPaymentTransition(this.status, to);
    this.status = to;
    this.reason = reason;
    this.nextActionUrl = null;
  }

  /** Whether the answer to it is still missing; another answer may have come first. */
  private stillAwaits(instruction: Instruction): boolean {
    const current = this.instruction();
    if (current?.kind !== instruction.kind) return false;
    return (
      current.kind !== 'CAPTURE' ||
      instruction.kind !== 'CAPTURE' ||
      current.captureId === instruction.captureId
    );
  }

  private planNextQuestion(gotFurther: boolean, now: Date): void {
    this.asked = gotFurther ? 0 : this.asked + 1;
    const doubled = (ms: number) => Math.min(ms * 2 ** Math.min(this.asked, 20), LONGEST_PAUSE_MS);
    if (this.instruction()) this.askAfter(doubled(500), now);
    else if (this.status === 'REQUIRES_ACTION') this.askAfter(doubled(CUSTOMER_ACTS_MS), now);
    else this.askAt = null;
  }

  private askAfter(pauseMs: number, now: Date): void {
    this.askAt = new Date(now.getTime() + pauseMs);
  }

  private about<Status extends PaymentStatus>(status: Status) {
    const { id: paymentId, orderId, customerId, reason } = this;
    const merchantIds = this.shares.map(({ merchantId }) => merchantId);
    return { paymentId, orderId, customerId, merchantIds, status, reason };
  }

  private money(minorUnits: bigint): Money {
    return Money.of(minorUnits, this.currency);
  }
}
