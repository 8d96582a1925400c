import { eur, Merchant } from './given.ts';

let merchant: Merchant;
beforeAll(async () => {
  merchant = await Merchant.with();
});
afterAll(() => merchant.close());

const input = (reference: string) => ({ reference, amount: eur(10_00), token: 'tok_approve' });

describe('an idempotency key', () => {
  it('is required where money moves', async () => {
    const reply = await merchant.call('POST', '/v1/payments', input('att_keyless'));
    expect(reply).toMatchObject({
      status: 400,
      body: { error: { code: 'idempotency_key_required' } },
    });
  });

  it('brings the stored answer back, whatever happened since', async () => {
    const first = await merchant.pay(input('att_replay'), 'key_replay');
    await merchant.post(`/v1/payments/${first.body.id}/void`, {});
    const again = await merchant.pay(input('att_replay'), 'key_replay');
    expect(again.body).toEqual(first.body);
    expect(again.status).toBe(201);
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([
      null,
      'true',
    ]);
  });

  it('does not depend on the order of the fields', async () => {
    const { reference, amount, token } = input('att_order');
    await merchant.post('/v1/payments', { reference, amount, token }, 'key_order');
    const again = await merchant.post('/v1/payments', { token, amount, reference }, 'key_order');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('is refused for another input', async () => {
    await merchant.pay(input('att_reuse'), 'key_reuse');
    const other = { ...input('att_reuse'), amount: eur(10_01) };
    expect(await merchant.pay(other, 'key_reuse')).toMatchObject({
      status: 422,
      body: { error: { type: 'idempotency', code: 'idempotency_key_reused' } },
    });
  });

  it('is refused for another operation', async () => {
    const { body } = await merchant.pay(input('att_operation'), 'key_operation');
    expect((await merchant.post(`/v1/payments/${body.id}/void`, {}, 'key_operation')).status).toBe(
      422,
    );
  });

  it('may try again after a refusal, which had no effect', async () => {
    const id = await merchant.authorized();
    const body = { reference: 'rfd_later', amount: eur(1_00) };
    expect((await merchant.post(`/v1/payments/${id}/refunds`, body, 'key_later')).status).toBe(409);
    await merchant.post(`/v1/payments/${id}/capture`, {});
    expect((await merchant.post(`/v1/payments/${id}/refunds`, body, 'key_later')).status).toBe(201);
  });

  it('makes one payment of ten calls at once', async () => {
    const slow = { ...input('att_ten'), token: 'tok_slow' };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => merchant.pay(slow, 'key_ten')),
    );
    const refused = replies.filter(({ status }) => status === 409);
    expect(refused.every(({ body }) => body.error.code === 'idempotency_in_progress')).toBe(true);
    const ids = replies.filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(1);
    expect(await merchant.counts('att_ten')).toMatchObject({ authorize: { effects: 1 } });
  });

  it('still holds after a restart', async () => {
    const first = await merchant.pay(input('att_restart'), 'key_restart');
    await merchant.stop();
    await merchant.start();
    expect((await merchant.pay(input('att_restart'), 'key_restart')).body).toEqual(first.body);
  });
});
