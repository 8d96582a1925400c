import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Reservation } from '../domain/reservation.ts';
import { type StockLine, inLockOrder, requireInStock } from '../domain/stock.ts';
import { variantsForSale } from '../persistence/products.ts';
import { lockStock, moveStock } from '../persistence/stock.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/**
 * Sets goods aside for an order until `expiresAt`: all lines or none. Asked again for the same order it answers the
 * reservation it made, whatever became of that since.
 * @throws {OutOfStock} naming every line that cannot be had, because it is gone or off sale
 * @throws {InvalidReservation} if the lines make no sense, or it would expire at once
 */
export async function reserveStock(
  rt: CatalogueRuntime,
  wanted: { orderId: Id<'ord'>; lines: readonly StockLine[]; expiresAt: Date },
): Promise<Reservation> {
  return inTransaction(rt.orm, async (em) => {
    const lines = inLockOrder(wanted.lines);
    const levels = await lockStock(
      em,
      lines.map(({ variantId }) => variantId),
    );
    // Looked up under the locks: a second request for the same order waits above until the first has committed.
    const earlier = await em.findOne(Reservation, { orderId: wanted.orderId });
    if (earlier) return earlier;
    const reservation = Reservation.hold({ ...wanted, lines }, rt.clock());
    const forSale = await variantsForSale(
      em,
      lines.map(({ variantId }) => variantId),
    );
    requireInStock(
      lines,
      levels.filter(({ variantId }) => forSale.has(variantId)),
    );
    await moveStock(em, lines, Reservation.holding);
    em.persist(reservation);
    return reservation;
  });
}
