import type { Id } from '#kernel/domain/id.ts';
import { isFinal } from '../domain/payment-status.ts';
import { Payment } from '../domain/payment.ts';
import { findPayment } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { carryOut, learnTruth } from './carry-out.ts';

/**
 * Asks the provider, by our own reference, where a payment is, and then carries out what is still wanted of it. A call
 * that the provider never got is sent again under the same key.
 * @throws {PaymentNotFound}
 */
export async function askProvider(
  rt: PaymentsRuntime,
  known: Payment | Id<'pay'>,
): Promise<Payment> {
  const payment = known instanceof Payment ? known : await findPayment(rt.orm, known);
  if (isFinal(payment.status) || !payment.attempt) return payment;
  return carryOut(rt, await learnTruth(rt, payment));
}
