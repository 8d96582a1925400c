import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { Order } from '../domain/order.ts';

const locked = (em: EntityManager, id: Id<'ord'>) =>
  em.findOneOrFail(Order, id, { lockMode: LockMode.PESSIMISTIC_WRITE });

/** The purchase has come to its good end. */
export async function completeOrder(em: EntityManager, id: Id<'ord'>, at: Date): Promise<void> {
  (await locked(em, id)).complete(at);
}

/** The purchase came to nothing, for `reason`. */
export async function cancelOrder(
  em: EntityManager,
  id: Id<'ord'>,
  reason: string,
  at: Date,
): Promise<void> {
  (await locked(em, id)).cancel(reason, at);
}
