import { eventually } from '#kernel/testing/eventually.ts';
import { audit } from './support/audit.ts';
import {
  JourneyMessagesDocument,
  JourneyPlaceOrderDocument,
  JourneyRefundDocument,
  JourneyWatchDocument,
} from './support/operations.ts';
import {
  RIYADH,
  STORY,
  buy,
  decided,
  fillCart,
  newKey,
  orderOf,
  readOrder,
  tryToBuy,
  watch,
} from './support/purchase.ts';
import { type Shop, openShop } from './support/shop.ts';
import type { Visitor } from './support/visitor.ts';

let shop: Shop;
let ada: Visitor;
beforeAll(async () => {
  shop = await openShop();
  ada = await shop.as('ada');
});
afterEach(() => audit(shop));
afterAll(async () => {
  await ada.leave();
  await shop.close();
});

const statuses = (changes: { status: string }[]) => changes.map(({ status }) => status);

it('approved: the payment is seen live, the goods are delivered, customer and seller are told', async () => {
  const { orderId, paymentId } = await buy(ada, { sku: STORY.redWine, quantity: 2 });
  const changes = await watch(ada, paymentId);
  expect(statuses(changes)).toEqual(['CREATED', 'AUTHORIZED', 'CAPTURED']);
  expect(changes.at(-1)?.payment).toMatchObject({
    order: {
      lines: [{ variant: { product: { name: expect.any(String) } } }],
      customer: { email: 'ada@example.com' },
    },
  });
  await decided(shop, orderId);
  expect(await readOrder(ada, orderId)).toMatchObject({
    status: 'COMPLETED',
    payment: { status: 'CAPTURED', captured: { minorUnits: '4980' } },
    provisionedItems: [{ status: 'ACTIVE', trackingNumber: expect.any(String) }],
  });
  for (const [visitor, kind] of [
    [ada, 'ORDER_CONFIRMED'],
    [await shop.as('seller'), 'SOLD'],
  ] as const) {
    await eventually(async () => {
      const { messages } = await visitor.ask(JourneyMessagesDocument, {});
      return messages.edges.some(({ node }) => node.kind === kind && node.order?.id === orderId);
    });
  }
});

it('a licence: the keys are the customer’s', async () => {
  const { orderId } = await buy(ada, { sku: STORY.softwareLicence, quantity: 2 });
  await decided(shop, orderId);
  const { provisionedItems } = await readOrder(ada, orderId);
  expect(provisionedItems?.flatMap(({ licenceKeys }) => licenceKeys)).toHaveLength(2);
});

it('declined: the order is cancelled for the bank’s reason', async () => {
  const { orderId, paymentId } = await buy(ada, { token: 'tok_decline_insufficient_funds' });
  const changes = await watch(ada, paymentId);
  expect(changes.at(-1)).toMatchObject({ status: 'DECLINED', reason: 'INSUFFICIENT_FUNDS' });
  expect(await decided(shop, orderId)).toEqual({
    status: 'CANCELLED',
    reason: 'INSUFFICIENT_FUNDS',
  });
});

it.each([
  ['passed', ['CREATED', 'REQUIRES_ACTION', 'AUTHORIZED', 'CAPTURED'], 'COMPLETED'],
  ['failed', ['CREATED', 'REQUIRES_ACTION', 'DECLINED'], 'CANCELLED'],
] as const)('3-D Secure %s', async (result, expected, end) => {
  const { orderId, paymentId } = await buy(ada, { token: 'tok_3ds' });
  const changes = await watch(ada, paymentId, async ({ status, payment }) => {
    if (status === 'REQUIRES_ACTION')
      await shop.provider.answerChallenge(payment?.nextAction?.url ?? '', result);
  });
  expect(statuses(changes)).toEqual(expected);
  expect((await decided(shop, orderId)).status).toBe(end);
});

it('on the provider’s page, and then on the bank’s, because nobody knew the card before', async () => {
  const { orderId, paymentId } = await buy(ada, { returnUrl: 'https://shop.example/thanks' });
  const changes = await watch(ada, paymentId, async ({ status, payment }) => {
    if (status !== 'REQUIRES_ACTION') return;
    const challenge = await shop.provider.payOnPage(payment?.nextAction?.url ?? '');
    await shop.provider.answerChallenge(challenge, 'passed');
  });
  expect(statuses(changes)).toEqual(['CREATED', 'REQUIRES_ACTION', 'AUTHORIZED', 'CAPTURED']);
  expect((await decided(shop, orderId)).status).toBe('COMPLETED');
});

it('the provider answers an error after it acted: nothing is charged twice', async () => {
  const { orderId, paymentId } = await buy(ada, { token: 'tok_error_after_success' });
  expect((await watch(ada, paymentId)).at(-1)?.status).toBe('CAPTURED');
  expect((await decided(shop, orderId)).status).toBe('COMPLETED');
});

it('the provider refuses to capture: everything is taken back', async () => {
  const { orderId } = await buy(ada, { sku: STORY.softwareLicence, token: 'tok_capture_declined' });
  expect((await decided(shop, orderId)).status).toBe('CANCELLED');
  const { provisionedItems, payment } = await readOrder(ada, orderId);
  expect(provisionedItems).toMatchObject([{ status: 'REVOKED', licenceKeys: [] }]);
  expect(payment?.status).toBe('CANCELLED');
});

it('not to be delivered: the money is released', async () => {
  const { orderId, paymentId } = await buy(ada, { sku: STORY.softwareLicence, quantity: 26 });
  expect(statuses(await watch(ada, paymentId))).toEqual(['CREATED', 'AUTHORIZED', 'CANCELLED']);
  expect(await decided(shop, orderId)).toEqual({
    status: 'CANCELLED',
    reason: 'LICENCE_LIMIT_EXCEEDED',
  });
});

it('out of stock: the order is cancelled and whoever watches the payment sees it end', async () => {
  const { orderId, paymentId } = await buy(ada, { sku: STORY.soldOutTeapot });
  expect((await watch(ada, paymentId)).at(-1)).toMatchObject({
    status: 'CANCELLED',
    reason: 'OUT_OF_STOCK',
  });
  expect(await decided(shop, orderId)).toEqual({ status: 'CANCELLED', reason: 'OUT_OF_STOCK' });
});

it('under age: refused before anything happens', async () => {
  expect((await tryToBuy(await shop.as('kim'), { sku: STORY.redWine })).code).toBe('UNDER_AGE');
});

it('a forbidden region: refused before anything happens', async () => {
  expect((await tryToBuy(ada, { sku: STORY.whisky, shippingAddress: RIYADH })).code).toBe(
    'REGION_FORBIDDEN',
  );
});

it('a double click on "pay": one order and one charge; other input is refused', async () => {
  const order = orderOf(await fillCart(ada), { idempotencyKey: newKey() });
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ada.ask(JourneyPlaceOrderDocument, order)),
  );
  const ids = new Set(
    answers.map(({ placeOrder }) =>
      placeOrder.__typename === 'Order' ? placeOrder.id : placeOrder.code,
    ),
  );
  expect(ids.size).toBe(1);
  const [orderId = ''] = ids;
  await decided(shop, orderId);
  const again = await ada.ask(JourneyPlaceOrderDocument, order);
  expect(again.placeOrder).toMatchObject({ __typename: 'Order', id: orderId });
  const other = await ada.ask(JourneyPlaceOrderDocument, {
    input: { ...order.input, payment: { token: 'tok_3ds' } },
  });
  expect(other.placeOrder).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  const { rows } = await shop.truth.query('select from payments.payments where order_id = $1', [
    orderId,
  ]);
  expect(rows).toHaveLength(1);
});

it('refunded in parts, and not by more than was taken', async () => {
  const { orderId, paymentId } = await buy(ada, { sku: STORY.redWine, quantity: 3 });
  await decided(shop, orderId);
  const operator = await shop.as('operator');
  const refund = async (minorUnits: string) => {
    const input = {
      paymentId,
      amount: { minorUnits, currency: 'EUR' },
      reason: 'Broken',
      idempotencyKey: newKey(),
    };
    const { refundPayment } = await operator.ask(JourneyRefundDocument, { input });
    return refundPayment.__typename === 'Refund' ? 'refunded' : refundPayment.code;
  };
  expect(await Promise.all([refund('2490'), refund('2490'), refund('2490'), refund('1')])).toEqual(
    expect.arrayContaining(['refunded', 'REFUND_EXCEEDS_CAPTURED']),
  );
  await eventually(
    async () => (await readOrder(ada, orderId)).payment?.summaryStatus !== 'REFUND_PENDING',
  );
  const { payment } = await readOrder(ada, orderId);
  expect(Number(payment?.refunded.minorUnits)).toBeLessThanOrEqual(7470);
  await operator.leave();
});

it('a watcher who comes back reads on from the last cursor', async () => {
  const { paymentId } = await buy(ada);
  const changes = await watch(ada, paymentId);
  const resumed: string[] = [];
  const after = changes[0]?.cursor ?? '';
  for await (const { data } of ada.subscribe(JourneyWatchDocument, { paymentId, after })) {
    resumed.push(data?.paymentStatusChanged.status ?? '');
  }
  expect(resumed).toEqual(statuses(changes).slice(1));
});
