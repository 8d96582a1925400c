import { randomBytes } from 'node:crypto';
import { eventually } from '#kernel/testing/eventually.ts';
import type { Shop } from './shop.ts';
import type { Visitor } from './visitor.ts';
import {
  JourneyAddToCartDocument,
  JourneyCreateCartDocument,
  JourneyOrderDocument,
  type JourneyOrderQuery,
  JourneyPlaceOrderDocument,
  JourneyVariantDocument,
  JourneyWatchDocument,
  type JourneyWatchSubscription,
} from './operations.ts';

/** Things in the demo catalogue that the journeys buy, by the code on their label. */
export const STORY = {
  redWine: 'WINE-PINOT-2019-75',
  coffeeGrinder: 'KITCHEN-GRINDER-BLACK',
  softwareLicence: 'SOFT-LEDGERLY-1Y',
  whisky: 'SPIRIT-ISLAY-12-70',
  /** Ten of them. */
  limitedPrint: 'LIMITED-PRINT-A2',
  soldOutTeapot: 'SOLD-OUT-TEAPOT',
} as const;

export const BERLIN = {
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  postalCode: '10117',
  city: 'Berlin',
  country: 'DE',
};
export const RIYADH = { ...BERLIN, city: 'Riyadh', country: 'SA' };

export interface PurchaseOptions {
  readonly sku?: string;
  readonly quantity?: number;
  readonly token?: string;
  readonly returnUrl?: string;
  readonly shippingAddress?: typeof BERLIN;
  readonly idempotencyKey?: string;
}

export const newKey = () => randomBytes(12).toString('hex');

export async function variantId(visitor: Visitor, sku: string): Promise<string> {
  const { variant } = await visitor.ask(JourneyVariantDocument, { sku });
  if (!variant) throw new Error(`The demo catalogue has no ${sku}.`);
  return variant.id;
}

/** A cart with some of one thing in it. */
export async function fillCart(
  visitor: Visitor,
  { sku = STORY.coffeeGrinder, quantity = 1 }: PurchaseOptions = {},
) {
  const { createCart: cart } = await visitor.ask(JourneyCreateCartDocument, {});
  const input = {
    cartId: cart.id,
    cartSecret: cart.secret,
    variantId: await variantId(visitor, sku),
    quantity,
  };
  const { addToCart } = await visitor.ask(JourneyAddToCartDocument, { input });
  if (addToCart.__typename !== 'Cart')
    throw new Error(`It could not be put into the cart: ${addToCart.code}.`);
  return { id: cart.id, secret: cart.secret ?? '' };
}

export function orderOf(cart: { id: string; secret: string }, options: PurchaseOptions = {}) {
  const {
    token = 'tok_approve',
    returnUrl,
    shippingAddress = BERLIN,
    idempotencyKey = newKey(),
  } = options;
  return {
    input: {
      cartId: cart.id,
      cartSecret: cart.secret,
      payment: returnUrl ? { hosted: true, returnUrl } : { token },
      shippingAddress,
      idempotencyKey,
    },
  };
}

/**
 * Fills a cart and orders it; the code of the problem if it is refused. Where too many order at once for one to be
 * answered in time, it is ordered again under the same key, as clients are told to.
 */
export async function tryToBuy(visitor: Visitor, options: PurchaseOptions = {}) {
  const order = orderOf(await fillCart(visitor, options), options);
  const { placeOrder } = await visitor.askUntilAnswered(JourneyPlaceOrderDocument, order);
  return placeOrder.__typename === 'Order'
    ? { orderId: placeOrder.id, paymentId: placeOrder.payment?.id ?? '', code: null }
    : { orderId: '', paymentId: '', code: placeOrder.code };
}

/** Fills a cart and orders it, which must not be refused. */
export async function buy(visitor: Visitor, options: PurchaseOptions = {}) {
  const bought = await tryToBuy(visitor, options);
  if (bought.code !== null) throw new Error(`The order was refused: ${bought.code}.`);
  return bought;
}

export type StatusChange = JourneyWatchSubscription['paymentStatusChanged'];

/** Reads the payment's changes to their end. `onChange` may act as the customer would. */
export async function watch(
  visitor: Visitor,
  paymentId: string,
  onChange: (change: StatusChange) => Promise<void> = async () => {},
): Promise<StatusChange[]> {
  const changes: StatusChange[] = [];
  for await (const { data, errors } of visitor.subscribe(JourneyWatchDocument, { paymentId })) {
    if (errors || !data) throw new Error(JSON.stringify(errors));
    changes.push(data.paymentStatusChanged);
    await onChange(data.paymentStatusChanged);
  }
  return changes;
}

export async function readOrder(
  visitor: Visitor,
  id: string,
): Promise<NonNullable<JourneyOrderQuery['order']>> {
  const { order } = await visitor.ask(JourneyOrderDocument, { id });
  if (!order) throw new Error(`There is no order ${id}.`);
  return order;
}

/** Waits until the order is decided, whatever the decision. */
export async function decided({ truth }: Pick<Shop, 'truth'>, orderId: string) {
  return eventually(
    async () => {
      const { rows } = await truth.query<{ status: string; reason: string | null }>(
        'select status, cancellation_reason as reason from orders.orders where id = $1',
        [orderId],
      );
      return rows[0]?.status !== 'PENDING' && rows[0];
    },
    { what: `a decision on ${orderId}` },
  );
}
