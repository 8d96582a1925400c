import type { EntityManager } from '@mikro-orm/postgresql';
import { refuseCardNumbers } from '#kernel/domain/card-number.ts';
import { type Id, newId, parseId } from '#kernel/domain/id.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import { Money, type MoneyJson } from '#kernel/domain/money.ts';
import { oncePerKey } from '#kernel/persistence/idempotency.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { Cart } from '../domain/cart.ts';
import { checkEligibility } from '../domain/eligibility.ts';
import {
  CartAlreadyOrdered,
  CartChanged,
  CartEmpty,
  PriceChanged,
  PriceUnavailable,
  VariantNotFound,
} from '../domain/errors.ts';
import { Order, lineTotal } from '../domain/order.ts';
import {
  type PaymentMethod,
  type PaymentMethodInput,
  paymentMethod,
} from '../domain/payment-method.ts';
import {
  type AddressInput,
  type ShippingAddress,
  shippingAddress,
} from '../domain/shipping-address.ts';
import type { OrderedLine } from '../events.ts';
import { OrdersCustomerForPurchaseDocument } from '../operations/accounts.ts';
import { type CartLine, findCart, linesOf } from './carts.ts';
import { type Quote, quotesFor } from './for-sale.ts';

export const PURCHASE_WORKFLOW = 'orders.purchase';

export interface PlaceOrder {
  readonly cartId: string;
  readonly cartSecret: string | null;
  readonly payment: PaymentMethodInput;
  readonly shippingAddress: AddressInput;
  /** What the buyer was shown; null if any total will do. */
  readonly expectedTotal?: MoneyJson | null | undefined;
  readonly idempotencyKey: string;
}

/**
 * Turns a cart into an order at today's prices and starts its purchase, in one transaction. The same key brings the
 * same order.
 * @throws {CartNotFound | CartEmpty | CartAlreadyOrdered | CartChanged}
 * @throws {UnderAge | RegionForbidden} if something may not be sold to this customer, or there
 * @throws {PriceChanged} if it costs something else than the buyer expects
 * @throws {PriceUnavailable | VariantNotFound} if something is not sold in the cart's currency, or at all
 * @throws {InvalidShippingAddress | InvalidPaymentMethod | CardNumberRefused}
 * @throws {IdempotencyKeyReused | InvalidIdempotencyKey}
 */
export async function placeOrder(
  rt: Runtime,
  customerId: Id<'usr'>,
  input: PlaceOrder,
): Promise<Order> {
  refuseCardNumbers([input.payment, input.shippingAddress]);
  const wish: Wish = {
    customerId,
    method: paymentMethod(input.payment),
    address: shippingAddress(input.shippingAddress),
    expectedTotal: input.expectedTotal ?? null,
  };
  const key = { customerId, secret: input.cartSecret };
  const reader = rt.orm.em.fork();
  const cart = await findCart(reader, input.cartId, key);
  // A cart that is ordered already is either asked for again with the same key, or refused below.
  const offer = cart.status === 'OPEN' ? await quote(rt, reader, cart, wish) : null;
  const orderId = await inTransaction(rt.orm, (em) =>
    oncePerKey(
      em,
      rt.name,
      {
        scope: customerId,
        operation: 'placeOrder',
        key: input.idempotencyKey,
        input: {
          cartId: input.cartId,
          payment: wish.method,
          shippingAddress: wish.address,
          expectedTotal: wish.expectedTotal,
        },
      },
      async () => {
        if (!offer) throw new CartAlreadyOrdered();
        return order(rt, em, await findCart(em, input.cartId, key, true), offer, wish);
      },
    ),
  );
  return rt.orm.em.fork().findOneOrFail(Order, parseId('ord', orderId));
}

interface Wish {
  readonly customerId: Id<'usr'>;
  readonly method: PaymentMethod;
  readonly address: ShippingAddress;
  readonly expectedTotal: MoneyJson | null;
}

/** What the cart held and cost when other contexts were asked, outside of any transaction. */
interface Offer {
  readonly held: readonly CartLine[];
  readonly lines: readonly OrderedLine[];
}

async function quote(rt: Runtime, em: EntityManager, cart: Cart, wish: Wish): Promise<Offer> {
  const held = (await linesOf(em, [cart.id])).get(cart.id) ?? [];
  if (held.length === 0) throw new CartEmpty();
  const [quotes, { customerForPurchase: buyer }] = await Promise.all([
    quotesFor(rt, held, {
      currency: cart.currency,
      region: wish.address.region ?? wish.address.country,
    }),
    rt.graph.send('accounts', OrdersCustomerForPurchaseDocument, { id: wish.customerId }),
  ]);
  if (!buyer) throw new Error('Somebody is logged in whom accounts does not know.');
  const found = held.map((line, index) => ({ line, quote: sold(quotes[index]) }));
  const rules = found.map(({ quote: { variant } }) => ({ ...variant.product, sku: variant.sku }));
  checkEligibility(rules, buyer, wish.address, rt.clock());
  const lines = found.map(({ line, quote: one }) => orderedLine(line, one));
  checkTotal(lines, cart.currency, wish.expectedTotal);
  return { held, lines };
}

/** @throws {PriceChanged} if whoever buys expects to pay something else */
function checkTotal(
  lines: readonly OrderedLine[],
  currency: Currency,
  expected: MoneyJson | null,
): void {
  const total = Money.sum(lines.map(lineTotal), currency);
  if (expected && !total.equals(Money.fromJSON(expected))) throw new PriceChanged(total.toJSON());
}

function sold(quote: Quote | null | undefined): Quote {
  if (!quote) throw new VariantNotFound();
  return quote;
}

function orderedLine({ quantity }: CartLine, { variant, price }: Quote): OrderedLine {
  const { id, sku, name, product, provisioning } = variant;
  if (!price || !product.merchant) throw new PriceUnavailable(sku);
  return {
    lineId: newId('oln'),
    variantId: parseId('var', id),
    sku,
    name: name === product.name ? name : `${product.name}, ${name}`,
    quantity,
    unitPrice: Money.fromJSON(price.unitPrice).toJSON(),
    ...specialTerms(price),
    merchantId: parseId('mer', product.merchant.id),
    template: provisioning,
  };
}

/** Why the price is another one than the regular one; nothing if it is that. */
function specialTerms(price: NonNullable<Quote['price']>): Pick<OrderedLine, 'special'> {
  const { regularPrice, region, minimumQuantity, validUntil } = price;
  if (
    region === null &&
    minimumQuantity === 1 &&
    regularPrice &&
    price.unitPrice.minorUnits === regularPrice.minorUnits
  )
    return {};
  return {
    special: {
      regularPrice: regularPrice && Money.fromJSON(regularPrice).toJSON(),
      region,
      minimumQuantity,
      validUntil,
    },
  };
}

async function order(
  rt: Runtime,
  em: EntityManager,
  cart: Cart,
  offer: Offer,
  wish: Wish,
): Promise<Id<'ord'>> {
  cart.order(wish.customerId);
  const now = (await linesOf(em, [cart.id])).get(cart.id) ?? [];
  if (!sameLines(now, offer.held)) throw new CartChanged();
  const placed = new Order({
    id: newId('ord'),
    cartId: cart.id,
    customerId: wish.customerId,
    paymentId: newId('pay'),
    currency: cart.currency,
    lines: offer.lines,
    shippingAddress: wish.address,
    paymentMethod: wish.method,
    placedAt: rt.clock(),
  });
  await em.persist(placed).flush();
  await rt.workflows.startInTransaction(
    em,
    { workflow: PURCHASE_WORKFLOW, id: placed.id },
    placed.id,
  );
  return placed.id;
}

const sameLines = (a: readonly CartLine[], b: readonly CartLine[]): boolean =>
  a.length === b.length &&
  a.every(
    ({ variantId, quantity }, index) =>
      b[index]?.variantId === variantId && b[index].quantity === quantity,
  );
