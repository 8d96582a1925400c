import type { Id } from '#kernel/domain/id.ts';
import { InvalidReservation, InvalidStockAdjustment, OutOfStock } from './errors.ts';

/** So many pieces of one variant. */
export type StockLine = { readonly variantId: Id<'var'>; readonly quantity: number };

export type Shortage = {
  readonly variantId: Id<'var'>;
  readonly requested: number;
  readonly available: number;
};

/** What is on the shelf, and how much of that is promised to orders. */
export type StockLevel = {
  readonly variantId: Id<'var'>;
  readonly onHand: number;
  readonly reserved: number;
};

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

/**
 * All or nothing: every line must be there.
 * @throws {OutOfStock} naming every line that is not; a variant nobody stocks counts as zero
 */
export function requireInStock(lines: readonly StockLine[], levels: readonly StockLevel[]): void {
  const available = new Map(
    levels.map(({ variantId, onHand, reserved }) => [variantId, onHand - reserved]),
  );
  const shortages = lines
    .map(({ variantId, quantity }) => ({
      variantId,
      requested: quantity,
      available: available.get(variantId) ?? 0,
    }))
    .filter((line) => line.available < line.requested);
  if (shortages.length > 0) throw new OutOfStock(shortages);
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
