import type { Id } from '#kernel/domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import { changePayment } from '../persistence/find-payment.ts';
import { RiskAssessment } from '../persistence/risk-assessment.mapping.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { askProvider } from './ask-provider.ts';
import { carryOut } from './carry-out.ts';
import { findRiskCase, screenPayment } from './screen-payment.ts';

/**
 * Screens a payment for fraud and has its amount authorized. Asked again it continues the same attempt, or answers
 * where the payment stands.
 * @throws {PaymentNotFound}
 */
export async function authorizePayment(
  rt: PaymentsRuntime,
  paymentId: Id<'pay'>,
): Promise<Payment> {
  const riskCase = await findRiskCase(rt, paymentId);
  const { payment } = riskCase;
  if (payment.attempt?.awaitsAnswer) return askProvider(rt, payment);
  if (payment.status !== 'CREATED') return payment;

  const findings = await screenPayment(rt, riskCase);
  const assessedAt = rt.clock();
  const requested = await changePayment(rt.orm, payment, (current) => {
    if (current.status !== 'CREATED' || current.attempt) return [];
    const attempt = current.requestAuthorization(findings, rt.provider.name, assessedAt);
    const evidence = findings.map((finding) =>
      Object.assign(new RiskAssessment(), { paymentId, ...finding, assessedAt }),
    );
    return attempt ? [attempt, ...evidence] : evidence;
  });
  return carryOut(rt, requested);
}
