import { type Id, newId } from '#kernel/domain/id.ts';
import type { Money } from '#kernel/domain/money.ts';
import { oncePerKey } from '#kernel/persistence/idempotency.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { refuseCardNumbers } from '#kernel/domain/card-number.ts';
import { Refund } from '../domain/refund.ts';
import { lockPayment } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';

export const REFUND_WORKFLOW = 'payments.refund';

export interface RefundPaymentInput {
  readonly paymentId: Id<'pay'>;
  /** Default: all that may still be refunded. */
  readonly amount: Money | null;
  readonly reason: string;
  readonly idempotencyKey: string;
  /** Who asks. */
  readonly requestedBy: string;
}

/**
 * Sets the money aside and starts the workflow that sends it back, in one transaction. The same key answers the same
 * refund.
 * @throws {PaymentNotFound} @throws {PaymentNotRefundable} @throws {AmountNotPositive} @throws {RefundExceedsCaptured}
 * @throws {CardNumberRefused} @throws {IdempotencyKeyReused} @throws {InvalidIdempotencyKey} @throws {InvalidReason}
 */
export async function refundPayment(
  rt: PaymentsRuntime,
  input: RefundPaymentInput,
): Promise<Refund> {
  refuseCardNumbers(input);
  const { requestedBy, idempotencyKey: key, ...asked } = input;
  const once = { scope: requestedBy, operation: 'refundPayment', key, input: asked };
  return inTransaction(rt.orm, async (em) => {
    const refundId = await oncePerKey(em, rt.name, once, async () => {
      const payment = await lockPayment(em, input.paymentId);
      const amount = input.amount ?? payment.refundable;
      const split = payment.reserveRefund(amount);
      const provider = payment.attempt?.provider ?? rt.provider.name;
      const { reason } = input;
      const refund = Refund.request(
        { id: newId('rfd'), payment, amount, split, reason, requestedBy, provider },
        rt.clock(),
      );
      await em.persist(refund).flush();
      await rt.workflows.startInTransaction(
        em,
        { workflow: REFUND_WORKFLOW, id: refund.id },
        refund.id,
      );
      return refund.id;
    });
    return em.findOneOrFail(Refund, { id: refundId });
  });
}
