import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { Cart } from '../domain/cart.ts';
import type { Market } from './for-sale.ts';

/** A new cart, and the secret that opens it, which is told this once. */
export async function createCart(
  rt: Runtime,
  market: Market,
): Promise<{ cart: Cart; secret: string }> {
  const begun = Cart.begin(market, rt.clock());
  await inTransaction(rt.orm, async (em) => void em.persist(begun.cart));
  return begun;
}
