import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { ReservationNotFound } from '../domain/errors.ts';
import { Reservation } from '../domain/reservation.ts';

/** @throws {ReservationNotFound} */
export async function lockReservation(em: EntityManager, orderId: Id<'ord'>): Promise<Reservation> {
  const reservation = await em.findOne(
    Reservation,
    { orderId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!reservation) throw new ReservationNotFound();
  return reservation;
}

/** Reservations that should have expired, earliest first, without those that another transaction has in hand. */
export const lockOverdueReservations = (
  em: EntityManager,
  now: Date,
  limit: number,
): Promise<Reservation[]> =>
  em.find(
    Reservation,
    { status: 'HELD', expiresAt: { $lte: now } },
    { orderBy: { expiresAt: 'asc' }, limit, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
  );
