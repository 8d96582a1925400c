import { audit } from './support/audit.ts';
import {
  JourneyAddToCartDocument,
  JourneyCartDocument,
  JourneyCreateCartDocument,
} from './support/operations.ts';
import { STORY, buy, decided, variantId } from './support/purchase.ts';
import { type Shop, openShop } from './support/shop.ts';
import type { Visitor } from './support/visitor.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

it('of 50 buyers at once for a stock of 10, exactly 10 pay, and 40 are told that it is sold out', async () => {
  // One after the other: it is buying that happens at once here, and a password's hash is costly on purpose.
  const buyers: Visitor[] = [];
  while (buyers.length < 50) buyers.push(await shop.newCustomer());
  const orders = await Promise.all(buyers.map((buyer) => buy(buyer, { sku: STORY.limitedPrint })));
  const ends = await Promise.all(orders.map(({ orderId }) => decided(shop, orderId)));
  expect(ends.filter(({ status }) => status === 'COMPLETED')).toHaveLength(10);
  expect(ends.filter(({ reason }) => reason === 'OUT_OF_STOCK')).toHaveLength(40);
  await audit(shop);
  const { rows } = await shop.truth.query<{ onHand: number; reserved: number }>(
    `select s.on_hand as "onHand", s.reserved from catalogue.stock_levels s
     join catalogue.variants v on v.id = s.variant_id where v.sku = $1`,
    [STORY.limitedPrint],
  );
  expect(rows).toEqual([{ onHand: 0, reserved: 0 }]);
  expect(await shop.provider.payments()).toHaveLength(10);
});

it('ten who put one each into the same cart at once leave ten in it', async () => {
  const visitor = shop.visitor();
  const { createCart: cart } = await visitor.ask(JourneyCreateCartDocument, {});
  const input = {
    cartId: cart.id,
    cartSecret: cart.secret,
    variantId: await variantId(visitor, STORY.coffeeGrinder),
    quantity: 1,
  };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => visitor.ask(JourneyAddToCartDocument, { input })),
  );
  expect(answers.every(({ addToCart }) => addToCart.__typename === 'Cart')).toBe(true);
  const { cart: filled } = await visitor.ask(JourneyCartDocument, {
    id: cart.id,
    secret: cart.secret,
  });
  expect(filled?.lines).toEqual([{ quantity: 10, variant: { sku: STORY.coffeeGrinder } }]);
});
