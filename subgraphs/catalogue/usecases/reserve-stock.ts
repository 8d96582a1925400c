import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { DomainError } from '#kernel/domain/domain-error.ts';
import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { allocate } from '../domain/allocation.ts';
import { Reservation } from '../domain/reservation.ts';
import { type StockLine, inLockOrder } from '../domain/stock.ts';
import { changeStock, changesOf, lockStock } from '../persistence/stock.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { noticeLess } from './watch-stock.ts';

interface Wanted {
  readonly orderId: Id<'ord'>;
  readonly lines: readonly StockLine[];
  /** ISO 3166-1 or 3166-2; null if the goods may come from anywhere. */
  readonly shipTo: string | null;
  readonly expiresAt: Date;
}

/**
 * Sets goods aside for an order until `expiresAt`: all lines or none. Asked again for the same order it answers the
 * reservation it made, whatever became of that since.
 * @throws {OutOfStock} naming every line that cannot be had, because it is gone or off sale
 * @throws {InvalidReservation} if the lines make no sense, or it would expire at once
 * @throws {InvalidRegion}
 */
export async function reserveStock(rt: CatalogueRuntime, wanted: Wanted): Promise<Reservation> {
  try {
    return await hold(rt, wanted);
  } catch (refusal) {
    const refused =
      refusal instanceof DomainError || refusal instanceof UniqueConstraintViolationException;
    // An order that asks again is refused in any case: it has its reservation, and maybe the last pieces with it. So
    // the first time, which is nearly always, need not look for an earlier one.
    const { orderId } = wanted;
    const earlier = refused ? await reading(rt).findOne(Reservation, { orderId }) : null;
    if (!earlier) throw refusal;
    return earlier;
  }
}

const hold = (rt: CatalogueRuntime, wanted: Wanted): Promise<Reservation> =>
  inTransaction(rt.orm, async (em) => {
    const lines = inLockOrder(wanted.lines);
    const levels = await lockStock(
      em,
      lines.map(({ variantId }) => variantId),
    );
    const allocations = allocate(
      lines,
      levels.filter(({ forSale }) => forSale),
      wanted.shipTo,
    );
    const reservation = Reservation.hold({ ...wanted, lines, allocations }, rt.clock());
    em.persist(reservation);
    const changes = changesOf(allocations, Reservation.holding);
    await noticeLess(em, await changeStock(em, changes, null));
    return reservation;
  });
