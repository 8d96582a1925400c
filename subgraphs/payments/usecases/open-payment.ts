import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { refuseCardNumbers } from '#kernel/domain/card-number.ts';
import { PaymentAlreadyOpened } from '../domain/errors.ts';
import { paymentMethod, type PaymentMethodChoice } from '../domain/payment-method.ts';
import { Payment, type PaymentOpening } from '../domain/payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';

export interface OpenPaymentInput extends Omit<PaymentOpening, 'method'> {
  readonly method: PaymentMethodChoice;
}

/**
 * Opens a payment under the id that whoever placed the order gave it. Opening it again with the same facts answers the
 * payment as it stands.
 * @throws {CardNumberRefused} if the input carries what looks like a card number
 * @throws {InvalidPaymentMethod} @throws {AmountNotPositive} @throws {SplitMismatch}
 * @throws {PaymentAlreadyOpened} if the id belongs to a payment with other facts
 */
export async function openPayment(rt: PaymentsRuntime, input: OpenPaymentInput): Promise<Payment> {
  refuseCardNumbers(input);
  const opening = { ...input, method: paymentMethod(input.method) };
  try {
    return await inTransaction(rt.orm, async (em) => {
      const payment = Payment.open(opening, rt.clock());
      em.persist(payment);
      return payment;
    });
  } catch (error) {
    // Two openings at once: the second waits at the key of the first, and comes here once that is there to be found.
    const known = error instanceof UniqueConstraintViolationException && (await found(rt, opening));
    if (!known) throw error;
    if (!known.isOpenedBy(opening)) throw new PaymentAlreadyOpened();
    return known;
  }
}

const found = (rt: PaymentsRuntime, { id }: PaymentOpening): Promise<Payment | null> =>
  rt.orm.em.fork().findOne(Payment, { id });
