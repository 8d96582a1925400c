import { setTimeout as pause } from 'node:timers/promises';

import type { TestCard } from './cards.ts';
import { type Call, Control, LostAnswer } from './control.ts';
import { type Answer, Idempotency } from './idempotency.ts';
import type { Payment } from './payment.ts';
import { Payments } from './payments.ts';
import { Refunds } from './refunds.ts';
import type { PspOptions } from './settings.ts';
import { Store } from './store.ts';
import { Tokens } from './tokens.ts';
import { Outbox, WebhookDelivery } from './webhooks.ts';

export interface MoneyCall extends Call {
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  /** The card that is about to meet its bank. */
  readonly card?: TestCard | null;
  /** Moves the money, inside a transaction. */
  readonly act: () => Answer;
}

/** The provider without its doors: its books and the rules that every call obeys. */
export class Provider {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly control: Control;
  private readonly idempotency: Idempotency;
  private readonly webhooks: WebhookDelivery;
  private readonly sweep: NodeJS.Timeout;

  constructor(
    readonly options: PspOptions,
    /** Where customers reach the pages. */
    readonly publicUrl: string,
  ) {
    this.store = Store.open(options.dataFolder);
    const outbox = new Outbox(this.store);
    this.tokens = new Tokens(this.store);
    this.payments = new Payments(this.store, outbox, this.tokens, { ...options, publicUrl });
    this.refunds = new Refunds(this.store, outbox);
    this.control = new Control(this.store);
    this.idempotency = new Idempotency(this.store);
    this.webhooks = new WebhookDelivery(this.store, options);
    this.webhooks.wake();
    this.sweep = setInterval(
      () => this.transaction(() => this.payments.expireDue(Date.now())),
      options.expirySweepMs,
    );
    this.sweep.unref();
  }

  /** Carries out a call of the merchant once, however often it is sent. A client that hung up changes nothing. */
  async perform(call: MoneyCall): Promise<Answer & { replayed: boolean }> {
    const { idempotencyKey, fingerprint } = call;
    const stored = this.idempotency.find(idempotencyKey, fingerprint);
    this.control.record(call, { replayed: stored !== null });
    if (stored) return { ...stored, replayed: true };

    return this.idempotency.during(idempotencyKey, fingerprint, async () => {
      await this.control.pass(call, 'before');
      await this.delay(call.card);
      const answer = this.transaction(() => {
        const result = call.act();
        this.idempotency.save(idempotencyKey, fingerprint, result);
        return result;
      });
      await this.control.pass(call, 'after');
      return { ...answer, replayed: false };
    });
  }

  /** Everything that moves money goes through here, so that its webhooks leave at once. */
  transaction<T>(work: () => T): T {
    const result = this.store.transaction(work);
    this.webhooks.wake();
    return result;
  }

  async delay(card: TestCard | null | undefined): Promise<void> {
    if (card?.mishap === 'slow') await pause(this.options.slowMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.sweep);
    await this.webhooks.stop();
    this.store.close();
  }
}

/** @throws {LostAnswer} for the cards whose bank approves while the merchant never hears of it */
export function loseAnswerAfter(payment: Payment): void {
  if (payment.status !== 'authorized') return;
  if (payment.card?.mishap === 'error_after_success') throw new LostAnswer('error');
  if (payment.card?.mishap === 'drop_after_success') throw new LostAnswer('drop');
}
