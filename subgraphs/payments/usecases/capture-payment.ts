import type { Id } from '#kernel/domain/id.ts';
import type { Money } from '#kernel/domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import { changePayment, findPayment } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { carryOut } from './carry-out.ts';

export interface CapturePaymentInput {
  readonly paymentId: Id<'pay'>;
  /** Default: all that is authorized and not yet captured. */
  readonly amount?: Money;
}

/**
 * Takes the money that is held. Asked again it continues the same capture, or answers where the payment stands. A
 * payment that stays AUTHORIZED, with a reason, is one whose capture the provider refused.
 * @throws {PaymentNotFound}
 * @throws {PaymentNotCapturable} unless money is held, or about to be taken, or taken
 * @throws {CaptureExceedsAuthorization}
 */
export async function capturePayment(
  rt: PaymentsRuntime,
  input: CapturePaymentInput,
): Promise<Payment> {
  const { paymentId, amount = null } = input;
  const payment = await findPayment(rt.orm, paymentId);
  if (payment.isCaptureRequested) return carryOut(rt, payment);
  const requested = await changePayment(rt.orm, payment, (current) => {
    const capture = current.requestCapture(amount, rt.clock());
    return capture ? [capture] : [];
  });
  return carryOut(rt, requested);
}
