import { createHmac } from 'node:crypto';

import { newId } from './ids.ts';
import type { PaymentJson, RefundJson } from './payment.ts';
import type { Store } from './store.ts';

export type WebhookType =
  | `payment.${'requires_action' | 'authorized' | 'declined' | 'captured' | 'voided' | 'expired'}`
  | `refund.${'succeeded' | 'failed'}`;

const ANSWER_TIMEOUT_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const AT_ONCE = 16;

/** What the merchant will be told, written in the transaction that made it true. */
export class Outbox {
  constructor(private readonly store: Store) {}

  add(news: {
    type: WebhookType;
    paymentReference: string;
    refundReference?: string;
    data: { payment: PaymentJson } | { refund: RefundJson };
  }): void {
    const id = newId('evt');
    const now = new Date();
    this.store.run(
      `INSERT INTO webhooks (id, type, payment_reference, refund_reference, body, next_attempt_ms)
       VALUES (:id, :type, :paymentReference, :refundReference, :body, :nowMs)`,
      {
        id,
        type: news.type,
        paymentReference: news.paymentReference,
        refundReference: news.refundReference ?? null,
        body: JSON.stringify({
          id,
          type: news.type,
          createdAt: now.toISOString(),
          data: news.data,
        }),
        nowMs: now.getTime(),
      },
    );
  }
}

interface Target {
  readonly webhookUrl?: string | undefined;
  readonly webhookSecrets: readonly string[];
  readonly webhookPauseMs: number;
}

/** Posts the outbox to the merchant until each webhook is answered with 2xx; order is not promised. */
export class WebhookDelivery {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Store,
    private readonly target: Target,
  ) {}

  /** Looks for webhooks that are due; to be called after every transaction that may have written one. */
  wake(): void {
    if (!this.target.webhookUrl || this.stopping.signal.aborted) return;
    clearTimeout(this.timer);
    const nowMs = Date.now();
    const due = this.store.all(
      `SELECT id, body, attempts FROM webhooks
        WHERE delivered_at IS NULL AND next_attempt_ms <= :nowMs ORDER BY seq LIMIT ${2 * AT_ONCE}`,
      { nowMs },
    );
    for (const row of due) {
      const webhook = {
        id: row['id'] as string,
        body: row['body'] as string,
        attempts: Number(row['attempts']),
      };
      if (this.underWay.size < AT_ONCE && !this.underWay.has(webhook.id))
        this.start(webhook, this.target.webhookUrl);
    }
    this.sleepUntilNext(nowMs);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await Promise.all(this.underWay.values());
  }

  private start(webhook: Webhook, url: string): void {
    const delivery = this.deliver(webhook, url).finally(() => {
      this.underWay.delete(webhook.id);
      this.wake();
    });
    this.underWay.set(webhook.id, delivery);
  }

  private async deliver(webhook: Webhook, url: string): Promise<void> {
    const failure = await this.post(webhook, url);
    // Whatever the merchant made of it, an interrupted delivery is sent again after the restart.
    if (this.stopping.signal.aborted) return;
    const now = new Date();
    const pauseMs = Math.min(this.target.webhookPauseMs * 2 ** webhook.attempts, LONGEST_PAUSE_MS);
    this.store.run(
      `UPDATE webhooks SET attempts = attempts + 1, delivered_at = :deliveredAt, last_failure = :failure,
              next_attempt_ms = :nextAttemptMs WHERE id = :id`,
      {
        id: webhook.id,
        deliveredAt: failure === null ? now.toISOString() : null,
        failure,
        nextAttemptMs: now.getTime() + pauseMs,
      },
    );
  }

  /** Answers why it failed, or null. */
  private async post(webhook: Webhook, url: string): Promise<string | null> {
    const seconds = Math.floor(Date.now() / 1000);
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'webhook-id': webhook.id,
          'webhook-timestamp': String(seconds),
          'webhook-signature': signaturesOf(webhook, seconds, this.target.webhookSecrets),
        },
        body: webhook.body,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_TIMEOUT_MS), this.stopping.signal]),
      });
      await response.body?.cancel();
      return response.ok ? null : `HTTP ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown';
    }
  }

  private sleepUntilNext(nowMs: number): void {
    const next = this.store.get(
      'SELECT min(next_attempt_ms) AS at_ms FROM webhooks WHERE delivered_at IS NULL AND next_attempt_ms > :nowMs',
      { nowMs },
    );
    const atMs = next?.['at_ms'];
    if (atMs === null || atMs === undefined) return;
    this.timer = setTimeout(() => this.wake(), Number(atMs) - nowMs);
    this.timer.unref();
  }
}

interface Webhook {
  readonly id: string;
  readonly body: string;
  readonly attempts: number;
}

/** One signature per secret, as in the Standard Webhooks specification. */
function signaturesOf(webhook: Webhook, seconds: number, secrets: readonly string[]): string {
  return secrets
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .map((key) =>
      createHmac('sha256', key).update(`${webhook.id}.${seconds}.${webhook.body}`).digest('base64'),
    )
    .map((signature) => `v1,${signature}`)
    .join(' ');
}
