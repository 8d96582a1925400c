import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { allocate } from '../domain/allocation.ts';
import type { Reservation } from '../domain/reservation.ts';
import { lockReservation } from '../persistence/reservations.ts';
import { changeStock, changesOf, lockStock } from '../persistence/stock.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { noticeLess } from './watch-stock.ts';

/**
 * Hands the goods of a paid order over: they leave the stock. If the reservation expired meanwhile, they are taken from
 * the shelf, provided that they are all still there.
 * @throws {ReservationNotFound}
 * @throws {ReservationNotCommittable} if the order gave it back
 * @throws {OutOfStock} if it expired and somebody else has the goods
 */
export async function commitReservation(
  rt: CatalogueRuntime,
  orderId: Id<'ord'>,
): Promise<Reservation> {
  return inTransaction(rt.orm, async (em) => {
    const reservation = await lockReservation(em, orderId);
    if (reservation.mustReclaim) {
      const { lines, shipTo } = reservation;
      const levels = await lockStock(
        em,
        lines.map(({ variantId }) => variantId),
      );
      reservation.reclaim(allocate(lines, levels, shipTo));
    }
    const at = rt.clock();
    const changes = changesOf(reservation.allocations, reservation.commit(at));
    await noticeLess(em, await changeStock(em, changes, { kind: 'SALE', orderId, at }));
    return reservation;
  });
}
