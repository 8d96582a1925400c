import type { Currency } from '#kernel/domain/currency.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { Cart } from '../domain/cart.ts';

/** A new cart, and the secret that opens it, which is told this once. */
export async function createCart(
  rt: Runtime,
  currency: Currency,
): Promise<{ cart: Cart; secret: string }> {
  const begun = Cart.begin(currency, rt.clock());
  await inTransaction(rt.orm, async (em) => void em.persist(begun.cart));
  return begun;
}
