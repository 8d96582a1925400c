import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Money } from '#kernel/domain/money.ts';
import { recorded, tracedHeaders } from '#kernel/telemetry/tracing.ts';
import type {
  Answer,
  Card,
  PaymentProvider,
  ProviderPayment,
  ProviderRefund,
} from '../domain/ports.ts';
import { WebhookNotVerified } from '../domain/errors.ts';
import type { ProviderNews } from '../domain/provider-news.ts';
import { verifiedId } from './webhook-signature.ts';

export interface SandboxOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecrets: readonly string[];
  /** After that an answer counts as missing. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** Another call of ours with the same key is under way; its answer will be ours. */
const IN_PROGRESS_PAUSE_MS = 100;

const money = z
  .object({ minorUnits: z.string(), currency: z.string() })
  .transform((json) => Money.fromJSON(json));
const card = z.object({ brand: z.string(), last4: z.string(), country: z.string().nullish() });
const payment = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.enum([
    'requires_action',
    'authorized',
    'declined',
    'captured',
    'partially_captured',
    'voided',
    'expired',
  ]),
  amount: money,
  capturedAmount: money,
  declineCode: z.string().optional(),
  nextAction: z.object({ url: z.url() }).optional(),
  card: card.optional(),
});
const payments = z.object({ items: z.array(payment).max(1) });
const refund = z.object({
  status: z.enum(['succeeded', 'failed']),
  failureCode: z.string().optional(),
});
const refusal = z.object({ error: z.object({ type: z.string(), code: z.string() }) });
const notice = z.object({
  id: z.string().max(200),
  type: z.string().max(100),
  data: z.object({
    payment: z.object({ reference: z.string() }).optional(),
    refund: z.object({ paymentReference: z.string() }).optional(),
  }),
});

/** Messages about a payment itself. */
const NEWS: Readonly<Record<string, ProviderNews>> = {
  'payment.requires_action': 'REQUIRES_ACTION',
  'payment.authorized': 'AUTHORIZED',
  'payment.declined': 'DECLINED',
  'payment.captured': 'CAPTURED',
  'payment.voided': 'VOIDED',
  'payment.expired': 'EXPIRED',
};

/** Refusals that say what became of the money: nothing. Any other may be about our keys or about another call. */
const DEFINITE = new Set(['invalid_request', 'card', 'not_found', 'conflict']);
const screaming = (code: string): string => code.toUpperCase().replaceAll(/\W/g, '_');

/** Speaks to the sandbox provider over HTTP, as to any provider outside. */
export function sandboxProvider(options: SandboxOptions): PaymentProvider {
  const http = new Http(options);
  const move = async (path: string, key: string, body: unknown): Promise<Answer<ProviderPayment>> =>
    mapAnswer(await http.call('POST', path, payment, { key, body }), truthOf);

  return {
    name: 'sandbox',
    authorize({ attemptId, amount, token, challenge, returnUrl }) {
      return move('/v1/payments', attemptId, {
        reference: attemptId,
        amount,
        ...(token !== null && { token }),
        ...(returnUrl !== null && { returnUrl }),
        challenge: challenge ? 'required' : 'automatic',
      });
    },
    capture: ({ captureId, providerPaymentId, amount }) =>
      move(`/v1/payments/${providerPaymentId}/capture`, captureId, { amount }),
    void: ({ attemptId, providerPaymentId }) =>
      move(`/v1/payments/${providerPaymentId}/void`, `${attemptId}/void`, {}),
    async refund({ refundId, providerPaymentId, amount }) {
      const body = { reference: refundId, amount };
      const path = `/v1/payments/${providerPaymentId}/refunds`;
      return mapAnswer(await http.call('POST', path, refund, { key: refundId, body }), refundOf);
    },
    async fetch(reference) {
      const answer = await http.call('GET', `/v1/payments?reference=${reference}`, payments);
      return mapAnswer(answer, ({ items: [found] }) => (found ? truthOf(found) : null));
    },
    async lookUpToken(token) {
      const answer = await http.call(
        'GET',
        `/v1/tokens/${encodeURIComponent(token)}`,
        z.object({ card }),
      );
      return answer.kind === 'answered' ? cardOf(answer.truth.card) : null;
    },
    parseWebhook(message, now) {
      const id = verifiedId(message, options.webhookSecrets, now);
      const { success, data } = notice.safeParse(parsed(message.body));
      if (!success || data.id !== id) throw new WebhookNotVerified();
      const { type, data: about } = data;
      return {
        id,
        type,
        news: NEWS[type] ?? null,
        reference: about.payment?.reference ?? about.refund?.paymentReference ?? null,
      };
    },
  };
}

class Http {
  constructor(private readonly options: SandboxOptions) {}

  /** What is asked is in no trace but for its collection: a token may stand behind it. */
  call<T extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    schema: T,
    sent: { key?: string; body?: unknown } = {},
  ): Promise<Answer<z.output<T>>> {
    const [collection] = /^\/v1\/\w+/.exec(path) ?? [''];
    return recorded(
      `${method} provider ${collection}`,
      { kind: 'client', attributes: { 'http.request.method': method } },
      () => this.send(method, path, schema, sent),
    );
  }

  private async send<T extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    schema: T,
    { key, body }: { key?: string; body?: unknown },
  ): Promise<Answer<z.output<T>>> {
    const signal = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
    const request = {
      method,
      signal,
      headers: {
        authorization: `Bearer ${this.options.secretKey}`,
        'content-type': 'application/json',
        ...tracedHeaders(),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    try {
      for (;;) {
        const response = await fetch(`${this.options.url}${path}`, request);
        const json: unknown = await response.json();
        if (response.ok) return { kind: 'answered', truth: schema.parse(json) };
        const { error } = refusal.parse(json);
        if (error.code !== 'idempotency_in_progress') return refused(error);
        await sleep(IN_PROGRESS_PAUSE_MS, undefined, { signal });
      }
    } catch {
      // The time ran out, the connection broke, or the answer makes no sense: the provider may have acted.
      return { kind: 'unanswered' };
    }
  }
}

const refused = ({ type, code }: { type: string; code: string }): Answer<never> =>
  DEFINITE.has(type) && code !== 'reference_taken'
    ? { kind: 'refused', reason: screaming(code) }
    : { kind: 'unanswered' };

const mapAnswer = <From, To>(answer: Answer<From>, map: (truth: From) => To): Answer<To> =>
  answer.kind === 'answered' ? { kind: 'answered', truth: map(answer.truth) } : answer;

function truthOf(json: z.output<typeof payment>): ProviderPayment {
  return {
    providerPaymentId: json.id,
    reference: json.reference,
    status: screaming(json.status) as ProviderPayment['status'],
    amount: json.amount,
    captured: json.capturedAmount,
    declineReason: json.declineCode === undefined ? null : screaming(json.declineCode),
    nextActionUrl: json.nextAction?.url ?? null,
    card: json.card ? cardOf(json.card) : null,
  };
}

const refundOf = ({ status, failureCode }: z.output<typeof refund>): ProviderRefund => ({
  status: status === 'succeeded' ? 'SUCCEEDED' : 'FAILED',
  failure: failureCode === undefined ? null : screaming(failureCode),
});

const cardOf = ({ brand, last4, country }: z.output<typeof card>): Card => ({
  brand,
  last4,
  country: country ?? null,
});

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
