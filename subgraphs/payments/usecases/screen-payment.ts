import type { Id } from '#kernel/domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import { assessRisk, RISK_POLICY, type RiskFinding, type RiskSignals } from '../domain/risk.ts';
import { findPaymentToScreen } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';

export interface RiskCase extends Pick<RiskSignals, 'recentPayments'> {
  readonly payment: Payment;
}

/**
 * A payment with what the fraud rules look at besides it.
 * @throws {PaymentNotFound}
 */
export function findRiskCase(rt: PaymentsRuntime, paymentId: Id<'pay'>): Promise<RiskCase> {
  const windowMs = RISK_POLICY.velocityWindowMinutes * 60_000;
  return findPaymentToScreen(rt.orm, paymentId, new Date(rt.clock().getTime() - windowMs));
}

/** What the fraud rules find. Asks the provider where the card was issued. */
export async function screenPayment(
  rt: PaymentsRuntime,
  { payment, recentPayments }: RiskCase,
): Promise<RiskFinding[]> {
  const { amount, token, buyerCountry } = payment;
  const card = token === null ? null : await rt.provider.lookUpToken(token);
  return assessRisk({ amount, recentPayments, buyerCountry, cardCountry: card?.country ?? null });
}
