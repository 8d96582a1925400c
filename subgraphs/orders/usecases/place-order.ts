import type { EntityManager } from '@mikro-orm/postgresql';
import { refuseCardNumbers } from '#kernel/domain/card-number.ts';
import { type Id, newId, parseId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { oncePerKey } from '#kernel/persistence/idempotency.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { Cart } from '../domain/cart.ts';
import { checkEligibility } from '../domain/eligibility.ts';
import {
  CartAlreadyOrdered,
  CartChanged,
  CartEmpty,
  PriceUnavailable,
  VariantNotFound,
} from '../domain/errors.ts';
import { Order } from '../domain/order.ts';
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
import { type VariantForSale, variantsForSale } from './for-sale.ts';

export const PURCHASE_WORKFLOW = 'orders.purchase';

export interface PlaceOrder {
  readonly cartId: string;
  readonly cartSecret: string | null;
  readonly payment: PaymentMethodInput;
  readonly shippingAddress: AddressInput;
  readonly idempotencyKey: string;
}

/**
 * Turns a cart into an order at today's prices and starts its purchase, in one transaction. The same key brings the
 * same order.
 * @throws {CartNotFound | CartEmpty | CartAlreadyOrdered | CartChanged}
 * @throws {UnderAge | RegionForbidden} if something may not be sold to this customer, or there
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
        input: { cartId: input.cartId, payment: wish.method, shippingAddress: wish.address },
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
}

/** What the cart held and cost when other contexts were asked, outside of any transaction. */
interface Offer {
  readonly held: readonly CartLine[];
  readonly lines: readonly OrderedLine[];
}

async function quote(rt: Runtime, em: EntityManager, cart: Cart, wish: Wish): Promise<Offer> {
  const held = (await linesOf(em, [cart.id])).get(cart.id) ?? [];
  if (held.length === 0) throw new CartEmpty();
  const [forSale, { customerForPurchase: buyer }] = await Promise.all([
    variantsForSale(
      rt,
      held.map(({ variantId }) => variantId),
      cart.currency,
    ),
    rt.graph.send('accounts', OrdersCustomerForPurchaseDocument, { id: wish.customerId }),
  ]);
  if (!buyer) throw new Error('Somebody is logged in whom accounts does not know.');
  const found = held.map((line) => ({ line, variant: sold(forSale.get(line.variantId)) }));
  const rules = found.map(({ variant: { sku, product } }) => ({ ...product, sku }));
  checkEligibility(rules, buyer, wish.address, rt.clock());
  return { held, lines: found.map(({ line, variant }) => orderedLine(line, variant)) };
}

function sold(variant: VariantForSale | undefined): VariantForSale {
  if (!variant) throw new VariantNotFound();
  return variant;
}

function orderedLine({ quantity }: CartLine, variant: VariantForSale): OrderedLine {
  const { id, sku, name, price, product, provisioning } = variant;
  if (!price || !product.merchant) throw new PriceUnavailable(sku);
  return {
    lineId: newId('oln'),
    variantId: parseId('var', id),
    sku,
    name: name === product.name ? name : `${product.name}, ${name}`,
    quantity,
    unitPrice: Money.fromJSON(price).toJSON(),
    merchantId: parseId('mer', product.merchant.id),
    template: provisioning,
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
