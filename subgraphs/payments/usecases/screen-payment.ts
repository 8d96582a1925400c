import { Payment } from '../domain/payment.ts';
import { assessRisk, RISK_POLICY, type RiskFinding } from '../domain/risk.ts';
import type { PaymentsRuntime } from '../runtime.ts';

/** Gathers what the fraud rules look at, and answers what they find. Asks the provider where the card was issued. */
export async function screenPayment(rt: PaymentsRuntime, payment: Payment): Promise<RiskFinding[]> {
  const { amount, token, buyerCountry, customerId, id } = payment;
  const windowMs = RISK_POLICY.velocityWindowMinutes * 60_000;
  const since = new Date(rt.clock().getTime() - windowMs);
  const em = rt.orm.em.fork();
  const recentPayments = await em.count(Payment, {
    customerId,
    createdAt: { $gt: since },
    id: { $ne: id },
  });
  const card = token === null ? null : await rt.provider.lookUpToken(token);
  return assessRisk({ amount, recentPayments, buyerCountry, cardCountry: card?.country ?? null });
}
