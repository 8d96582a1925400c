import { inTransaction } from '#kernel/persistence/transaction.ts';
import { lockOverdueReservations } from '../persistence/reservations.ts';
import { lockStock, moveStock } from '../persistence/stock.ts';
import type { CatalogueRuntime } from '../runtime.ts';

const BATCH = 50;

/**
 * Gives the goods of every overdue reservation back to the shelf. Several processes may do so at once: none waits for a
 * reservation that another has in hand.
 * @returns how many expired
 */
export async function expireReservations(rt: CatalogueRuntime): Promise<number> {
  for (let total = 0; ;) {
    const expired = await expireSome(rt);
    total += expired;
    if (expired < BATCH) return total;
  }
}

const expireSome = (rt: CatalogueRuntime): Promise<number> =>
  inTransaction(rt.orm, async (em) => {
    const now = rt.clock();
    const overdue = await lockOverdueReservations(em, now, BATCH);
    const lines = overdue.flatMap((reservation) => reservation.lines);
    if (lines.length > 0)
      await lockStock(em, [...new Set(lines.map(({ variantId }) => variantId))]);
    for (const reservation of overdue)
      await moveStock(em, reservation.lines, reservation.expire(now));
    return overdue.length;
  });
