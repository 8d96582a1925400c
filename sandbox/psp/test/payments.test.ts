import { eur, Merchant, type Reply } from './given.ts';

let merchant: Merchant;
beforeAll(async () => {
  merchant = await Merchant.with();
});
afterAll(() => merchant.close());

describe('a payment', () => {
  it('has the merchant’s own reference, once', async () => {
    const first = await merchant.pay({ reference: 'att_mine' });
    expect(await merchant.pay({ reference: 'att_mine' })).toMatchObject({
      status: 409,
      body: { error: { code: 'reference_taken', paymentId: first.body.id } },
    });
    const { body } = await merchant.get('/v1/payments?reference=att_mine');
    expect(body.items).toEqual([first.body]);
  });

  it('keeps amounts that floating point would round', async () => {
    const amount = { minorUnits: '900719925474099301', currency: 'JPY' };
    const { body } = await merchant.pay({ amount });
    expect((await merchant.get(`/v1/payments/${body.id}`)).body.amount).toEqual(amount);
  });

  it.each([
    ['no amount', { amount: undefined }, 'amount'],
    ['an amount of zero', { amount: eur(0) }, 'amount.minorUnits'],
    ['a negative amount', { amount: eur(-1) }, 'amount.minorUnits'],
    [
      'an amount that is a number',
      { amount: { minorUnits: 100, currency: 'EUR' } },
      'amount.minorUnits',
    ],
    ['an unknown currency', { amount: { minorUnits: '1', currency: 'XXQ' } }, 'amount.currency'],
    ['a return URL that is a script', { returnUrl: 'javascript:alert(1)' }, 'returnUrl'],
    ['an unknown token', { token: 'tok_unknown' }, 'token'],
    ['a reference with spaces', { reference: 'a b' }, 'reference'],
    ['an unknown field', { card: '4242424242424242' }, 'body'],
  ])('is refused with %s', async (_what, input, field) => {
    expect(await merchant.pay(input)).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request', field } },
    });
  });

  it('is listed in the order of creation, page by page', async () => {
    await Promise.all([merchant.pay(), merchant.pay(), merchant.pay()]);
    const whole = (await merchant.get('/v1/payments')).body.items.map(({ id }) => id);
    const paged: string[] = [];
    let path: string | null = '/v1/payments?limit=2';
    while (path !== null) {
      const { body }: Reply = await merchant.get(path);
      paged.push(...body.items.map(({ id }) => id));
      path = body.nextCursor === null ? null : `/v1/payments?limit=2&after=${body.nextCursor}`;
    }
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(paged.length);
  });

  it('that is unknown is not found', async () => {
    expect((await merchant.get('/v1/payments/psp_unknown')).body.error.code).toBe(
      'payment_not_found',
    );
  });
});

describe('capture', () => {
  it('takes everything by default', async () => {
    const id = await merchant.authorized();
    expect((await merchant.post(`/v1/payments/${id}/capture`, {})).body).toMatchObject({
      status: 'captured',
      capturedAmount: eur(50_00),
    });
  });

  it('takes a part and releases the rest for good', async () => {
    const id = await merchant.authorized();
    const capture = (minorUnits: number) =>
      merchant.post(`/v1/payments/${id}/capture`, { amount: eur(minorUnits) });
    expect((await capture(20_00)).body).toMatchObject({
      status: 'partially_captured',
      capturedAmount: eur(20_00),
    });
    expect((await capture(1)).body.error).toMatchObject({
      code: 'payment_not_capturable',
      status: 'partially_captured',
    });
  });

  it('refuses more than was authorized', async () => {
    const id = await merchant.authorized();
    expect(await merchant.post(`/v1/payments/${id}/capture`, { amount: eur(50_01) })).toMatchObject(
      {
        status: 409,
        body: { error: { code: 'capture_exceeds_authorization' } },
      },
    );
  });

  it('refuses another currency', async () => {
    const id = await merchant.authorized();
    const amount = { minorUnits: '100', currency: 'USD' };
    expect((await merchant.post(`/v1/payments/${id}/capture`, { amount })).body.error.code).toBe(
      'currency_mismatch',
    );
  });

  it('happens once when two calls with different keys race', async () => {
    const id = await merchant.authorized();
    const replies = await Promise.all(
      [1, 2].map(() => merchant.post(`/v1/payments/${id}/capture`, {})),
    );
    expect(replies.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 409]));
  });
});

describe('void', () => {
  it('releases an authorization', async () => {
    const id = await merchant.authorized();
    expect((await merchant.post(`/v1/payments/${id}/void`, {})).body.status).toBe('voided');
  });

  it('ends a payment whose customer has not acted', async () => {
    const { body } = await merchant.pay({ token: undefined });
    expect((await merchant.post(`/v1/payments/${body.id}/void`, {})).body.status).toBe('voided');
  });

  it('is refused after the capture', async () => {
    const id = await merchant.captured();
    expect((await merchant.post(`/v1/payments/${id}/void`, {})).body.error).toMatchObject({
      code: 'payment_not_voidable',
      status: 'captured',
    });
  });
});

describe('refund', () => {
  it('gives back in parts, up to what was captured', async () => {
    const id = await merchant.captured();
    expect((await merchant.refund(id, 20_00)).body).toMatchObject({
      status: 'succeeded',
      amount: eur(20_00),
    });
    expect((await merchant.refund(id, 30_00)).status).toBe(201);
    expect(await merchant.refund(id, 1)).toMatchObject({
      status: 409,
      body: { error: { code: 'refund_exceeds_captured', refundable: '0' } },
    });
    expect((await merchant.get(`/v1/payments/${id}`)).body.refundedAmount).toEqual(eur(50_00));
    expect((await merchant.get(`/v1/refunds?payment=${id}`)).body.items).toHaveLength(2);
  });

  it('has the merchant’s own reference, once', async () => {
    const id = await merchant.captured();
    const first = await merchant.refund(id, 1, 'rfd_mine');
    expect((await merchant.refund(id, 1, 'rfd_mine')).body.error).toMatchObject({
      code: 'reference_taken',
      refundId: first.body.id,
    });
    expect((await merchant.get('/v1/refunds?reference=rfd_mine')).body.items).toEqual([first.body]);
  });

  it('is refused before the capture', async () => {
    const id = await merchant.authorized();
    expect((await merchant.refund(id, 1)).body.error.code).toBe('payment_not_refundable');
  });

  it('never exceeds the capture when 20 run at once', async () => {
    const id = await merchant.captured();
    const replies = await Promise.all(Array.from({ length: 20 }, () => merchant.refund(id, 7_00)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(7);
    expect((await merchant.get(`/v1/payments/${id}`)).body.refundedAmount).toEqual(eur(49_00));
  });
});

describe('keys', () => {
  it.each(['/v1/payments', '/v1/refunds', '/control/holds'])(
    '%s opens to the secret key alone',
    async (path) => {
      for (const authorization of ['', 'Bearer pk_sandbox_worth_nothing', 'Bearer sk_wrong']) {
        expect((await merchant.call('GET', path, undefined, { authorization })).status).toBe(401);
      }
    },
  );

  it('a token is made with the publishable key alone', async () => {
    const reply = await merchant.call('POST', '/v1/tokens', { card: {} });
    expect(reply).toMatchObject({ status: 401, body: { error: { type: 'authentication' } } });
  });
});

describe('time', () => {
  it('ends authorizations that are not captured and pages that are not used', async () => {
    const impatient = await Merchant.with({
      actionLifetimeMs: 1,
      authorizationLifetimeMs: 1,
      expirySweepMs: 5,
    });
    const { body: waiting } = await impatient.pay({ token: undefined });
    const { body: authorized } = await impatient.pay();
    for (const { id } of [waiting, authorized]) {
      let status = '';
      while (status !== 'expired') status = (await impatient.get(`/v1/payments/${id}`)).body.status;
    }
    await impatient.close();
  });
});
