import { newId } from '#kernel/domain/id.ts';
import {
  InvalidReservation,
  ReservationNotCommittable,
  ReservationNotReleasable,
} from './errors.ts';
import { NEXT_STATUSES, type ReservationStatus } from './reservation-status.ts';
import { Reservation } from './reservation.ts';

const NOON = new Date('2026-06-01T12:00:00Z');
const ONE = new Date('2026-06-01T13:00:00Z');
const TWO = new Date('2026-06-01T14:00:00Z');
const lines = [{ variantId: newId('var'), quantity: 2 }];
const allocations = lines.map((line) => ({ ...line, locationId: newId('loc') }));
const orderId = newId('ord');

const hold = (expiresAt: Date) =>
  Reservation.hold({ orderId, lines, allocations, shipTo: null, expiresAt }, NOON);
const held = () => hold(ONE);

/** A reservation that got there by the way customers take. */
const inStatus: Record<ReservationStatus, () => Reservation> = {
  HELD: () => after(() => {}),
  COMMITTED: () => after((reservation) => reservation.commit(NOON)),
  RELEASED: () => after((reservation) => reservation.release(NOON)),
  EXPIRED: () => after((reservation) => reservation.expire(TWO)),
};

function after(change: (reservation: Reservation) => unknown): Reservation {
  const reservation = held();
  change(reservation);
  reservation.takeRaised();
  return reservation;
}

const verbs = {
  COMMITTED: (reservation: Reservation) => reservation.commit(TWO),
  RELEASED: (reservation: Reservation) => reservation.release(TWO),
  EXPIRED: (reservation: Reservation) => reservation.expire(TWO),
};

const statuses = Object.keys(NEXT_STATUSES) as ReservationStatus[];
const everyChange = statuses.flatMap((from) =>
  (Object.keys(verbs) as (keyof typeof verbs)[]).map((to) => ({ from, to })),
);

describe('a reservation', () => {
  it('tells that goods were set aside, and until when', () => {
    const reservation = held();
    const data = { reservationId: reservation.id, orderId, lines, expiresAt: ONE.toISOString() };
    expect(reservation.status).toBe('HELD');
    expect(reservation.takeRaised()).toEqual([
      { version: 1, event: { type: 'StockReserved', data } },
    ]);
  });

  it.each([NOON, new Date('2026-06-01T11:00:00Z'), new Date(Number.NaN)])(
    'is refused if it would expire at once',
    (expiresAt) => {
      expect(() => hold(expiresAt)).toThrow(InvalidReservation);
    },
  );

  it.each(everyChange.filter(({ from, to }) => NEXT_STATUSES[from].includes(to)))(
    'goes from $from to $to, settles and raises one event',
    ({ from, to }) => {
      const reservation = inStatus[from]();
      verbs[to](reservation);
      expect(reservation.status).toBe(to);
      expect(reservation.settledAt).toEqual(TWO);
      expect(reservation.takeRaised()).toHaveLength(1);
    },
  );

  it.each(everyChange.filter(({ from, to }) => !NEXT_STATUSES[from].includes(to)))(
    'does not go from $from to $to: it is refused, or nothing moves',
    ({ from, to }) => {
      const reservation = inStatus[from]();
      let move = { onHand: 0, reserved: 0 };
      try {
        move = verbs[to](reservation);
      } catch (error) {
        expect([ReservationNotCommittable, ReservationNotReleasable]).toContain(
          (error as Error).constructor,
        );
      }
      expect(move).toEqual({ onHand: 0, reserved: 0 });
      expect(reservation.status).toBe(from);
      expect(reservation.takeRaised()).toEqual([]);
    },
  );

  it('takes committed goods out of what is on hand and out of what is reserved', () => {
    expect(held().commit(NOON)).toEqual({ onHand: -1, reserved: -1 });
  });

  it('gives released and expired goods back', () => {
    expect(held().release(NOON)).toEqual({ onHand: 0, reserved: -1 });
    expect(held().expire(ONE)).toEqual({ onHand: 0, reserved: -1 });
  });

  it('does not expire before its time', () => {
    const reservation = held();
    expect(reservation.expire(NOON)).toEqual({ onHand: 0, reserved: 0 });
    expect(reservation.status).toBe('HELD');
  });

  it('takes goods that had gone back from what is on hand alone, and says so', () => {
    const reservation = inStatus.EXPIRED();
    const elsewhere = lines.map((line) => ({ ...line, locationId: newId('loc') }));
    expect(reservation.mustReclaim).toBe(true);
    reservation.reclaim(elsewhere);
    expect(reservation.commit(TWO)).toEqual({ onHand: -1, reserved: 0 });
    expect(reservation.takeRaised()[0]?.event.data).toMatchObject({
      reclaimed: true,
      allocations: elsewhere,
    });
  });

  it('refuses to be committed once it was released, and to be released once it was committed', () => {
    expect(() => inStatus.RELEASED().commit(TWO)).toThrow(
      new ReservationNotCommittable('RELEASED'),
    );
    expect(() => inStatus.COMMITTED().release(TWO)).toThrow(
      new ReservationNotReleasable('COMMITTED'),
    );
  });
});
