import type { Id } from '#kernel/domain/id.ts';
import { regionsCovering } from './compliance.ts';
import { OutOfStock } from './errors.ts';
import { type Shelf, type StockLevel, type StockLine, freeOn } from './stock.ts';

/** So many pieces of one variant, from one place. */
export type Allocation = StockLine & { readonly locationId: Id<'loc'> };

/**
 * The orders for which the fewest places are found exactly. Whatever needs more parcels than this is filled by priority:
 * trying all combinations of many places would take longer than the locks should be held.
 */
const MAX_PARCELS = 3;

interface Wanted extends StockLine {
  /** Where it may come from, by priority. */
  readonly shelves: readonly Shelf[];
  /** How many of it lie there; the rest is owed. */
  readonly onShelf: number;
}

/**
 * Where every line is taken from: from as few places as possible, of equally few from those that are asked first. What a
 * variant's backorder policy allows is promised beyond that, at the first place that sends there.
 * @param lines one per variant
 * @param shipTo ISO 3166-1 or 3166-2; null if any place will do
 * @throws {OutOfStock} naming every line that cannot be had whole; a variant nobody stocks counts as zero
 * @throws {InvalidRegion}
 */
export function allocate(
  lines: readonly StockLine[],
  levels: readonly StockLevel[],
  shipTo: string | null,
): Allocation[] {
  const regions = shipTo === null ? null : regionsCovering(shipTo);
  const wanted = requireInStock(lines, levels, regions);
  const chosen = new Set(fewestPlaces(wanted));
  return wanted.flatMap((line) => takenFrom(line, chosen));
}

function requireInStock(
  lines: readonly StockLine[],
  levels: readonly StockLevel[],
  regions: readonly string[] | null,
): Wanted[] {
  const known = new Map(levels.map((level) => [level.variantId, level]));
  const found = lines.map(({ variantId, quantity }) => {
    const level = known.get(variantId);
    const shelves = (level?.places ?? []).filter((shelf) => sendsTo(shelf, regions));
    const free = shelves.reduce((sum, shelf) => sum + freeOn(shelf), 0);
    const toCome = level && shelves.length > 0 ? level.backorderLimit - level.owed : 0;
    return { variantId, quantity, shelves, onShelf: Math.min(quantity, free), had: free + toCome };
  });
  const shortages = found
    .filter(({ quantity, had }) => had < quantity)
    .map(({ variantId, quantity, had }) => ({ variantId, requested: quantity, available: had }));
  if (shortages.length > 0) throw new OutOfStock(shortages);
  return found;
}

const sendsTo = ({ serves }: Shelf, regions: readonly string[] | null): boolean =>
  regions === null || serves.length === 0 || serves.some((region) => regions.includes(region));

function fewestPlaces(wanted: readonly Wanted[]): Id<'loc'>[] {
  const places = byPriority(wanted);
  const suffices = (chosen: readonly Id<'loc'>[]) =>
    wanted.every(({ shelves, onShelf }) => {
      const there = shelves.filter(({ locationId }) => chosen.includes(locationId));
      return there.reduce((sum, shelf) => sum + freeOn(shelf), 0) >= onShelf;
    });
  for (let size = 0; size <= Math.min(MAX_PARCELS, places.length); size += 1) {
    for (const chosen of combinations(places, size)) if (suffices(chosen)) return chosen;
  }
  return places;
}

/** All places that have something of it. */
function byPriority(wanted: readonly Wanted[]): Id<'loc'>[] {
  const shelves = wanted.flatMap((line) => line.shelves).filter((shelf) => freeOn(shelf) > 0);
  const priorities = new Map(shelves.map(({ locationId, priority }) => [locationId, priority]));
  return [...priorities]
    .toSorted(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
    .map(([locationId]) => locationId);
}

/** In the order in which the places stand. */
function* combinations<T>(of: readonly T[], size: number): Generator<T[]> {
  if (size === 0) yield [];
  else {
    for (const [index, first] of of.entries()) {
      for (const others of combinations(of.slice(index + 1), size - 1)) yield [first, ...others];
    }
  }
}

/** From one place if it has the whole line, else from one after the other. */
function takenFrom(
  { variantId, quantity, shelves, onShelf }: Wanted,
  chosen: ReadonlySet<Id<'loc'>>,
): Allocation[] {
  const from = shelves.filter(({ locationId }) => chosen.has(locationId));
  const whole = from.find((shelf) => freeOn(shelf) >= onShelf);
  const pieces = new Map<Id<'loc'>, number>();
  let missing = onShelf;
  for (const shelf of whole ? [whole] : from) {
    const taken = Math.min(missing, freeOn(shelf));
    if (taken > 0) pieces.set(shelf.locationId, taken);
    missing -= taken;
  }
  const owed = quantity - onShelf;
  const first = shelves[0];
  if (owed > 0 && first) pieces.set(first.locationId, (pieces.get(first.locationId) ?? 0) + owed);
  return [...pieces].map(([locationId, taken]) => ({ variantId, locationId, quantity: taken }));
}
