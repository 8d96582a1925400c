import { newId } from '#kernel/domain/id.ts';
import {
  type Desk,
  anOrder,
  brewery,
  cancelled,
  completed,
  openDesk,
  refunded,
  winery,
} from './given.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.clear());
afterAll(() => desk.started.stop());

const told = async () =>
  (await desk.messages()).map(({ kind, recipient_id }) => [kind, recipient_id]);

async function parked(): Promise<object[]> {
  const { rows } = await desk.started.truth.query<object>(
    'select event_id, aggregate_id, group_name from notifications.parked_events',
  );
  return rows;
}

it('confirms a completed order to its customer and tells each merchant what it sold', async () => {
  const order = anOrder();
  await completed(desk, order);
  await desk.readLogs();
  expect(await told()).toEqual([
    ['ORDER_CONFIRMED', order.customerId],
    ...[winery, brewery].toSorted().map((merchantId) => ['SOLD', merchantId]),
  ]);
});

it('tells the customer of a cancelled order, and of a declined payment by its own kind', async () => {
  const [soldOut, declined] = [anOrder(), anOrder()];
  await cancelled(desk, soldOut, 'OUT_OF_STOCK');
  await cancelled(desk, declined, 'INSUFFICIENT_FUNDS');
  await desk.readLogs();
  expect(await told()).toEqual([
    ['ORDER_CANCELLED', soldOut.customerId],
    ['PAYMENT_DECLINED', declined.customerId],
  ]);
});

it('tells the merchant of what little is left', async () => {
  const variantId = newId('var');
  await desk.catalogue.append(newId('rsv'), 'StockReserved', { orderId: newId('ord') });
  await desk.catalogue.append(variantId, 'StockLow', {
    variantId,
    sku: 'WINE-1',
    productId: newId('prd'),
    productName: 'Grüner Veltliner',
    merchantId: winery,
    available: 2,
    threshold: 5,
  });
  await desk.readLogs();
  expect(await told()).toEqual([['STOCK_LOW', winery]]);
});

it('tells customer and merchant of a refund', async () => {
  const order = anOrder();
  await refunded(desk, order);
  await desk.readLogs();
  expect(await told()).toEqual([
    ['REFUNDED', order.customerId],
    ['SALE_REFUNDED', winery],
  ]);
});

it('says nothing of what else happens', async () => {
  const order = anOrder();
  await desk.orders.append(order.orderId, 'OrderPlaced', order);
  await desk.payments.append(order.paymentId, 'PaymentCaptured', { orderId: order.orderId });
  await desk.readLogs();
  expect(await desk.messages()).toEqual([]);
});

it('says nothing twice when events are delivered again', async () => {
  const order = anOrder();
  await completed(desk, order);
  await refunded(desk, order);
  await desk.readLogs();
  const once = await desk.messages();
  await desk.rewind();
  await desk.readLogs();
  expect(once).toHaveLength(5);
  expect(await desk.messages()).toEqual(once);
  expect(await parked()).toEqual([]);
});

it('parks an event that makes no sense, and goes on with other orders', async () => {
  const broken = newId('ord');
  const id = await desk.orders.append(broken, 'OrderCompleted', { orderId: broken, total: 'much' });
  const order = anOrder();
  await completed(desk, order);
  await desk.readLogs();
  expect(await parked()).toEqual([
    { event_id: id, aggregate_id: broken, group_name: 'notifications.on-order-event' },
  ]);
  expect(await desk.messages()).toHaveLength(3);
});

it('keeps messages to be read when there is no mail server, and never sends those later', async () => {
  await completed(desk, anOrder());
  await desk.readLogs();
  await desk.send();
  expect((await desk.messages()).map((message) => message.delivery_status)).toEqual([
    'NOT_CONFIGURED',
    'NOT_CONFIGURED',
    'NOT_CONFIGURED',
  ]);
});

it('keeps neither address nor name of the recipient', async () => {
  await completed(desk, anOrder());
  await desk.readLogs();
  const { rows } = await desk.started.truth.query(
    'select m::text as row from notifications.messages m',
  );
  expect(JSON.stringify(rows)).not.toMatch(/example\.com|Lovelace/);
});

it('lets its own service change nothing of what somebody was told', async () => {
  const { runtime } = desk.started;
  const asService = (statement: string) => runtime.orm.em.fork().getConnection().execute(statement);
  for (const statement of [
    `update notifications.messages set body = 'Nothing happened.'`,
    `update notifications.messages set recipient_id = 'usr_other'`,
    'delete from notifications.messages',
  ]) {
    await expect(asService(statement)).rejects.toThrow('permission denied');
  }
});
