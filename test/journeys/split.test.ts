import { readSettings } from '#kernel/runtime/settings.ts';
import { audit } from './support/audit.ts';
import { Provider } from './support/provider.ts';
import { buy, decided, readOrder, watch } from './support/purchase.ts';
import { type SplitShop, openSplitShop } from './support/split-shop.ts';
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
