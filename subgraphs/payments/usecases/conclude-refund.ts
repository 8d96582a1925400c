import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { RefundNotFound } from '../domain/errors.ts';
import type { Answer, ProviderRefund } from '../domain/ports.ts';
import { Refund } from '../domain/refund.ts';
import { findPayment, lockPayment } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';

/** Asks the provider to send the money back. Under the refund's id, so however often, it goes back once. */
export async function sendRefund(
  rt: PaymentsRuntime,
  refundId: Id<'rfd'>,
): Promise<Answer<ProviderRefund>> {
  const refund = await rt.orm.em.fork().findOne(Refund, { id: refundId });
  if (!refund) throw new RefundNotFound();
  const { attempt } = await findPayment(rt.orm, refund.paymentId);
  if (!attempt?.providerPaymentId)
    throw new Error(`${refundId} is of a payment that no provider knows.`);
  return rt.provider.refund({
    refundId,
    providerPaymentId: attempt.providerPaymentId,
    amount: refund.amount,
  });
}

/** Records what came of a refund, in the transaction of `em`. Answers whether it is known how the refund ended. */
export async function concludeRefund(
  em: EntityManager,
  refundId: Id<'rfd'>,
  answer: Answer<ProviderRefund>,
): Promise<boolean> {
  const known = await em.findOne(Refund, { id: refundId });
  if (!known) throw new RefundNotFound();
  // Always the payment first: whoever asks for another refund locks in the same order.
  const payment = await lockPayment(em, known.paymentId);
  const refund = await em.findOneOrFail(
    Refund,
    { id: refundId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (refund.isConcluded) return true;
  if (answer.kind === 'unanswered') {
    refund.outcomeUnknown();
    return false;
  }
  if (answer.kind === 'answered' && answer.truth.status === 'SUCCEEDED') {
    refund.succeed();
    payment.settleRefund(refund.amount);
    return true;
  }
  refund.fail(
    answer.kind === 'refused' ? answer.reason : (answer.truth.failure ?? 'REFUND_FAILED'),
  );
  payment.releaseRefund(refund.amount, refund.merchantAmounts);
  return true;
}
