import { newId } from './ids.ts';
import type { MoneyJson } from './input.ts';
import { type Payment, type Refund, refundJson, refundOf } from './payment.ts';
import { minorOf, wrongStatus } from './payments.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import type { Outbox } from './webhooks.ts';

const SELECT = `SELECT refunds.*, payments.reference AS payment_reference, payments.currency
                  FROM refunds JOIN payments ON payments.id = refunds.payment_id`;

/** Money given back, in any number of parts, never more than was captured. */
export class Refunds {
  constructor(
    private readonly store: Store,
    private readonly outbox: Outbox,
  ) {}

  byReference(reference: string): Refund | null {
    const row = this.store.get(`${SELECT} WHERE refunds.reference = :reference`, { reference });
    return row ? refundOf(row) : null;
  }

  /** In the order of creation; `after` is the id of the last refund of the page before. */
  page(input: {
    payment?: string | undefined;
    after?: string | undefined;
    limit: number;
  }): Refund[] {
    return this.store
      .all(
        `${SELECT}
          WHERE (:payment IS NULL OR refunds.payment_id = :payment)
            AND refunds.seq > coalesce((SELECT seq FROM refunds WHERE id = :after), 0)
          ORDER BY refunds.seq LIMIT :limit`,
        { payment: input.payment ?? null, after: input.after ?? null, limit: input.limit },
      )
      .map(refundOf);
  }

  /** Runs inside `store.transaction`. */
  refund(payment: Payment, input: { reference: string; amount: MoneyJson }): Refund {
    const taken = this.byReference(input.reference);
    if (taken) {
      throw new Refusal('conflict', 'reference_taken', 'A refund with this reference exists.', {
        refundId: taken.id,
      });
    }
    if (payment.capturedMinor === 0n) throw wrongStatus(payment, 'payment_not_refundable');
    const amountMinor = minorOf(input.amount, payment);
    const refundableMinor = payment.capturedMinor - payment.refundedMinor;
    if (amountMinor > refundableMinor) {
      throw new Refusal(
        'conflict',
        'refund_exceeds_captured',
        'Less than this is left to refund.',
        {
          refundable: refundableMinor.toString(),
        },
      );
    }
    const failed = payment.card?.mishap === 'refund_fails';
    if (!failed) this.takeFrom(payment, amountMinor);
    return this.record(payment, input.reference, amountMinor, failed);
  }

  private takeFrom(payment: Payment, amountMinor: bigint): void {
    this.store.run(
      'UPDATE payments SET refunded_minor = refunded_minor + :amountMinor, updated_at = :now WHERE id = :id',
      { id: payment.id, amountMinor, now: new Date().toISOString() },
    );
  }

  private record(
    payment: Payment,
    reference: string,
    amountMinor: bigint,
    failed: boolean,
  ): Refund {
    this.store.run(
      `INSERT INTO refunds (id, reference, payment_id, status, amount_minor, failure_code, created_at)
       VALUES (:id, :reference, :paymentId, :status, :amountMinor, :failureCode, :now)`,
      {
        id: newId('re'),
        reference,
        paymentId: payment.id,
        status: failed ? 'failed' : 'succeeded',
        amountMinor,
        failureCode: failed ? 'card_account_closed' : null,
        now: new Date().toISOString(),
      },
    );
    const refund = this.byReference(reference);
    if (!refund) throw new Error('The refund that was just written cannot be read.');
    this.outbox.add({
      type: failed ? 'refund.failed' : 'refund.succeeded',
      paymentReference: payment.reference,
      refundReference: reference,
      data: { refund: refundJson(refund) },
    });
    return refund;
  }
}
