import { readSettings } from '#kernel/runtime/settings.ts';
import { audit } from './support/audit.ts';
import { Provider } from './support/provider.ts';
import { buy, decided, readOrder, watch } from './support/purchase.ts';
import { type SplitShop, openSplitShop } from './support/split-shop.ts';
import { DEMO_PASSWORD } from './support/shop.ts';
import { Visitor } from './support/visitor.ts';

let shop: SplitShop;
beforeAll(async () => {
  shop = await openSplitShop();
});
afterAll(() => shop?.close());

it('the gateway is ready when every context is', async () => {
  const ready = await fetch(`${shop.urlOf(4000)}/readyz`);
  expect(await ready.json()).toMatchObject({ status: 'ok' });
});

it('as docker-compose.yml runs it, every part a process: a purchase is seen live, delivered and booked', async () => {
  const customer = new Visitor(shop.urlOf(4000));
  await customer.register();
  const { orderId, paymentId } = await buy(customer);
  const changes = await watch(customer, paymentId);
  expect(changes.map(({ status }) => status)).toEqual(['CREATED', 'AUTHORIZED', 'CAPTURED']);
  expect((await decided(shop, orderId)).status).toBe('COMPLETED');
  expect(await readOrder(customer, orderId)).toMatchObject({
    payment: { status: 'CAPTURED' },
    provisionedItems: [{ status: 'ACTIVE' }],
  });
  await customer.leave();
  await audit({
    truth: shop.truth,
    provider: new Provider(shop.urlOf(4010), readSettings({}).PSP_SECRET_KEY),
  });
});

it('the gateway is the one address: REST, and products as files', async () => {
  const url = shop.urlOf(4000);
  const listed = await fetch(`${url}/api/v1/products?first=1`);
  expect(await listed.json()).toMatchObject({
    items: [{ variants: expect.any(Array) as unknown }],
  });
  expect(listed.headers.get('link')).toContain('</api/v1/products?');

  const operator = new Visitor(url);
  await operator.logIn('operator@example.com', DEMO_PASSWORD);
  const files = `${url}/catalogue/products`;
  const headers = { authorization: `Bearer ${operator.accessToken}`, 'content-type': 'text/csv' };
  const exported = await fetch(`${files}/export`, { headers: { ...headers, accept: 'text/csv' } });
  expect(exported.status).toBe(200);
  const file = await exported.text();
  const imported = await fetch(`${files}/import`, { method: 'POST', headers, body: file });
  const told = (await imported.text()).trim().split('\n');
  expect(JSON.parse(told.at(-1) ?? '')).toMatchObject({
    progress: { status: 'COMPLETED', created: 0, updated: 0, rejected: 0 },
  });
  await operator.leave();
});

it('a part that is killed is started again, and finishes what it had begun', async () => {
  const customer = new Visitor(shop.urlOf(4000));
  await customer.register();
  const { orderId } = await buy(customer);
  await shop.compose.kill('payments');
  expect((await decided(shop, orderId)).status).toBe('COMPLETED');
  await customer.leave();
});

it('told to stop, every program drains and ends in order', async () => {
  const ends = await shop.compose.down();
  expect(Object.keys(ends)).toHaveLength(9);
  expect(new Set(Object.values(ends))).toEqual(new Set([0]));
});
