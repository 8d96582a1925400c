import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Reservation } from '../domain/reservation.ts';
import { requireInStock } from '../domain/stock.ts';
import { lockReservation } from '../persistence/reservations.ts';
import { lockStock, moveStock } from '../persistence/stock.ts';
import type { CatalogueRuntime } from '../runtime.ts';

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
    const levels = await lockStock(
      em,
      reservation.lines.map(({ variantId }) => variantId),
    );
    if (reservation.mustReclaim) requireInStock(reservation.lines, levels);
    await moveStock(em, reservation.lines, reservation.commit(rt.clock()));
    return reservation;
  });
}
