import {
  JourneyAddToCartDocument,
  JourneyCartDocument,
  JourneyClaimCartDocument,
  JourneyLedgerDocument,
  JourneyMessagesDocument,
  JourneyOrderDocument,
  JourneyOrdersDocument,
  JourneyPaymentDocument,
  JourneyPlaceOrderDocument,
  JourneyRefundDocument,
  JourneyVariantDocument,
  JourneyWatchDocument,
} from './support/operations.ts';
import { STORY, buy, decided, fillCart, newKey, orderOf, variantId } from './support/purchase.ts';
import { type Shop, openShop } from './support/shop.ts';
import type { Answer, Visitor } from './support/visitor.ts';

let shop: Shop;
let ada: Visitor;
let grace: Visitor;
let nobody: Visitor;
let orderId: string;
let paymentId: string;
beforeAll(async () => {
  shop = await openShop({ environment: { PAYMENT_WAIT_SECONDS: '3' } });
  [ada, grace] = await Promise.all([shop.as('ada'), shop.as('grace')]);
  nobody = shop.visitor();
  ({ orderId, paymentId } = await buy(ada));
  await decided(shop, orderId);
});
afterAll(async () => {
  await Promise.all([ada, grace, nobody].map((visitor) => visitor.leave()));
  await shop.close();
});

const codeOf = (answer: Answer<unknown>) => answer.errors?.[0]?.extensions?.['code'];

describe('another customer', () => {
  it('does not see an order, its payment or its messages, whether or not they exist', async () => {
    for (const visitor of [grace, nobody]) {
      expect((await visitor.send(JourneyOrderDocument, { id: orderId })).data).toEqual({
        order: null,
      });
      expect((await visitor.send(JourneyPaymentDocument, { id: paymentId })).data).toEqual({
        payment: null,
      });
    }
    expect((await grace.ask(JourneyOrdersDocument, {})).orders.edges).toEqual([]);
    expect((await grace.ask(JourneyMessagesDocument, {})).messages.edges).toEqual([]);
  });

  it('does not open, fill, claim or order a cart that is somebody’s', async () => {
    const cart = await fillCart(ada);
    await ada.ask(JourneyClaimCartDocument, {
      input: { cartId: cart.id, cartSecret: cart.secret },
    });
    for (const visitor of [grace, nobody]) {
      const keyed = { id: cart.id, secret: cart.secret };
      expect((await visitor.send(JourneyCartDocument, keyed)).data).toEqual({ cart: null });
      const input = {
        cartId: cart.id,
        cartSecret: cart.secret,
        variantId: await variantId(nobody, STORY.redWine),
        quantity: 1,
      };
      expect(
        (await visitor.send(JourneyAddToCartDocument, { input })).data?.addToCart,
      ).toMatchObject({ code: 'CART_NOT_FOUND' });
    }
    const claim = { input: { cartId: cart.id, cartSecret: cart.secret } };
    expect((await grace.send(JourneyClaimCartDocument, claim)).data?.claimCart).toMatchObject({
      code: 'CART_NOT_FOUND',
    });
    expect(
      (await grace.send(JourneyPlaceOrderDocument, orderOf(cart))).data?.placeOrder,
    ).toMatchObject({ code: 'CART_NOT_FOUND' });
    expect((await ada.ask(JourneyCartDocument, { id: cart.id })).cart?.lines).toHaveLength(1);
  });

  it('refunds nothing and reads no books', async () => {
    const input = { paymentId, reason: 'Mine now', idempotencyKey: newKey() };
    expect(codeOf(await grace.send(JourneyRefundDocument, { input }))).toBe('FORBIDDEN');
    expect(codeOf(await grace.send(JourneyLedgerDocument, {}))).toBe('FORBIDDEN');
  });

  it('does not watch a payment: it is told what a payment that does not exist would tell', async () => {
    const told = async (visitor: Visitor, id: string) => {
      for await (const answer of visitor.subscribe(JourneyWatchDocument, { paymentId: id }))
        return codeOf(answer);
      return 'nothing';
    };
    const unknown = 'pay_00000000000000000000000000';
    const [another, none] = await Promise.all([told(grace, paymentId), told(ada, unknown)]);
    expect([another, none]).toEqual(['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_FOUND']);
  });
});

describe('without a token', () => {
  it('the catalogue answers, and a cart known by its secret', async () => {
    expect(
      (await nobody.ask(JourneyVariantDocument, { sku: STORY.redWine })).variant,
    ).not.toBeNull();
    const cart = await fillCart(nobody);
    expect((await nobody.ask(JourneyCartDocument, cart)).cart?.lines).toHaveLength(1);
    expect(
      (await nobody.ask(JourneyCartDocument, { id: cart.id, secret: 'a guess' })).cart,
    ).toBeNull();
  });

  it('nothing else does, over HTTP or over WebSocket', async () => {
    const cart = await fillCart(nobody);
    expect(codeOf(await nobody.send(JourneyPlaceOrderDocument, orderOf(cart)))).toBe(
      'UNAUTHENTICATED',
    );
    expect(codeOf(await nobody.send(JourneyOrdersDocument, {}))).toBe('UNAUTHENTICATED');
    expect(codeOf(await nobody.send(JourneyMessagesDocument, {}))).toBe('UNAUTHENTICATED');
    expect(codeOf(await nobody.send(JourneyLedgerDocument, {}))).toBe('UNAUTHENTICATED');
    for await (const answer of nobody.subscribe(JourneyWatchDocument, { paymentId })) {
      expect(codeOf(answer)).toMatch(/UNAUTHENTICATED|PAYMENT_NOT_FOUND/);
    }
    for await (const answer of nobody.subscribe(JourneyOrderDocument, { id: orderId })) {
      expect(answer.data).toEqual({ order: null });
    }
  });
});
