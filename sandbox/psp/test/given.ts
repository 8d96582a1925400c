import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type RunningPsp, startPsp } from '../server.ts';
import type { MoneyJson } from '../input.ts';
import { type PspOptions, SANDBOX_KEYS } from '../settings.ts';

/** The fields that answers have, in one: a test that reads one that is not there fails by itself. */
export interface Body {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly amount: MoneyJson;
  readonly refundedAmount: MoneyJson;
  readonly declineMessage: string;
  readonly nextAction: { readonly url: string };
  readonly card: unknown;
  readonly caught: unknown;
  readonly error: { readonly code: string };
  readonly items: readonly Body[];
  readonly nextCursor: string | null;
}

interface Event {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly payment: Body; readonly refund: Body };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

let serial = 0;
/** A fresh reference or idempotency key. */
export const fresh = (kind: string): string => `${kind}_${(serial += 1)}`;

export const eur = (minorUnits: number) => ({ minorUnits: String(minorUnits), currency: 'EUR' });

/** A merchant who uses a provider of its own, in a folder of its own. */
export class Merchant {
  private psp: RunningPsp | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), 'psp-'));

  static async with(options: Partial<PspOptions> = {}): Promise<Merchant> {
    const merchant = new Merchant(options);
    await merchant.start();
    return merchant;
  }

  private constructor(private readonly options: Partial<PspOptions>) {}

  get url(): string {
    if (!this.psp) throw new Error('The provider is not running.');
    return this.psp.url;
  }

  async start(options: Partial<PspOptions> = {}): Promise<void> {
    this.psp = await startPsp({ slowMs: 50, dataFolder: this.folder, ...this.options, ...options });
  }

  async stop(): Promise<void> {
    await this.psp?.stop();
    this.psp = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${SANDBOX_KEYS.secretKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  }

  get(path: string): Promise<Reply> {
    return this.call('GET', path);
  }

  /** A call that moves money, under a new idempotency key unless one is given. */
  post(path: string, body: unknown, key = fresh('key')): Promise<Reply> {
    return this.call('POST', path, body, { 'idempotency-key': key });
  }

  pay(input: Record<string, unknown> = {}, key?: string): Promise<Reply> {
    const defaults = { reference: fresh('att'), amount: eur(50_00), token: 'tok_approve' };
    return this.post('/v1/payments', { ...defaults, ...input }, key);
  }

  async authorized(token = 'tok_approve'): Promise<string> {
    const { body } = await this.pay({ token });
    expect(body).toMatchObject({ status: 'authorized' });
    return body.id;
  }

  async captured(token = 'tok_approve'): Promise<string> {
    const id = await this.authorized(token);
    expect((await this.post(`/v1/payments/${id}/capture`, {})).status).toBe(200);
    return id;
  }

  refund(id: string, minorUnits: number, reference = fresh('rfd')): Promise<Reply> {
    return this.post(`/v1/payments/${id}/refunds`, { reference, amount: eur(minorUnits) });
  }

  tokenize(card: Record<string, unknown> = {}): Promise<Reply> {
    const typed = {
      number: '4242 4242 4242 4242',
      expMonth: 12,
      expYear: 2040,
      cvc: '123',
      name: 'Ada L',
      ...card,
    };
    return this.call(
      'POST',
      '/v1/tokens',
      { card: typed },
      {
        authorization: `Bearer ${SANDBOX_KEYS.publishableKey}`,
      },
    );
  }

  /** What a customer's browser does: it sends a form and does not follow the redirect, so that the test sees it. */
  submit(url: string, form: Record<string, string>): Promise<Response> {
    return fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  }

  async hold(hold: Record<string, unknown>): Promise<string> {
    return (await this.call('POST', '/control/holds', hold)).body.id;
  }

  async caught(holdId: string): Promise<unknown> {
    return eventually(async () => {
      const { body } = await this.get('/control/holds');
      return body.items.find(({ id }) => id === holdId)?.caught;
    });
  }

  release(holdId: string): Promise<Reply> {
    return this.call('DELETE', `/control/holds/${holdId}`);
  }

  async counts(reference: string): Promise<unknown> {
    return (await this.get(`/control/calls?reference=${reference}`)).body;
  }
}

export async function eventually<T>(
  probe: () => Promise<T | null | undefined> | T | null | undefined,
): Promise<T> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const found = await probe();
    if (found !== null && found !== undefined) return found;
    await pause(25);
  }
  throw new Error('It did not happen.');
}

export interface Delivery {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly raw: string;
  readonly event: Event;
}

/** The merchant's end of the webhooks; `answers` are given in turn, and 204 after them. */
export async function webhookListener(...answers: number[]) {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts).toString();
      deliveries.push({ headers: request.headers, raw, event: JSON.parse(raw) as Event });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    deliveries,
    types: (): string[] => deliveries.map(({ event }) => event.type),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the Standard Webhooks specification computes it. */
export function signatureOf({ headers, raw }: Delivery, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${raw}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
