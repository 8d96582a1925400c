import { execute } from '#kernel/persistence/sql.ts';
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
  return inTransaction(rt.orm, async (em) => {
    // Two openings at once: the second waits here and then finds the first one's payment.
    await execute(em, `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [opening.id]);
    const known = await em.findOne(Payment, { id: opening.id });
    if (known && !known.isOpenedBy(opening)) throw new PaymentAlreadyOpened();
    if (known) return known;
    const payment = Payment.open(opening, rt.clock());
    em.persist(payment);
    return payment;
  });
}
