import type { Id } from '#kernel/domain/id.ts';
import { InvalidReservation, InvalidStockAdjustment, StockBelowReserved } from './errors.ts';

/** So many pieces of one variant. */
export type StockLine = { readonly variantId: Id<'var'>; readonly quantity: number };

export type Shortage = {
  readonly variantId: Id<'var'>;
  readonly requested: number;
  readonly available: number;
};

/** A variant in one place. */
export type Shelf = {
  readonly locationId: Id<'loc'>;
  /** Below zero when more was sold on backorder than has come in. */
  readonly onHand: number;
  /** How many are promised to orders. */
  readonly reserved: number;
  /** To which countries (ISO 3166-1) or parts of them (ISO 3166-2) this place sends; none means all. */
  readonly serves: readonly string[];
  /** 1 is asked first. */
  readonly priority: number;
};

/** The stock of one variant, as a change of it finds it. */
export type StockLevel = {
  readonly variantId: Id<'var'>;
  /** Whether it can be bought at all. */
  readonly forSale: boolean;
  /** Pieces that lie somewhere and are promised to nobody. */
  readonly available: number;
  /** Pieces promised or sold that are not there yet. */
  readonly owed: number;
  /** How many may be owed. */
  readonly backorderLimit: number;
  /** By priority. */
  readonly places: readonly Shelf[];
};

/** As many on backorder as anybody wants. */
export const UNLIMITED = 2_147_483_647;

/** What of a shelf is promised to nobody. */
export const freeOn = ({ onHand, reserved }: Shelf): number => Math.max(0, onHand - reserved);

const MAX_LINES = 200;
const MAX_PIECES = 1_000_000;

/**
 * One line per variant, in the order in which stock is locked: two orders that want the same goods then never wait for
 * each other in a circle.
 * @throws {InvalidReservation} unless there are 1 to 200 lines of 1 to 1,000,000 whole pieces
 */
export function inLockOrder(lines: readonly StockLine[]): StockLine[] {
  if (lines.length === 0 || lines.length > MAX_LINES) {
    throw new InvalidReservation(`A reservation has 1 to ${MAX_LINES} lines.`);
  }
  const pieces = new Map<Id<'var'>, number>();
  for (const { variantId, quantity } of lines) {
    pieces.set(variantId, (pieces.get(variantId) ?? 0) + wholePieces(quantity));
  }
  return [...pieces]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

function wholePieces(quantity: number): number {
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > MAX_PIECES) {
    throw new InvalidReservation(`A line has 1 to ${MAX_PIECES} whole pieces.`);
  }
  return quantity;
}

/** A correction by hand: a delivery, a breakage, a count. */
export type StockAdjustment = { readonly delta: number; readonly reason: string };

/**
 * @returns the adjustment with its reason trimmed
 * @throws {InvalidStockAdjustment} unless it changes something by a whole number and says why in 3 to 500 characters
 */
export function parseAdjustment({ delta, reason }: StockAdjustment): StockAdjustment {
  if (!Number.isSafeInteger(delta) || delta === 0 || Math.abs(delta) > MAX_PIECES) {
    throw new InvalidStockAdjustment(
      `The change is a whole number up to ${MAX_PIECES}, and not zero.`,
    );
  }
  const said = reason.trim();
  if (said.length < 3 || said.length > 500) {
    throw new InvalidStockAdjustment('Say why in 3 to 500 characters.');
  }
  return { delta, reason: said };
}

/**
 * Whether what is promised allows a shelf to change by `delta`.
 * @throws {StockBelowReserved} if more would be owed than may be
 */
export function requireEnoughLeft(level: StockLevel, shelf: Shelf, delta: number): void {
  const owedOn = (onHand: number) => Math.max(0, shelf.reserved - onHand);
  const moreOwed = owedOn(shelf.onHand + delta) - owedOn(shelf.onHand);
  if (moreOwed > 0 && level.owed + moreOwed > level.backorderLimit) {
    throw new StockBelowReserved(shelf.onHand, shelf.reserved);
  }
}
