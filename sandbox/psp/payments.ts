import type { DeclineCode, TestCard } from './cards.ts';
import { newId } from './ids.ts';
import type { MoneyJson, PaymentInput } from './input.ts';
import {
  type Payment,
  paymentJson,
  paymentOf,
  type PaymentStatus,
  TRANSITIONS,
} from './payment.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { Outbox, WebhookType } from './webhooks.ts';

const ANNOUNCEMENTS: Record<PaymentStatus, WebhookType> = {
  requires_action: 'payment.requires_action',
  authorized: 'payment.authorized',
  declined: 'payment.declined',
  captured: 'payment.captured',
  partially_captured: 'payment.captured',
  voided: 'payment.voided',
  expired: 'payment.expired',
};

type Change = Partial<Pick<Payment, 'awaiting' | 'capturedMinor' | 'declineCode' | 'card'>>;

/** The state machine of payments. Every verb runs inside `store.transaction`, with the webhook that tells of it. */
export class Payments {
  constructor(
    private readonly store: Store,
    private readonly outbox: Outbox,
    private readonly tokens: Tokens,
    private readonly settings: {
      publicUrl: string;
      actionLifetimeMs: number;
      authorizationLifetimeMs: number;
    },
  ) {}

  byId(id: string): Payment {
    const row = this.store.get('SELECT * FROM payments WHERE id = :id', { id });
    if (!row) throw new Refusal('not_found', 'payment_not_found', 'There is no such payment.');
    return paymentOf(row);
  }

  byReference(reference: string): Payment | null {
    const row = this.store.get('SELECT * FROM payments WHERE reference = :reference', {
      reference,
    });
    return row ? paymentOf(row) : null;
  }

  /** In the order of creation; `after` is the id of the last payment of the page before. */
  page(input: { after?: string | undefined; limit: number }): Payment[] {
    return this.store
      .all(
        `SELECT * FROM payments
          WHERE seq > coalesce((SELECT seq FROM payments WHERE id = :after), 0) ORDER BY seq LIMIT :limit`,
        { after: input.after ?? null, limit: input.limit },
      )
      .map(paymentOf);
  }

  create(input: PaymentInput): Payment {
    const taken = this.byReference(input.reference);
    if (taken) {
      throw new Refusal('conflict', 'reference_taken', 'A payment with this reference exists.', {
        paymentId: taken.id,
      });
    }
    const payment = this.insert(input);
    if (input.token === undefined) return this.announce(payment);
    return this.presentCard(payment, this.tokens.spend(input.token, payment.id));
  }

  /** The customer's card reaches the bank, which asks the customer, declines or authorizes. */
  presentCard(payment: Payment, card: TestCard): Payment {
    if (payment.awaiting !== 'card') throw notAwaiting(payment);
    if (payment.challengeRequired || card.challenge) {
      return this.move(payment, 'requires_action', { awaiting: 'challenge', card });
    }
    return this.decide(payment, card);
  }

  concludeChallenge(payment: Payment, result: 'passed' | 'failed'): Payment {
    if (payment.awaiting !== 'challenge' || !payment.card) throw notAwaiting(payment);
    if (result === 'failed') return this.decline(payment, 'authentication_failed');
    return this.decide(payment, payment.card);
  }

  /** A wrong one-time code; the third ends the payment. */
  rejectCode(payment: Payment): Payment {
    this.store.run('UPDATE payments SET challenge_tries = challenge_tries + 1 WHERE id = :id', {
      id: payment.id,
    });
    const tried = this.byId(payment.id);
    return tried.challengeTries < 3 ? tried : this.concludeChallenge(tried, 'failed');
  }

  decline(payment: Payment, declineCode: DeclineCode): Payment {
    if (payment.awaiting === null) throw notAwaiting(payment);
    return this.move(payment, 'declined', { declineCode });
  }

  /** Takes `amount`, by default all of it, and releases the rest: there is one capture per payment. */
  capture(payment: Payment, amount?: MoneyJson): Payment {
    if (payment.status !== 'authorized') throw wrongStatus(payment, 'payment_not_capturable');
    const capturedMinor = amount ? minorOf(amount, payment) : payment.amountMinor;
    if (capturedMinor > payment.amountMinor) {
      throw new Refusal(
        'conflict',
        'capture_exceeds_authorization',
        'Less than this is authorized.',
        {
          authorized: payment.amountMinor.toString(),
        },
      );
    }
    if (payment.card?.mishap === 'capture_declined') {
      throw new Refusal('card', 'capture_declined', 'The bank refuses the capture.');
    }
    const whole = capturedMinor === payment.amountMinor;
    return this.move(payment, whole ? 'captured' : 'partially_captured', { capturedMinor });
  }

  void(payment: Payment): Payment {
    if (!TRANSITIONS[payment.status].includes('voided')) {
      throw wrongStatus(payment, 'payment_not_voidable');
    }
    return this.move(payment, 'voided', {});
  }

  /** Ends the payments whose customer, or whose merchant, took too long. Answers how many there were. */
  expireDue(nowMs: number): number {
    const due = this.store.all(
      `SELECT * FROM payments WHERE status IN ('requires_action', 'authorized') AND expires_at_ms <= :nowMs LIMIT 100`,
      { nowMs },
    );
    for (const row of due) this.move(paymentOf(row), 'expired', {});
    return due.length;
  }

  private insert(input: PaymentInput): Payment {
    const now = new Date();
    const id = newId('psp');
    this.store.run(
      `INSERT INTO payments (id, reference, status, awaiting, amount_minor, currency, challenge_required,
                             description, return_url, metadata, created_at, updated_at, expires_at_ms)
       VALUES (:id, :reference, 'requires_action', 'card', :amount, :currency, :challengeRequired,
               :description, :returnUrl, :metadata, :now, :now, :expiresAtMs)`,
      {
        id,
        reference: input.reference,
        amount: BigInt(input.amount.minorUnits),
        currency: input.amount.currency,
        challengeRequired: Number(input.challenge === 'required'),
        description: input.description ?? null,
        returnUrl: input.returnUrl ?? null,
        metadata: JSON.stringify(input.metadata),
        now: now.toISOString(),
        expiresAtMs: now.getTime() + this.settings.actionLifetimeMs,
      },
    );
    return this.byId(id);
  }

  private decide(payment: Payment, card: TestCard): Payment {
    if (card.decline) return this.move(payment, 'declined', { declineCode: card.decline, card });
    this.store.run('UPDATE payments SET expires_at_ms = :at WHERE id = :id', {
      id: payment.id,
      at: Date.now() + this.settings.authorizationLifetimeMs,
    });
    return this.move(payment, 'authorized', { card });
  }

  private move(payment: Payment, status: PaymentStatus, change: Change): Payment {
    if (!TRANSITIONS[payment.status].includes(status)) {
      throw new Error(`A payment cannot go from ${payment.status} to ${status}.`);
    }
    this.store.run(
      `UPDATE payments
          SET status = :status, awaiting = :awaiting, captured_minor = :capturedMinor, decline_code = :declineCode,
              test_card = :card, updated_at = :now
        WHERE id = :id`,
      {
        id: payment.id,
        status,
        awaiting: change.awaiting ?? null,
        capturedMinor: change.capturedMinor ?? payment.capturedMinor,
        declineCode: change.declineCode ?? null,
        card: (change.card ?? payment.card)?.token ?? null,
        now: new Date().toISOString(),
      },
    );
    return this.announce(this.byId(payment.id));
  }

  private announce(payment: Payment): Payment {
    this.outbox.add({
      type: ANNOUNCEMENTS[payment.status],
      paymentReference: payment.reference,
      data: { payment: paymentJson(payment, this.settings.publicUrl) },
    });
    return payment;
  }
}

/** @throws {Refusal} if the merchant counts in another currency than the payment */
export function minorOf(amount: MoneyJson, payment: Payment): bigint {
  if (amount.currency !== payment.currency) {
    throw new Refusal('invalid_request', 'currency_mismatch', 'The payment has another currency.', {
      field: 'amount.currency',
    });
  }
  return BigInt(amount.minorUnits);
}

export const wrongStatus = (payment: Payment, code: string): Refusal =>
  new Refusal('conflict', code, `The payment is ${payment.status.replaceAll('_', ' ')}.`, {
    status: payment.status,
  });

const notAwaiting = (payment: Payment): Refusal =>
  wrongStatus(payment, 'payment_awaits_no_customer');
