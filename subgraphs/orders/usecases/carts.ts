import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isId } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { Cart, type CartKey } from '../domain/cart.ts';
import { CartNotFound } from '../domain/errors.ts';

export interface CartLine {
  readonly variantId: string;
  readonly quantity: number;
}

/**
 * The cart, if `key` opens it. To change it, lock it: a cart changes one request at a time.
 * @throws {CartNotFound}
 */
export async function findCart(
  em: EntityManager,
  id: string,
  key: CartKey,
  lock = false,
): Promise<Cart> {
  if (!isId('crt', id)) throw new CartNotFound();
  const cart = await em.findOne(Cart, id, lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {});
  if (!cart) throw new CartNotFound();
  cart.open(key);
  return cart;
}

/** The cart, if `key` opens it; null if not, which tells nothing about whether it exists. */
export async function readCart(em: EntityManager, id: string, key: CartKey): Promise<Cart | null> {
  try {
    return await findCart(em, id, key);
  } catch (error) {
    if (error instanceof CartNotFound) return null;
    throw error;
  }
}

/** What is in these carts, in the order in which it was put there. */
export async function linesOf(
  em: EntityManager,
  cartIds: readonly string[],
): Promise<Map<string, CartLine[]>> {
  const lines = await sql<CartLine & { cartId: string }>(
    em,
    `select cart_id as "cartId", variant_id as "variantId", quantity from orders.cart_lines
     where cart_id = any ($1) order by added_at, variant_id`,
    [cartIds],
  );
  return Map.groupBy(lines, ({ cartId }) => cartId);
}
