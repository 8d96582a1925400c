import { isId } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { type Cart, type CartKey, checkLines, checkQuantity } from '../domain/cart.ts';
import { VariantNotFound } from '../domain/errors.ts';
import { findCart } from './carts.ts';
import { marketOf, quotesFor } from './for-sale.ts';

export interface AddToCart {
  readonly cartId: string;
  readonly variantId: string;
  readonly quantity: number;
}

/**
 * Puts some more of a thing into a cart.
 * @throws {CartNotFound | CartAlreadyOrdered | CartFull}
 * @throws {QuantityOutOfRange} also if there would be too many of it in the cart
 * @throws {VariantNotFound} if the catalogue does not sell it
 */
export async function addToCart(
  rt: Runtime,
  key: CartKey,
  { cartId, variantId, quantity }: AddToCart,
): Promise<Cart> {
  checkQuantity(quantity);
  if (!isId('var', variantId)) throw new VariantNotFound();
  const cart = await findCart(rt.orm.em.fork(), cartId, key);
  const [quote] = await quotesFor(rt, [{ variantId, quantity }], marketOf(cart));
  if (!quote) throw new VariantNotFound();
  return inTransaction(rt.orm, async (em) => {
    const cart = await findCart(em, cartId, key, true);
    cart.checkOpen();
    const [counts] = await sql<{ lines: number; there: number | null }>(
      em,
      `select count(*)::int as lines, max(quantity) filter (where variant_id = $2) as there
       from orders.cart_lines where cart_id = $1`,
      [cartId, variantId],
    );
    const there = counts?.there ?? 0;
    checkQuantity(there + quantity);
    if (there === 0) checkLines((counts?.lines ?? 0) + 1);
    await sql(
      em,
      `insert into orders.cart_lines (cart_id, variant_id, quantity) values ($1, $2, $3)
       on conflict (cart_id, variant_id) do update set quantity = cart_lines.quantity + excluded.quantity`,
      [cartId, variantId, quantity],
    );
    return cart;
  });
}
