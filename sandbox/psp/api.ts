import cors from 'cors';
import express, { type Request, type Response, Router } from 'express';
import type { z } from 'zod';

import { requireKey } from './authentication.ts';
import { fingerprintOf } from './idempotency.ts';
import {
  captureInput,
  listInput,
  paymentInput,
  read,
  refundInput,
  tokenInput,
  voidInput,
} from './input.ts';
import { type Payment, paymentJson, refundJson } from './payment.ts';
import { loseAnswerAfter, type MoneyCall, type Provider } from './provider.ts';
import { Refusal } from './refusal.ts';

/** `/v1`: what the merchant's servers may ask, and `POST /v1/tokens`, which the customer's browser asks. */
export function api(provider: Provider): Router {
  const { options } = provider;
  const router = Router();
  router.use(express.json({ limit: '32kb' }));
  router.get('/tokens/:id', requireKey(options.secretKey, 'secret'), (request, response) => {
    response.json(provider.tokens.describe(String(request.params['id'])));
  });
  router.use(
    '/tokens',
    cors(),
    requireKey(options.publishableKey, 'publishable'),
    tokens(provider),
  );
  router.use(requireKey(options.secretKey, 'secret'));
  router.use('/payments', payments(provider));
  router.get('/refunds', (request, response) => {
    const { reference, ...page } = read(listInput, request.query);
    const found =
      reference === undefined
        ? provider.refunds.page(page)
        : provider.refunds.byReference(reference);
    response.json(listOf(found, page.limit, refundJson));
  });
  return router;
}

function tokens(provider: Provider): Router {
  return Router().post('/', (request, response) => {
    const { card } = read(tokenInput, request.body);
    response.status(201).json(provider.tokens.create(card));
  });
}

function payments(provider: Provider): Router {
  const router = Router();
  const json = (payment: Payment) => paymentJson(payment, provider.publicUrl);
  const paymentIn = (request: Request): Payment =>
    provider.payments.byId(String(request.params['id']));

  router.get('/', (request, response) => {
    const { reference, ...page } = read(listInput, request.query);
    const found =
      reference === undefined
        ? provider.payments.page(page)
        : provider.payments.byReference(reference);
    response.json(listOf(found, page.limit, json));
  });

  router.get('/:id', (request, response) => {
    response.json(json(paymentIn(request)));
  });

  router.post('/', async (request, response) => {
    const call = moneyCall(request, paymentInput);
    const { input } = call;
    await answer(provider, response, {
      ...call,
      operation: 'authorize',
      paymentReference: input.reference,
      card: input.token === undefined ? null : provider.tokens.peek(input.token),
      act: () => ({ status: 201, body: json(provider.payments.create(input)) }),
    });
  });

  router.post('/:id/capture', async (request, response) => {
    const { input, ...call } = moneyCall(request, captureInput);
    const payment = paymentIn(request);
    await answer(provider, response, {
      ...call,
      operation: 'capture',
      paymentReference: payment.reference,
      act: () => ({
        status: 200,
        body: json(provider.payments.capture(paymentIn(request), input.amount)),
      }),
    });
  });

  router.post('/:id/void', async (request, response) => {
    const call = moneyCall(request, voidInput);
    const payment = paymentIn(request);
    await answer(provider, response, {
      ...call,
      operation: 'void',
      paymentReference: payment.reference,
      act: () => ({ status: 200, body: json(provider.payments.void(paymentIn(request))) }),
    });
  });

  router.post('/:id/refunds', async (request, response) => {
    const { input, ...call } = moneyCall(request, refundInput);
    const payment = paymentIn(request);
    await answer(provider, response, {
      ...call,
      operation: 'refund',
      paymentReference: payment.reference,
      refundReference: input.reference,
      act: () => ({
        status: 201,
        body: refundJson(provider.refunds.refund(paymentIn(request), input)),
      }),
    });
  });
  return router;
}

/** Reads what every call that moves money carries. @throws {Refusal} for a missing key or an invalid body */
function moneyCall<T extends z.ZodType>(request: Request, schema: T) {
  const idempotencyKey = request.get('idempotency-key') ?? '';
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw new Refusal(
      'invalid_request',
      'idempotency_key_required',
      'Send an Idempotency-Key of 1 to 255 printable characters.',
    );
  }
  const input = read(schema, request.body ?? {});
  return { idempotencyKey, input, fingerprint: fingerprintOf(request.originalUrl, input) };
}

async function answer(provider: Provider, response: Response, call: MoneyCall): Promise<void> {
  const { status, body, replayed } = await provider.perform(call);
  if (replayed) response.set('Idempotent-Replayed', 'true');
  else if (call.operation === 'authorize') {
    const payment = provider.payments.byReference(call.paymentReference);
    if (payment) loseAnswerAfter(payment);
  }
  response.status(status).json(body);
}

/** One page; `nextCursor` is the `after` of the next one, or null at the end. */
function listOf<T extends { id: string }, J>(
  found: T[] | T | null,
  limit: number,
  json: (one: T) => J,
) {
  const items = Array.isArray(found) ? found : found ? [found] : [];
  const more = Array.isArray(found) && items.length === limit;
  return { items: items.map(json), nextCursor: more ? (items.at(-1)?.id ?? null) : null };
}
