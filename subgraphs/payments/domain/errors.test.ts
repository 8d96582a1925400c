import type { DomainError } from '#kernel/domain/domain-error.ts';
import { eur } from '../test/given.ts';
import * as errors from './errors.ts';

const refusals: readonly DomainError[] = [
  new errors.PaymentNotFound(),
  new errors.PaymentAlreadyOpened(),
  new errors.AmountNotPositive(),
  new errors.SplitMismatch(),
  new errors.InvalidPaymentMethod(),
  new errors.PaymentNotCapturable('CREATED'),
  new errors.CaptureExceedsAuthorization(eur(1n)),
  new errors.PaymentNotCancellable('CAPTURED'),
  new errors.PaymentNotRefundable('AUTHORIZED'),
  new errors.RefundExceedsCaptured(eur(1n)),
  new errors.InvalidReason(),
  new errors.RefundNotFound(),
  new errors.IllegalPaymentTransition('CAPTURED', 'CREATED'),
  new errors.IllegalRefundTransition('FAILED', 'SUCCEEDED'),
  new errors.ProviderContradiction('another amount was authorized'),
  new errors.WebhookNotVerified(),
  new errors.InvalidCursor(),
];

describe('the refusals of payments', () => {
  it.each(refusals.map((refusal) => [refusal.name, refusal] as const))(
    '%s has its name as its code and speaks in a sentence',
    (name, { code, message }) => {
      expect(code).toBe(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
      expect(message).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('are all listed here', () => {
    expect(new Set(refusals.map(({ name }) => name))).toEqual(new Set(Object.keys(errors)));
  });
});
