import { Aggregate } from '#kernel/domain/aggregate.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import type { ReservationEvent } from '../events.ts';
import {
  InvalidReservation,
  ReservationNotCommittable,
  ReservationNotReleasable,
} from './errors.ts';
import { NEXT_STATUSES, type ReservationStatus } from './reservation-status.ts';
import type { Allocation } from './allocation.ts';
import type { StockLine } from './stock.ts';

/** What to do with the stock of every line, per piece. */
export type StockMove = { readonly onHand: -1 | 0; readonly reserved: -1 | 0 | 1 };

const HOLD: StockMove = { onHand: 0, reserved: 1 };
const GIVE_BACK: StockMove = { onHand: 0, reserved: -1 };
const HAND_OVER: StockMove = { onHand: -1, reserved: -1 };
/** Of an expired reservation nothing is held any more. */
const HAND_OVER_UNHELD: StockMove = { onHand: -1, reserved: 0 };
const NOTHING: StockMove = { onHand: 0, reserved: 0 };

/**
 * The goods set aside for one order. It says what becomes of the stock; whoever changes it moves the stock in the same
 * transaction, so that `reserved` of a variant is at every moment the sum of the held lines.
 */
export class Reservation extends Aggregate<ReservationEvent> {
  constructor(
    readonly id: Id<'rsv'>,
    readonly orderId: Id<'ord'>,
    /** One per variant, in lock order. */
    readonly lines: readonly StockLine[],
    /** Where they are taken from. */
    public allocations: readonly Allocation[],
    /** ISO 3166-1 or 3166-2; null if any place will do. */
    readonly shipTo: string | null,
    public status: ReservationStatus,
    readonly expiresAt: Date,
    readonly createdAt: Date,
    public settledAt: Date | null,
  ) {
    super();
  }

  /** Stock that a new reservation takes. */
  static readonly holding = HOLD;

  /**
   * Sets `lines`, which are in lock order, aside until `expiresAt`.
   * @throws {InvalidReservation} if it would expire at once
   */
  static hold(
    wanted: {
      orderId: Id<'ord'>;
      lines: readonly StockLine[];
      allocations: readonly Allocation[];
      shipTo: string | null;
      expiresAt: Date;
    },
    now: Date,
  ): Reservation {
    if (!(wanted.expiresAt > now))
      throw new InvalidReservation('A reservation expires in the future.');
    const reservation = new Reservation(
      newId('rsv'),
      wanted.orderId,
      wanted.lines,
      wanted.allocations,
      wanted.shipTo,
      'HELD',
      wanted.expiresAt,
      now,
      null,
    );
    reservation.raise({
      type: 'StockReserved',
      data: { ...reservation.facts(), expiresAt: wanted.expiresAt.toISOString() },
    });
    return reservation;
  }

  /** Whether its goods went back to the shelf, so that committing must first find them there. */
  get mustReclaim(): boolean {
    return this.status === 'EXPIRED';
  }

  /** Takes the goods from elsewhere: what has expired is given to whoever comes, so they may lie in other places now. */
  reclaim(allocations: readonly Allocation[]): void {
    this.allocations = allocations;
  }

  /**
   * Hands the goods over. Committed twice is committed once. An expired reservation is committed too: the caller has made
   * sure that the goods are still there.
   * @throws {ReservationNotCommittable} if the order gave it back
   */
  commit(now: Date): StockMove {
    if (this.status === 'COMMITTED') return NOTHING;
    if (!this.may('COMMITTED')) throw new ReservationNotCommittable(this.status);
    const reclaimed = this.mustReclaim;
    this.settle('COMMITTED', now);
    const { allocations } = this;
    this.raise({ type: 'ReservationCommitted', data: { ...this.facts(), allocations, reclaimed } });
    return reclaimed ? HAND_OVER_UNHELD : HAND_OVER;
  }

  /**
   * Gives the goods back to the shelf. Nothing happens if they are there already.
   * @throws {ReservationNotReleasable} if they were handed over
   */
  release(now: Date): StockMove {
    if (this.status === 'RELEASED' || this.status === 'EXPIRED') return NOTHING;
    if (!this.may('RELEASED')) throw new ReservationNotReleasable(this.status);
    this.settle('RELEASED', now);
    this.raise({ type: 'ReservationReleased', data: this.facts() });
    return GIVE_BACK;
  }

  /** Gives the goods back because the order took too long. Nothing happens before that, or once it is settled. */
  expire(now: Date): StockMove {
    if (!this.may('EXPIRED') || now < this.expiresAt) return NOTHING;
    this.settle('EXPIRED', now);
    this.raise({ type: 'ReservationExpired', data: this.facts() });
    return GIVE_BACK;
  }

  private may(next: ReservationStatus): boolean {
    return NEXT_STATUSES[this.status].includes(next);
  }

  private settle(status: ReservationStatus, now: Date): void {
    this.status = status;
    this.settledAt = now;
  }

  private facts() {
    return { reservationId: this.id, orderId: this.orderId, lines: this.lines };
  }
}
