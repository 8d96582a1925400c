import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Id, newId } from '#kernel/domain/id.ts';
import type { UserPrincipal } from '#kernel/graphql/principal.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer, operator, service } from '#kernel/testing/principals.ts';
import { startContext, type StartedContext } from '#kernel/testing/start-context.ts';
import { startPsp } from '../../../sandbox/psp/server.ts';
import { payments } from '../index.ts';
import type { PaymentsRuntime } from '../runtime.ts';

const PATIENCE_MS = 400;

export interface Outcome {
  readonly status: string;
  readonly reason: string | null;
}

export interface OpenedPayment {
  readonly paymentId: Id<'pay'>;
  readonly orderId: Id<'ord'>;
  readonly customer: UserPrincipal;
}

interface OpenInput {
  readonly token?: string | null;
  readonly hosted?: boolean;
  readonly returnUrl?: string;
  readonly minorUnits?: string;
  readonly currency?: string;
  readonly customer?: UserPrincipal;
  readonly buyerCountry?: string | null;
}

/**
 * The payments context for real, with the sandbox provider for real beside it, in the words of the tests. Without
 * `background` nothing happens by itself: no jobs, no positions in the log.
 */
export async function startStage({ background = true } = {}) {
  const {
    PSP_SECRET_KEY: secretKey,
    PSP_WEBHOOK_SECRET: webhookSecrets,
    PSP_PUBLISHABLE_KEY: publishableKey,
  } = readSettings({});
  const relay = await startRelay();
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-psp-'));
  const psp = await startPsp({
    dataFolder,
    secretKey,
    publishableKey,
    webhookSecrets,
    webhookUrl: relay.url,
    webhookPauseMs: 50,
  });
  const impatient = {
    ...payments,
    open: async (runtime: Parameters<NonNullable<typeof payments.open>>[0]) => ({
      ...(await payments.open?.(runtime)),
      patienceMs: PATIENCE_MS,
    }),
  } as typeof payments;
  const context = await startContext<PaymentsRuntime>(impatient, {
    environment: { PSP_URL: psp.url },
    background,
  });
  relay.target = `${context.url}/payments/webhooks/sandbox`;
  const provider = controlOf(psp.url, secretKey);

  return {
    context,
    relay,
    provider,
    publishableKey,
    ...wordsOf(context),
    async attemptOf(paymentId: string): Promise<string> {
      const { rows } = await context.truth.query<{ id: string }>(
        'select id from payments.attempts where payment_id = $1',
        [paymentId],
      );
      return rows[0]?.id ?? '';
    },
    async stop() {
      await psp.stop();
      await relay.stop();
      await context.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof startStage>>;

function wordsOf(context: StartedContext<PaymentsRuntime>) {
  const orders = context.as(service('orders', 'payments.execute'));
  const say = async (operation: string, variables: Record<string, unknown>): Promise<Outcome> => {
    const { data, errors } = await orders.execute<Record<string, Outcome>>(operation, variables);
    if (errors?.[0]) throw Object.assign(new Error(errors[0].message), errors[0].extensions);
    return Object.values(data)[0] ?? { status: 'NONE', reason: null };
  };
  const onPayment = (name: string) => (paymentId: string) =>
    say(`mutation ($paymentId: ID!) { ${name}(paymentId: $paymentId) { status reason } }`, {
      paymentId,
    });
  const authorize = onPayment('authorizePayment');
  const capture = onPayment('capturePayment');
  const outcome = (paymentId: string) =>
    say('query ($paymentId: ID!) { paymentOutcome(paymentId: $paymentId) { status reason } }', {
      paymentId,
    });

  async function open(input: OpenInput = {}): Promise<OpenedPayment> {
    const {
      token = 'tok_approve',
      hosted,
      returnUrl,
      minorUnits = '10000',
      currency = 'EUR',
      buyerCountry = 'DE',
    } = input;
    const buyer = input.customer ?? customer();
    const paymentId = newId('pay');
    const orderId = newId('ord');
    const amount = { minorUnits, currency };
    await say(
      'mutation ($input: OpenPaymentInput!) { openPayment(input: $input) { status reason } }',
      {
        input: {
          paymentId,
          orderId,
          customerId: buyer.id,
          amount,
          split: [{ merchantId: newId('mer'), amount }],
          token,
          hosted,
          returnUrl,
          buyerCountry,
        },
      },
    );
    return { paymentId, orderId, customer: buyer };
  }

  return {
    open,
    authorize,
    capture,
    outcome,
    openPayment: (input: unknown) =>
      say('mutation ($input: OpenPaymentInput!) { openPayment(input: $input) { status reason } }', {
        input,
      }),
    cancel: (paymentId: string, reason = 'OUT_OF_STOCK') =>
      say(
        'mutation ($paymentId: ID!, $reason: String!) { cancelPayment(paymentId: $paymentId, reason: $reason) { status reason } }',
        { paymentId, reason },
      ),
    async captured(input: OpenInput = {}): Promise<OpenedPayment> {
      const opened = await open(input);
      await authorize(opened.paymentId);
      const { status } = await capture(opened.paymentId);
      if (status !== 'CAPTURED') throw new Error(`The payment is ${status}.`);
      return opened;
    },
    reaches: (paymentId: string, status: string) =>
      eventually(
        async () => ((await outcome(paymentId)).status === status ? outcome(paymentId) : null),
        { what: status },
      ),
    /** What the payment looks like to its customer, or to whoever is named. */
    async show<Data = Record<string, unknown>>(
      paymentId: string,
      fields: string,
      who: UserPrincipal,
    ): Promise<Data | null> {
      const { data } = await context
        .as(who)
        .execute<{ payment: Data | null }>(`query ($id: ID!) { payment(id: $id) { ${fields} } }`, {
          id: paymentId,
        });
      return data.payment;
    },
    async refund(
      input: Record<string, unknown>,
      who = operator('payments.refund', 'payments.read'),
    ) {
      const { data, errors } = await context
        .as(who)
        .execute<{ refundPayment: Record<string, unknown> }>(REFUND, {
          input: { reason: 'RETURNED', idempotencyKey: newId('rfd'), ...input },
        });
      if (errors?.[0]) throw Object.assign(new Error(errors[0].message), errors[0].extensions);
      return data.refundPayment;
    },
    async events(aggregateId: string): Promise<string[]> {
      const { rows } = await context.truth.query<{ type: string }>(
        'select type from payments.events where aggregate_id = $1 order by aggregate_version',
        [aggregateId],
      );
      return rows.map(({ type }) => type);
    },
    async eventData(
      aggregateId: string,
      type: string,
    ): Promise<Record<string, unknown> | undefined> {
      const { rows } = await context.truth.query<{ data: Record<string, unknown> }>(
        'select data from payments.events where aggregate_id = $1 and type = $2',
        [aggregateId, type],
      );
      return rows[0]?.data;
    },
  };
}

const REFUND = `mutation ($input: RefundPaymentInput!) {
  refundPayment(input: $input) {
    __typename
    ... on Refund { id status amount { minorUnits } }
    ... on Problem { code message }
    ... on RefundExceedsCaptured { refundable { minorUnits } }
  }
}`;

/** The provider's control panel, and what its customer would do in a browser. */
function controlOf(url: string, secretKey: string) {
  const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
  const send = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  };
  return {
    url,
    fault: (fault: {
      operation: string;
      kind: string;
      point?: string;
      times?: number;
      reference?: string;
    }) => send('POST', '/control/faults', fault),
    hold: async (hold: { operation: string; point: string }) =>
      String((await send('POST', '/control/holds', hold))['id']),
    caught: (id: string) =>
      eventually(async () => {
        const { items } = (await send('GET', '/control/holds')) as unknown as {
          items: { id: string; caught: unknown }[];
        };
        return items.find((hold) => hold.id === id)?.caught !== null;
      }),
    release: (id: string) => send('DELETE', `/control/holds/${id}`),
    clear: () => send('DELETE', '/control'),
    /** How often the provider was called about a payment, and how often that moved money. */
    calls: (reference: string) =>
      send('GET', `/control/calls?reference=${reference}`) as unknown as Promise<
        Record<'authorize' | 'capture' | 'void' | 'refund', { calls: number; effects: number }>
      >,
    /** What the customer does on the bank's page. */
    async answerChallenge(page: string, result: 'passed' | 'failed'): Promise<void> {
      const body = JSON.stringify({ result });
      const { ok } = await fetch(page, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (!ok) throw new Error('The bank does not take this answer.');
    },
    /** What somebody does in the provider's own dashboard. */
    async voidPayment(id: string): Promise<void> {
      const key = { 'idempotency-key': newId('evt') };
      await fetch(`${url}/v1/payments/${id}/void`, {
        method: 'POST',
        headers: { ...headers, ...key },
        body: '{}',
      });
    },
    /** What the customer does on the provider's payment page. */
    async enterCard(page: string, number: string): Promise<void> {
      const form = new URLSearchParams({ number, expMonth: '12', expYear: '2040', cvc: '123' });
      await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
    },
    async paymentOf(reference: string): Promise<Record<string, unknown>> {
      const { items } = (await send('GET', `/v1/payments?reference=${reference}`)) as unknown as {
        items: Record<string, unknown>[];
      };
      return items[0] ?? {};
    },
  };
}

/** Stands between the provider's webhooks and us, so that a test can hold them, repeat them and reorder them. */
async function startRelay() {
  const messages: { headers: Record<string, string>; body: Buffer }[] = [];
  const relay = {
    url: '',
    target: '',
    open: true,
    messages,
    async deliver(message: { headers: Record<string, string>; body: Buffer }): Promise<number> {
      const body = new Uint8Array(message.body);
      return (await fetch(relay.target, { method: 'POST', headers: message.headers, body })).status;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signed = Object.entries(request.headers).filter(([name]) =>
        name.startsWith('webhook-'),
      );
      const message = {
        headers: Object.fromEntries(signed) as Record<string, string>,
        body: Buffer.concat(chunks),
      };
      messages.push(message);
      if (!relay.open) {
        response.writeHead(200).end();
        return;
      }
      relay.deliver(message).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(503).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  relay.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return relay;
}
