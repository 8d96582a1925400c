import { inTransaction } from '#kernel/persistence/transaction.ts';
import { lockOverdueReservations } from '../persistence/reservations.ts';
import { type StockChange, changeStock, changesOf } from '../persistence/stock.ts';
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
    const changes = overdue.flatMap((one) => changesOf(one.allocations, one.expire(now)));
    await changeStock(em, perShelf(changes), null);
    return overdue.length;
  });

/** Many orders may give back pieces of the same shelf. */
const perShelf = (changes: readonly StockChange[]): StockChange[] =>
  [
    ...Map.groupBy(changes, ({ variantId, locationId }) => `${variantId} ${locationId}`).values(),
  ].map(([first, ...others]) =>
    others.reduce((sum, { reserved }) => ({ ...sum, reserved: sum.reserved + reserved }), first!),
  );
