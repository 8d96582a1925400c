import { eventually, Merchant } from './given.ts';

let merchant: Merchant;
beforeAll(async () => {
  merchant = await Merchant.with();
});
afterEach(() => merchant.call('DELETE', '/control'));
afterAll(() => merchant.close());

describe('a hold', () => {
  it('stops the next call before it acts, until it is released', async () => {
    const id = await merchant.authorized();
    const hold = await merchant.hold({ operation: 'capture', point: 'before' });
    const capture = merchant.post(`/v1/payments/${id}/capture`, {});
    await merchant.caught(hold);
    expect((await merchant.get(`/v1/payments/${id}`)).body.status).toBe('authorized');
    await merchant.release(hold);
    expect((await capture).body.status).toBe('captured');
  });

  it('stops the next call after it acted, and the same key already brings the answer', async () => {
    const id = await merchant.authorized();
    const hold = await merchant.hold({ operation: 'capture', point: 'after' });
    const capture = merchant.post(`/v1/payments/${id}/capture`, {}, 'key_held');
    await merchant.caught(hold);
    const again = await merchant.post(`/v1/payments/${id}/capture`, {}, 'key_held');
    expect(again.body.status).toBe('captured');
    await merchant.release(hold);
    expect((await capture).body).toEqual(again.body);
  });

  it('makes the same key wait while its call has not acted', async () => {
    const id = await merchant.captured();
    const hold = await merchant.hold({ operation: 'refund', point: 'before' });
    const body = { reference: 'rfd_wait', amount: { minorUnits: '1', currency: 'EUR' } };
    const refund = merchant.post(`/v1/payments/${id}/refunds`, body, 'key_wait');
    await merchant.caught(hold);
    expect(
      (await merchant.post(`/v1/payments/${id}/refunds`, body, 'key_wait')).body.error.code,
    ).toBe('idempotency_in_progress');
    await merchant.release(hold);
    expect((await refund).status).toBe(201);
  });

  it('catches only the reference it names, and one call', async () => {
    const hold = await merchant.hold({
      operation: 'authorize',
      point: 'before',
      reference: 'att_named',
    });
    expect((await merchant.pay()).status).toBe(201);
    const held = merchant.pay({ reference: 'att_named' });
    expect(await merchant.caught(hold)).toMatchObject({ paymentReference: 'att_named' });
    expect((await merchant.pay()).status).toBe(201);
    await merchant.release(hold);
    expect((await held).status).toBe(201);
  });

  it('lets a call act although its client has hung up', async () => {
    const hold = await merchant.hold({ operation: 'authorize', point: 'before' });
    const hangUp = new AbortController();
    const call = fetch(`${merchant.url}/v1/payments`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_sandbox_worth_nothing',
        'content-type': 'application/json',
        'idempotency-key': 'key_gone',
      },
      body: JSON.stringify({
        reference: 'att_gone',
        amount: { minorUnits: '1', currency: 'EUR' },
        token: 'tok_approve',
      }),
      signal: hangUp.signal,
    });
    await merchant.caught(hold);
    hangUp.abort();
    await expect(call).rejects.toThrow();
    await merchant.release(hold);
    const found = await eventually(
      async () => (await merchant.get('/v1/payments?reference=att_gone')).body.items[0],
    );
    expect(found.status).toBe('authorized');
  });

  it('that is released by a stop lets nothing act', async () => {
    const id = await merchant.authorized();
    const hold = await merchant.hold({ operation: 'capture', point: 'before' });
    const capture = merchant.post(`/v1/payments/${id}/capture`, {});
    const lost = expect(capture).rejects.toThrow();
    await merchant.caught(hold);
    await merchant.stop();
    await lost;
    await merchant.start();
    expect((await merchant.get(`/v1/payments/${id}`)).body.status).toBe('authorized');
  });
});

describe('a fault', () => {
  it('breaks as many calls as it says, before they act', async () => {
    await merchant.call('POST', '/control/faults', {
      operation: 'authorize',
      kind: 'error',
      times: 2,
    });
    const reference = 'att_faulty';
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1)
      statuses.push((await merchant.pay({ reference }, 'key_faulty')).status);
    expect(statuses).toEqual([500, 500, 201]);
    expect(await merchant.counts(reference)).toMatchObject({
      authorize: { calls: 3, replays: 0, effects: 1 },
    });
  });

  it('can lose the answer after the call acted', async () => {
    const id = await merchant.captured();
    await merchant.call('POST', '/control/faults', {
      operation: 'refund',
      kind: 'drop',
      point: 'after',
    });
    await expect(merchant.refund(id, 1, 'rfd_dropped')).rejects.toThrow();
    expect((await merchant.get('/v1/refunds?reference=rfd_dropped')).body.items).toHaveLength(1);
  });

  it('can make a call slow', async () => {
    await merchant.call('POST', '/control/faults', {
      operation: 'authorize',
      kind: 'slow',
      delayMs: 1,
    });
    expect((await merchant.pay()).status).toBe(201);
  });
});

describe('the counts', () => {
  it('show replays beside effects, for a payment and for a refund', async () => {
    const { body } = await merchant.pay({ reference: 'att_counted' }, 'key_counted');
    await merchant.pay({ reference: 'att_counted' }, 'key_counted');
    await merchant.post(`/v1/payments/${body.id}/capture`, {});
    await merchant.refund(body.id, 1, 'rfd_counted');
    await merchant.refund(body.id, 1);
    expect(await merchant.counts('att_counted')).toEqual({
      reference: 'att_counted',
      authorize: { calls: 2, replays: 1, effects: 1 },
      capture: { calls: 1, replays: 0, effects: 1 },
      void: { calls: 0, replays: 0, effects: 0 },
      refund: { calls: 2, replays: 0, effects: 2 },
    });
    expect(await merchant.counts('rfd_counted')).toMatchObject({
      refund: { calls: 1, effects: 1 },
    });
  });
});
