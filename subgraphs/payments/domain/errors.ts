import { DomainError } from '#kernel/domain/domain-error.ts';
import type { Money } from '#kernel/domain/money.ts';
import type { PaymentStatus } from './payment-status.ts';
import type { RefundStatus } from './refund-status.ts';

/** There is no such payment, or it is not the caller's. */
export class PaymentNotFound extends DomainError {
  readonly code = 'PAYMENT_NOT_FOUND';
  constructor() {
    super('There is no such payment.');
  }
}

/** The payment's id was used before, for a payment with other facts. */
export class PaymentAlreadyOpened extends DomainError {
  readonly code = 'PAYMENT_ALREADY_OPENED';
  constructor() {
    super('A payment with this id and other facts exists.');
  }
}

export class AmountNotPositive extends DomainError {
  readonly code = 'AMOUNT_NOT_POSITIVE';
  constructor() {
    super('The amount must be more than zero.');
  }
}

export class SplitMismatch extends DomainError {
  readonly code = 'SPLIT_MISMATCH';
  constructor() {
    super(
      'The shares of the merchants must be of different merchants, not negative, and add up to the amount.',
    );
  }
}

export class InvalidPaymentMethod extends DomainError {
  readonly code = 'INVALID_PAYMENT_METHOD';
  constructor() {
    super(
      'A payment is made either with a token (tok_…) or on the hosted page, which needs a return URL.',
    );
  }
}

export class PaymentNotCapturable extends DomainError {
  readonly code = 'PAYMENT_NOT_CAPTURABLE';
  constructor(readonly status: PaymentStatus) {
    super(`A payment that is ${status} cannot be captured.`);
  }
}

export class CaptureExceedsAuthorization extends DomainError {
  readonly code = 'CAPTURE_EXCEEDS_AUTHORIZATION';
  constructor(readonly capturable: Money) {
    super(`At most ${capturable.toString()} can be captured.`);
  }
}

export class PaymentNotCancellable extends DomainError {
  readonly code = 'PAYMENT_NOT_CANCELLABLE';
  constructor(readonly status: PaymentStatus) {
    super(`A payment that is ${status} cannot be cancelled; what was captured can be refunded.`);
  }
}

export class PaymentNotRefundable extends DomainError {
  readonly code = 'PAYMENT_NOT_REFUNDABLE';
  constructor(readonly status: PaymentStatus) {
    super(`Nothing was captured from this payment (${status}), so nothing can be refunded.`);
  }
}

export class RefundExceedsCaptured extends DomainError {
  readonly code = 'REFUND_EXCEEDS_CAPTURED';
  constructor(readonly refundable: Money) {
    super(`At most ${refundable.toString()} can be refunded.`);
  }
}

export class RefundNotFound extends DomainError {
  readonly code = 'REFUND_NOT_FOUND';
  constructor() {
    super('There is no such refund.');
  }
}

export class IllegalPaymentTransition extends DomainError {
  readonly code = 'ILLEGAL_PAYMENT_TRANSITION';
  constructor(
    readonly from: PaymentStatus,
    readonly to: PaymentStatus,
  ) {
    super(`A payment cannot move from ${from} to ${to}.`);
  }
}

export class IllegalRefundTransition extends DomainError {
  readonly code = 'ILLEGAL_REFUND_TRANSITION';
  constructor(
    readonly from: RefundStatus,
    readonly to: RefundStatus,
  ) {
    super(`A refund cannot move from ${from} to ${to}.`);
  }
}

/** What the provider says cannot be true of what we asked for. Somebody must look; nothing is recorded. */
export class ProviderContradiction extends DomainError {
  readonly code = 'PROVIDER_CONTRADICTION';
  constructor(what: string) {
    super(`The provider contradicts our record: ${what}.`);
  }
}

/** The message is not signed by the provider, or not now. */
export class WebhookNotVerified extends DomainError {
  readonly code = 'WEBHOOK_NOT_VERIFIED';
  constructor() {
    super('The signature of the message could not be verified.');
  }
}
