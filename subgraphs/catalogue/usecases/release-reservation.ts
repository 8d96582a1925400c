import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Reservation } from '../domain/reservation.ts';
import { lockReservation } from '../persistence/reservations.ts';
import { changeStock, changesOf } from '../persistence/stock.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/**
 * Gives the goods of a cancelled order back to the shelf. Released twice is released once.
 * @throws {ReservationNotFound}
 * @throws {ReservationNotReleasable} if they were handed over
 */
export async function releaseReservation(
  rt: CatalogueRuntime,
  orderId: Id<'ord'>,
): Promise<Reservation> {
  return inTransaction(rt.orm, async (em) => {
    const reservation = await lockReservation(em, orderId);
    const move = reservation.release(rt.clock());
    await changeStock(em, changesOf(reservation.allocations, move), null);
    return reservation;
  });
}
