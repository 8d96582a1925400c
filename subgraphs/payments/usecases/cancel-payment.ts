import type { Id } from '#kernel/domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import { changePayment } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { askProvider } from './ask-provider.ts';

export interface CancelPaymentInput {
  readonly paymentId: Id<'pay'>;
  /** Why, in SCREAMING_SNAKE; EXPIRED when the customer took too long. */
  readonly reason: string;
}

/**
 * Ends a payment and releases what is held. While it is unknown whether anything is held, the wish is remembered and
 * carried out once that is known; the payment answered is then not ended yet.
 * @throws {PaymentNotFound}
 * @throws {PaymentNotCancellable} if money was captured, or may have been
 */
export async function cancelPayment(
  rt: PaymentsRuntime,
  { paymentId, reason }: CancelPaymentInput,
): Promise<Payment> {
  const payment = await changePayment(rt.orm, paymentId, (current) => {
    current.requestCancellation(reason, rt.clock());
  });
  return payment.instruction() ? askProvider(rt, payment) : payment;
}
