import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { passesLuhn, TEST_CARDS } from '../cards.ts';
import { Merchant } from './given.ts';

let merchant: Merchant;
beforeAll(async () => {
  merchant = await Merchant.with();
});
afterAll(() => merchant.close());

describe('test cards', () => {
  it('all carry a correct check digit and differ', () => {
    expect(TEST_CARDS.filter((card) => !passesLuhn(card.number))).toEqual([]);
    expect(new Set(TEST_CARDS.map((card) => card.number)).size).toBe(TEST_CARDS.length);
    expect(new Set(TEST_CARDS.map((card) => card.token)).size).toBe(TEST_CARDS.length);
  });

  it('are all in the README, and no others', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const rows = [...readme.matchAll(/^\| `(tok_\w+)` +\| ([\d ]+?) +\|/gm)];
    expect(rows.map(([, token, number]) => [token, number?.replaceAll(' ', '')])).toEqual(
      TEST_CARDS.map((card) => [card.token, card.number]),
    );
  });

  it.each(TEST_CARDS.filter((card) => card.decline && !card.challenge))(
    '$token declines with $decline',
    async ({ token, decline }) => {
      const { status, body } = await merchant.pay({ token });
      expect(status).toBe(201);
      expect(body).toMatchObject({ status: 'declined', declineCode: decline });
      expect(body.declineMessage).toMatch(/\w/);
    },
  );

  it.each(
    TEST_CARDS.filter(
      (card) => !card.decline && !card.challenge && !card.mishap?.endsWith('success'),
    ),
  )(
    '$token authorizes and tells the country $country',
    async ({ token, country, brand, number }) => {
      const { body } = await merchant.pay({ token });
      expect(body).toMatchObject({
        status: 'authorized',
        card: { brand, last4: number.slice(-4), country },
        amount: { minorUnits: '5000', currency: 'EUR' },
        capturedAmount: { minorUnits: '0', currency: 'EUR' },
      });
    },
  );

  it('tok_error_after_success authorizes although the call answers 500; the same key then tells the truth', async () => {
    const input = { reference: 'att_error', token: 'tok_error_after_success' };
    expect((await merchant.pay(input, 'key_error')).status).toBe(500);
    const again = await merchant.pay(input, 'key_error');
    expect(again).toMatchObject({ status: 201, body: { status: 'authorized' } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('tok_drop_after_success authorizes although the connection breaks', async () => {
    await expect(
      merchant.pay({ reference: 'att_drop', token: 'tok_drop_after_success' }),
    ).rejects.toThrow();
    const { body } = await merchant.get('/v1/payments?reference=att_drop');
    expect(body.items).toMatchObject([{ status: 'authorized' }]);
  });

  it('tok_capture_declined authorizes, refuses the capture and can be voided', async () => {
    const id = await merchant.authorized('tok_capture_declined');
    expect(await merchant.post(`/v1/payments/${id}/capture`, {})).toMatchObject({
      status: 402,
      body: { error: { type: 'card', code: 'capture_declined' } },
    });
    expect((await merchant.post(`/v1/payments/${id}/void`, {})).body.status).toBe('voided');
  });

  it('tok_refund_fails gives nothing back', async () => {
    const id = await merchant.authorized('tok_refund_fails');
    await merchant.post(`/v1/payments/${id}/capture`, {});
    expect((await merchant.refund(id, 10_00)).body).toMatchObject({
      status: 'failed',
      failureCode: 'card_account_closed',
    });
    expect((await merchant.get(`/v1/payments/${id}`)).body.refundedAmount.minorUnits).toBe('0');
  });
});

describe('tokens', () => {
  it('stand for a card once', async () => {
    const { status, body } = await merchant.tokenize();
    expect(status).toBe(201);
    expect(body.card).toEqual({
      brand: 'visa',
      last4: '4242',
      expMonth: 12,
      expYear: 2040,
      country: 'DE',
    });
    expect((await merchant.pay({ token: body.id })).body.status).toBe('authorized');
    expect(await merchant.pay({ token: body.id })).toMatchObject({
      status: 400,
      body: { error: { code: 'token_not_usable', field: 'token' } },
    });
  });

  it('are not spent by a payment that was refused', async () => {
    const { body } = await merchant.tokenize();
    await merchant.pay({ reference: 'att_taken' });
    expect((await merchant.pay({ reference: 'att_taken', token: body.id })).status).toBe(409);
    expect((await merchant.pay({ token: body.id })).status).toBe(201);
  });

  it('can be made by a page of any origin', async () => {
    const preflight = await fetch(`${merchant.url}/v1/tokens`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['a mistyped digit', { number: '4242424242424241' }, 'card.number'],
    ['a number that is no test card', { number: '4111111111111111' }, 'card.number'],
    ['a number that is none', { number: 'four' }, 'card.number'],
    ['a month that does not exist', { expMonth: 13 }, 'card.expMonth'],
    ['a card that has expired', { expYear: 2020 }, 'card.expYear'],
    ['a short security code', { cvc: '1' }, 'card.cvc'],
    ['a field that is not known', { pin: '1234' }, 'card'],
  ])('are refused for %s', async (_what, card, field) => {
    expect(await merchant.tokenize(card)).toMatchObject({
      status: 400,
      body: { error: { field } },
    });
  });

  it('leave no card number in an answer or in the books', async () => {
    const number = '5555555555554444';
    const { body } = await merchant.tokenize({ number });
    const refused = await merchant.tokenize({ number, expYear: 2020, [number]: number });
    expect(JSON.stringify([body, refused.body])).not.toContain(number);
    for (const file of readdirSync(merchant.folder)) {
      expect(readFileSync(join(merchant.folder, file)).includes(number)).toBe(false);
    }
  });
});
