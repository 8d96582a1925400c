import { Merchant } from './given.ts';

let merchant: Merchant;
beforeAll(async () => {
  merchant = await Merchant.with();
});
afterAll(() => merchant.close());

const approved = {
  number: '4242 4242 4242 4242',
  expMonth: '12',
  expYear: '40',
  cvc: '123',
  name: 'Ada',
};
const returnUrl = 'https://shop.example/thanks?cart=7';

async function waiting(input: Record<string, unknown> = {}) {
  const { body } = await merchant.pay({
    token: undefined,
    returnUrl,
    description: 'Six bottles',
    ...input,
  });
  expect(body).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect' } });
  return {
    id: body.id,
    reference: body.reference,
    url: body.nextAction.url,
  };
}

const statusOf = async (id: string) => (await merchant.get(`/v1/payments/${id}`)).body;
const text = async (url: string) => (await fetch(url)).text();

/** The names of the fields that no label belongs to. */
function unlabelled(page: string): (string | undefined)[] {
  const labels = new Set([...page.matchAll(/<label for="(\w+)"/g)].map((match) => match[1]));
  return [...page.matchAll(/<input\s+id="(\w+)"/g)]
    .map((match) => match[1])
    .filter((id) => !labels.has(id));
}

describe('the payment page', () => {
  it('names every field, groups them and tells browsers what they are', async () => {
    const page = await text((await waiting()).url);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('€50.00');
    expect(page).toContain('Six bottles');
    expect(unlabelled(page)).toEqual([]);
    expect(page.match(/<legend>/g)).toHaveLength(2);
    for (const autocomplete of ['cc-number', 'cc-exp-month', 'cc-exp-year', 'cc-csc', 'cc-name']) {
      expect(page).toContain(`autocomplete="${autocomplete}"`);
    }
  });

  it('needs no script and forbids foreign ones', async () => {
    const response = await fetch((await waiting()).url);
    expect(await response.text()).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('shows the merchant’s words as words', async () => {
    const page = await text((await waiting({ description: '<b>"&' })).url);
    expect(page).toContain('&lt;b&gt;&quot;&amp;');
  });

  it('authorizes and sends the customer back to the shop', async () => {
    const { id, reference, url } = await waiting();
    const response = await merchant.submit(url, approved);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(
      `https://shop.example/thanks?cart=7&payment=${reference}`,
    );
    expect(await statusOf(id)).toMatchObject({ status: 'authorized', card: { last4: '4242' } });
  });

  it('ends as declined when the bank declines', async () => {
    const { id, url } = await waiting({ returnUrl: undefined });
    const response = await merchant.submit(url, { ...approved, number: '4000000000009995' });
    expect(response.headers.get('location')).toBe(`/pay/${id}`);
    expect(await text(url)).toContain('The card has insufficient funds.');
    expect(await statusOf(id)).toMatchObject({
      status: 'declined',
      declineCode: 'insufficient_funds',
    });
  });

  it('announces every mistake, leads to its field and never repeats the card', async () => {
    const { id, url } = await waiting();
    const typed = { ...approved, number: '4242424242424241', expMonth: '13', cvc: '77' };
    const response = await merchant.submit(url, typed);
    const page = await response.text();
    expect(response.status).toBe(400);
    expect(page).toContain('<title>Error: ');
    expect(page).toContain('role="alert"');
    expect(page).toContain('autofocus');
    for (const field of ['number', 'expMonth', 'cvc']) {
      expect(page).toContain(`href="#${field}"`);
      expect(page).toMatch(
        new RegExp(`id="${field}"[^>]*aria-invalid="true"[^>]*${field}-problem`),
      );
    }
    expect(page).toContain('value="Ada"');
    expect(page).not.toContain(typed.number);
    expect(page).not.toContain('value="77"');
    expect((await statusOf(id)).status).toBe('requires_action');
  });

  it('lets the customer cancel', async () => {
    const { id, url } = await waiting();
    expect((await merchant.submit(url, { cancel: 'yes' })).status).toBe(303);
    expect(await statusOf(id)).toMatchObject({
      status: 'declined',
      declineCode: 'cancelled_by_customer',
    });
  });

  it('charges a double click once', async () => {
    const { reference, url } = await waiting();
    const slow = { ...approved, number: '4000000000005001' };
    const responses = await Promise.all([merchant.submit(url, slow), merchant.submit(url, slow)]);
    expect(responses.map(({ status }) => status)).toEqual([303, 303]);
    expect(await merchant.counts(reference)).toMatchObject({ authorize: { effects: 1 } });
  });

  it('cannot be used after the merchant voided the payment', async () => {
    const { id, url } = await waiting();
    await merchant.post(`/v1/payments/${id}/void`, {});
    await merchant.submit(url, approved);
    expect((await statusOf(id)).status).toBe('voided');
    expect(await text(url)).toContain('The payment was cancelled');
  });

  it('of an unknown payment is a page that says so', async () => {
    const response = await fetch(`${merchant.url}/pay/psp_unknown`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('text/html');
  });
});

describe('the challenge', () => {
  const challenged = (token = 'tok_3ds') => waiting({ token });

  it('asks on a page with labels and groups', async () => {
    const { url } = await challenged();
    expect(url).toContain('/3ds/');
    const page = await text(url);
    expect(unlabelled(page)).toEqual([]);
    expect(page.match(/<legend>/g)).toHaveLength(2);
    expect(page).toContain('autocomplete="one-time-code"');
  });

  it.each([
    [{ result: 'passed' }, 'authorized'],
    [{ result: 'failed' }, 'declined'],
    [{ code: '123456' }, 'authorized'],
  ])('answered with %j ends as %s', async (form, status) => {
    const { id, reference, url } = await challenged();
    const response = await merchant.submit(url, form as Record<string, string>);
    expect(response.headers.get('location')).toContain(`payment=${reference}`);
    expect((await statusOf(id)).status).toBe(status);
  });

  it('can be answered by a program', async () => {
    const { id, reference, url } = await challenged();
    const reply = await merchant.call('POST', new URL(url).pathname, { result: 'passed' });
    expect(reply.body).toEqual({
      status: 'authorized',
      redirectUrl: `https://shop.example/thanks?cart=7&payment=${reference}`,
    });
    expect((await statusOf(id)).status).toBe('authorized');
  });

  it('fails at the third wrong code', async () => {
    const { id, url } = await challenged();
    for (const status of [400, 400, 303]) {
      expect((await merchant.submit(url, { code: '000000' })).status).toBe(status);
    }
    expect(await statusOf(id)).toMatchObject({
      status: 'declined',
      declineCode: 'authentication_failed',
    });
  });

  it('may still be followed by a decline', async () => {
    const { id, url } = await challenged('tok_3ds_decline_insufficient_funds');
    await merchant.submit(url, { result: 'passed' });
    expect(await statusOf(id)).toMatchObject({
      status: 'declined',
      declineCode: 'insufficient_funds',
    });
  });

  it('is asked of any card when the merchant requires it', async () => {
    const { id, url } = await waiting({ token: 'tok_approve', challenge: 'required' });
    await merchant.submit(url, { result: 'passed' });
    expect((await statusOf(id)).status).toBe('authorized');
  });

  it('follows the payment page when the card asks for it', async () => {
    const { id, url } = await waiting();
    const response = await merchant.submit(url, { ...approved, number: '4000000000003220' });
    expect(response.headers.get('location')).toBe(`/3ds/${id}`);
    expect((await statusOf(id)).nextAction.url).toBe(`${merchant.url}/3ds/${id}`);
  });

  it('cannot be answered twice', async () => {
    const { id, url } = await challenged();
    await merchant.submit(url, { result: 'failed' });
    await merchant.submit(url, { result: 'passed' });
    expect((await statusOf(id)).status).toBe('declined');
  });
});
