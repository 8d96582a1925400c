import { execute } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { type Cart, type CartKey, checkQuantity } from '../domain/cart.ts';
import { VariantNotFound } from '../domain/errors.ts';
import type { AddToCart } from './add-to-cart.ts';
import { findCart } from './carts.ts';

/**
 * Says how many of a thing shall be in a cart that has some of it; none takes it out.
 * @throws {CartNotFound | CartAlreadyOrdered | QuantityOutOfRange}
 * @throws {VariantNotFound} if it is not in the cart
 */
export async function setCartLine(
  rt: Runtime,
  key: CartKey,
  { cartId, variantId, quantity }: AddToCart,
): Promise<Cart> {
  checkQuantity(quantity, 0);
  return inTransaction(rt.orm, async (em) => {
    const cart = await findCart(em, cartId, key, true);
    cart.checkOpen();
    if (quantity === 0) {
      await execute(em, 'delete from orders.cart_lines where cart_id = $1 and variant_id = $2', [
        cartId,
        variantId,
      ]);
      return cart;
    }
    const changed = await execute(
      em,
      'update orders.cart_lines set quantity = $3 where cart_id = $1 and variant_id = $2',
      [cartId, variantId, quantity],
    );
    if (changed === 0) throw new VariantNotFound();
    return cart;
  });
}
