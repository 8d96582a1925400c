import { LockMode } from '@mikro-orm/core';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Attempt } from '../domain/attempt.ts';
import { Capture } from '../domain/capture.ts';
import { PaymentNotFound } from '../domain/errors.ts';
import { Payment } from '../domain/payment.ts';

/**
 * A payment with its attempt and its open capture, as it stands now.
 * @throws {PaymentNotFound}
 */
export const findPayment = (orm: MikroORM, id: Id<'pay'>): Promise<Payment> =>
  load(orm.em.fork(), id);

/**
 * The same, to be changed: nobody else changes it until the transaction of `em` ends.
 * @throws {PaymentNotFound}
 */
export const lockPayment = (em: EntityManager, id: Id<'pay'>): Promise<Payment> =>
  load(em, id, LockMode.PESSIMISTIC_WRITE);

/** Changes a payment in a transaction of its own. */
export function changePayment(
  orm: MikroORM,
  id: Id<'pay'>,
  change: (payment: Payment, em: EntityManager) => void,
): Promise<Payment> {
  return inTransaction(orm, async (em) => {
    const payment = await lockPayment(em, id);
    change(payment, em);
    return payment;
  });
}

async function load(em: EntityManager, id: Id<'pay'>, lockMode?: LockMode): Promise<Payment> {
  const payment = await em.findOne(Payment, { id }, lockMode === undefined ? {} : { lockMode });
  if (!payment) throw new PaymentNotFound();
  payment.attempt = await em.findOne(
    Attempt,
    { paymentId: id },
    { orderBy: { createdAt: 'desc' } },
  );
  // Nothing can be captured before something is authorized.
  const capture = { paymentId: id, status: { $in: ['REQUESTED', 'UNKNOWN'] } } as const;
  payment.openCapture = payment.authorizedMinor === 0n ? null : await em.findOne(Capture, capture);
  return payment;
}
