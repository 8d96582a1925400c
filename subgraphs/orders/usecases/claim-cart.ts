import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { Cart } from '../domain/cart.ts';
import { findCart } from './carts.ts';

/** Makes a cart the customer's who logged in with it. @throws {CartNotFound | CartAlreadyOrdered} */
export async function claimCart(
  rt: Runtime,
  customerId: Id<'usr'>,
  cartId: string,
  secret: string | null,
): Promise<Cart> {
  return inTransaction(rt.orm, async (em) => {
    const cart = await findCart(em, cartId, { customerId, secret }, true);
    cart.claim(customerId);
    return cart;
  });
}
