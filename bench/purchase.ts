import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BERLIN } from '../test/journeys/support/purchase.ts';
import { Visitor } from '../test/journeys/support/visitor.ts';
import { DEMO_PASSWORD } from '../test/journeys/support/shop.ts';
import { Customers } from './customers.ts';
import {
  BenchAddToCartDocument,
  BenchCreateCartDocument,
  BenchGoodsDocument,
  BenchOrderDocument,
  BenchPlaceOrderDocument,
  BenchStockUpDocument,
  BenchWatchDocument,
} from './operations/gateway.ts';
import type { Scenario } from './scenario.ts';

const GOODS = 50;
const PIECES_OF_EACH = 100_000;
/** More than this machine is expected to do, so that customers do not run out. */
const PURCHASES_PER_SECOND = 40;
const LOOK_AGAIN_MS = 10;

/** From an empty cart to a paid and provisioned order, by logged-in customers who pay different things by card. */
export const purchase: Scenario = {
  name: 'purchase',
  operation:
    'createCart, addToCart, placeOrder, paymentStatusChanged until CAPTURED, order COMPLETED',
  async open(shop, { clients, seconds }) {
    const goods = await stockUp(shop.url);
    const customers = new Customers(shop.url);
    await customers.prepare(clients, seconds * PURCHASES_PER_SECOND);
    let turn = 0;
    const act = async () => {
      const customer = await customers.borrow();
      turn += 1;
      await buy(customer.visitor, goods[turn % goods.length] ?? '');
      customers.giveBack(customer);
    };
    return Array.from({ length: clients }, (_, index) => ({
      act,
      ...(index === 0 && { leave: () => customers.leave() }),
    }));
  },
};

async function buy(visitor: Visitor, variantId: string): Promise<void> {
  const { createCart: cart } = await visitor.ask(BenchCreateCartDocument, {});
  const whose = { cartId: cart.id, cartSecret: cart.secret };
  const { addToCart } = await visitor.ask(BenchAddToCartDocument, {
    input: { ...whose, variantId, quantity: 1 },
  });
  if (addToCart.__typename !== 'Cart')
    throw new Error(`addToCart answered ${addToCart.__typename}.`);
  const { placeOrder: order } = await visitor.ask(BenchPlaceOrderDocument, {
    input: {
      ...whose,
      payment: { token: 'tok_approve' },
      shippingAddress: BERLIN,
      idempotencyKey: randomBytes(12).toString('hex'),
    },
  });
  if (order.__typename !== 'Order') throw new Error(`placeOrder answered ${order.__typename}.`);
  await captured(visitor, order.payment?.id ?? '');
  await completed(visitor, order.id);
}

async function captured(visitor: Visitor, paymentId: string): Promise<void> {
  let last = 'nothing';
  for await (const { data, errors } of visitor.subscribe(BenchWatchDocument, { paymentId })) {
    if (!data) throw new Error(`The subscription answered ${JSON.stringify(errors)}.`);
    const { status, reason } = data.paymentStatusChanged;
    last = `${status} ${reason ?? ''}`;
    if (status === 'CAPTURED') return;
  }
  throw new Error(`The payment ended as ${last}.`);
}

/** The order is completed right after its payment was captured. */
async function completed(visitor: Visitor, id: string): Promise<void> {
  for (;;) {
    const { order } = await visitor.ask(BenchOrderDocument, { id });
    if (order?.status === 'COMPLETED') return;
    if (order?.status !== 'PENDING')
      throw new Error(`The order ended as ${String(order?.status)}.`);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Variants of several sellers, none too dear to be trusted, with more of each than will be bought. */
async function stockUp(url: string): Promise<string[]> {
  const operator = new Visitor(url);
  await operator.logIn('operator@example.com', DEMO_PASSWORD);
  const { searchProducts } = await operator.ask(BenchGoodsDocument, { first: GOODS });
  const goods = searchProducts.edges.flatMap(
    ({ node }) => node.variants.find(({ price }) => price)?.id ?? [],
  );
  for (const variantId of goods) {
    const input = { variantId, delta: PIECES_OF_EACH, reason: 'A delivery for the benchmark.' };
    const { adjustStock } = await operator.ask(BenchStockUpDocument, { input });
    if (adjustStock.__typename !== 'StockLevel')
      throw new Error(`adjustStock answered ${adjustStock.__typename}.`);
  }
  return goods;
}
