import { eur, eventually, Merchant, signatureOf, webhookListener } from './given.ts';

const secrets = [
  'whsec_Zmlyc3Qtc2VjcmV0LW9mLXRoZS1tZXJjaGFudA==',
  'whsec_c2Vjb25kLXNlY3JldC1vZi10aGUtbWVyY2hhbnQ=',
];

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function given(...answers: number[]) {
  const listener = await webhookListener(...answers);
  const merchant = await Merchant.with({
    webhookUrl: listener.url,
    webhookSecrets: secrets,
    webhookPauseMs: 10,
  });
  open.push(() => merchant.close(), listener.close);
  const received = (count: number) =>
    eventually(() => (listener.deliveries.length >= count ? listener.deliveries : null));
  return { merchant, listener, received };
}

describe('webhooks', () => {
  it('tell of every change with the payment or refund as it is', async () => {
    const { merchant, listener, received } = await given();
    const id = await merchant.captured();
    await merchant.refund(id, 10_00, 'rfd_told');
    await merchant.pay({ token: 'tok_decline_lost_card' });
    await merchant.pay({ token: 'tok_3ds' });
    const voided = await merchant.authorized();
    await merchant.post(`/v1/payments/${voided}/void`, {});
    await received(7);
    expect(listener.types().toSorted()).toEqual([
      'payment.authorized',
      'payment.authorized',
      'payment.captured',
      'payment.declined',
      'payment.requires_action',
      'payment.voided',
      'refund.succeeded',
    ]);
    const told = (type: string) =>
      listener.deliveries.find(({ event }) => event.type === type)?.event;
    expect(told('payment.captured')).toMatchObject({
      data: { payment: { id, status: 'captured', capturedAmount: eur(50_00) } },
    });
    expect(told('refund.succeeded')?.data.refund).toMatchObject({
      reference: 'rfd_told',
      paymentId: id,
    });
  });

  it('are signed with every secret, over id, time and body', async () => {
    const { merchant, received } = await given();
    await merchant.authorized();
    const [delivery] = await received(1);
    if (!delivery) throw new Error('Nothing was delivered.');
    expect(delivery.event.id).toMatch(/^evt_/);
    const signatures = String(delivery.headers['webhook-signature']).split(' ');
    expect(signatures).toEqual(secrets.map((secret) => signatureOf(delivery, secret)));
    expect(delivery.headers['webhook-id']).toBe(delivery.event.id);
    expect(Number(delivery.headers['webhook-timestamp'])).toBeCloseTo(Date.now() / 1000, -2);
  });

  it('come again, the same, until they are answered with 2xx', async () => {
    const { merchant, received } = await given(500, 302, 429);
    await merchant.authorized();
    const deliveries = await received(4);
    expect(new Set(deliveries.map(({ raw }) => raw)).size).toBe(1);
  });

  it('survive a restart of the provider', async () => {
    const { merchant, listener, received } = await given();
    await listener.close();
    const id = await merchant.authorized();
    await merchant.stop();
    const reopened = await webhookListener();
    open.push(reopened.close);
    await merchant.start({ webhookUrl: reopened.url });
    const [delivery] = await eventually(() =>
      reopened.deliveries.length > 0 ? reopened.deliveries : null,
    );
    expect(delivery?.event.data.payment.id).toBe(id);
    expect(await received(0)).toEqual([]);
  });

  it('are not written for a call that was refused', async () => {
    const { merchant, listener, received } = await given();
    const id = await merchant.authorized();
    await merchant.refund(id, 1);
    await merchant.post(`/v1/payments/${id}/capture`, { amount: eur(99_99) });
    await merchant.post(`/v1/payments/${id}/void`, {});
    await received(2);
    expect(listener.types().toSorted()).toEqual(['payment.authorized', 'payment.voided']);
  });
});
