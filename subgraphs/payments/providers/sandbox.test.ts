import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Money } from '#kernel/domain/money.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { type RunningPsp, startPsp } from '../../../sandbox/psp/server.ts';
import type { WebhookMessage } from '../domain/ports.ts';
import { itKeepsTheProviderContract, type ProviderUnderContract } from './provider.contract.ts';
import { sandboxProvider } from './sandbox.ts';

const secretKey = 'sk_contract';
const webhookSecrets = ['whsec_Y29udHJhY3Qtb2YtdGhlLXNhbmRib3g='];

describe('the sandbox provider', () => {
  const received: WebhookMessage[] = [];
  let psp: RunningPsp;
  let ear: Server;
  let dataFolder: string;

  beforeAll(async () => {
    ear = await listenFor(received);
    dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-psp-'));
    const webhookUrl = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/`;
    psp = await startPsp({ dataFolder, secretKey, webhookSecrets, webhookUrl });
  });
  afterAll(async () => {
    await psp.stop();
    await new Promise((resolve) => ear.close(resolve));
    await rm(dataFolder, { recursive: true, force: true });
  });

  const underContract = (): ProviderUnderContract => ({
    provider: sandboxProvider({ url: psp.url, secretKey, webhookSecrets }),
    cards: {
      approved: 'tok_approve',
      declined: { token: 'tok_decline_insufficient_funds', reason: 'INSUFFICIENT_FUNDS' },
      challenged: 'tok_3ds',
      captureRefused: 'tok_capture_declined',
      refundFails: 'tok_refund_fails',
      unknown: 'tok_nobody_knows',
      country: { token: 'tok_foreign', country: 'BR' },
    },
    async loseNextAnswer(operation, point) {
      await fetch(`${psp.url}/control/faults`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ operation, kind: 'drop', point }),
      });
    },
    webhookAbout: (reference) =>
      eventually(() => received.find(({ body }) => body.includes(reference))),
    // Nothing listens on the discard port.
    unreachable: () => sandboxProvider({ url: 'http://127.0.0.1:9', secretKey, webhookSecrets }),
  });

  itKeepsTheProviderContract(underContract);

  it('that answers too late has not answered', async () => {
    const provider = sandboxProvider({ url: psp.url, secretKey, webhookSecrets, timeoutMs: 200 });
    const { kind } = await provider.authorize({
      kind: 'AUTHORIZE',
      attemptId: 'att_slow',
      amount: Money.of(1n, 'EUR'),
      token: 'tok_slow',
      challenge: false,
      returnUrl: null,
    });
    expect(kind).toBe('unanswered');
  });

  it('that does not take our key has said nothing about the money', async () => {
    const provider = sandboxProvider({ url: psp.url, secretKey: 'sk_wrong', webhookSecrets });
    expect(await provider.fetch('att_1')).toEqual({ kind: 'unanswered' });
  });
});

async function listenFor(received: WebhookMessage[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
