import { describeRefusals } from '#kernel/testing/refusals.ts';
import { eur } from '../test/given.ts';
import * as errors from './errors.ts';

describeRefusals('payments', errors, [
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
  new errors.RefundNotFound(),
  new errors.IllegalPaymentTransition('CAPTURED', 'CREATED'),
  new errors.IllegalRefundTransition('FAILED', 'SUCCEEDED'),
  new errors.ProviderContradiction('another amount was authorized'),
  new errors.WebhookNotVerified(),
]);
