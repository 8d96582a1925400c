import fc from 'fast-check';
import { type Id, newId } from '#kernel/domain/id.ts';
import { allocate } from './allocation.ts';
import { InvalidRegion, OutOfStock } from './errors.ts';
import { type StockLevel, UNLIMITED } from './stock.ts';

const [tea, cup] = [newId('var'), newId('var')];
const [near, far, away] = [newId('loc'), newId('loc'), newId('loc')];
const PRIORITY: Readonly<Record<Id<'loc'>, number>> = { [near]: 1, [far]: 2, [away]: 3 };

interface Wishes {
  readonly owed?: number;
  readonly backorderLimit?: number;
  readonly serves?: Readonly<Record<Id<'loc'>, readonly string[]>>;
}

/** A variant of which so many pieces are free in each place. */
function level(
  variantId: Id<'var'>,
  free: Readonly<Record<Id<'loc'>, number>>,
  { owed = 0, backorderLimit = 0, serves = {} }: Wishes = {},
): StockLevel {
  const places = Object.entries(free).map(([key, onHand]) => {
    const locationId = key as Id<'loc'>;
    const priority = PRIORITY[locationId] ?? 9;
    return { locationId, onHand, reserved: 0, serves: serves[locationId] ?? [], priority };
  });
  const available = Object.values(free).reduce((sum, pieces) => sum + Math.max(0, pieces), 0);
  return { variantId, forSale: true, available, owed, backorderLimit, places };
}

const line = (variantId: Id<'var'>, quantity: number) => ({ variantId, quantity });
const from = (locationId: Id<'loc'>, variantId: Id<'var'>, quantity: number) => ({
  variantId,
  locationId,
  quantity,
});

describe('an order is taken', () => {
  it('from the place that is asked first, if that has everything', () => {
    const levels = [level(tea, { [near]: 5, [far]: 9 }), level(cup, { [near]: 1, [far]: 9 })];
    expect(allocate([line(tea, 5), line(cup, 1)], levels, null)).toEqual([
      from(near, tea, 5),
      from(near, cup, 1),
    ]);
  });

  it('from a later place rather than from two', () => {
    const levels = [level(tea, { [near]: 5, [far]: 5 }), level(cup, { [far]: 1 })];
    expect(allocate([line(tea, 2), line(cup, 1)], levels, null)).toEqual([
      from(far, tea, 2),
      from(far, cup, 1),
    ]);
  });

  it('from two places when none has everything, each line whole if it can be', () => {
    const levels = [level(tea, { [near]: 1, [far]: 3 }), level(cup, { [near]: 1 })];
    expect(allocate([line(tea, 3), line(cup, 1)], levels, null)).toEqual([
      from(far, tea, 3),
      from(near, cup, 1),
    ]);
  });

  it('from several places if no place has a line whole', () => {
    const levels = [level(tea, { [near]: 1, [far]: 3 })];
    expect(allocate([line(tea, 4)], levels, null)).toEqual([from(near, tea, 1), from(far, tea, 3)]);
  });

  it('only from places that send where it goes', () => {
    const serves = { [near]: ['US'], [far]: ['US-UT', 'DE'] };
    const levels = [level(tea, { [near]: 1, [far]: 1 }, { serves })];
    expect(allocate([line(tea, 1)], levels, 'DE')).toEqual([from(far, tea, 1)]);
    expect(allocate([line(tea, 1)], levels, 'US')).toEqual([from(near, tea, 1)]);
    expect(allocate([line(tea, 2)], levels, 'US-UT')).toHaveLength(2);
    expect(refusalOf(() => allocate([line(tea, 1)], levels, 'FR'))).toEqual([
      { variantId: tea, requested: 1, available: 0 },
    ]);
    expect(() => allocate([line(tea, 1)], levels, 'France')).toThrow(InvalidRegion);
  });

  it('whole or not at all: every line that is short is named, also of what nobody stocks', () => {
    const levels = [level(tea, { [near]: 1, [far]: 2 })];
    expect(refusalOf(() => allocate([line(tea, 4), line(cup, 1)], levels, null))).toEqual([
      { variantId: tea, requested: 4, available: 3 },
      { variantId: cup, requested: 1, available: 0 },
    ]);
  });

  it('beyond what is there as far as the backorder policy goes, at the place that is asked first', () => {
    const limited = [level(tea, { [near]: -2, [far]: 1 }, { owed: 2, backorderLimit: 4 })];
    expect(allocate([line(tea, 3)], limited, null)).toEqual([
      from(far, tea, 1),
      from(near, tea, 2),
    ]);
    expect(refusalOf(() => allocate([line(tea, 4)], limited, null))).toEqual([
      { variantId: tea, requested: 4, available: 3 },
    ]);
    const unlimited = [level(tea, { [near]: 1 }, { backorderLimit: UNLIMITED })];
    expect(allocate([line(tea, 1_000_000)], unlimited, null)).toEqual([from(near, tea, 1_000_000)]);
  });
});

it('takes what was ordered, never more than lies there or may be owed, and from one place if any has all', () => {
  const free = fc.record({ [near]: fc.nat(4), [far]: fc.nat(4), [away]: fc.nat(4) });
  const stocked = fc.record({ free, limit: fc.nat(3), quantity: fc.integer({ min: 1, max: 12 }) });
  fc.assert(
    fc.property(fc.tuple(stocked, stocked), (variants) => {
      const ids = [tea, cup];
      const levels = variants.map(({ free: there, limit }, i) =>
        level(ids[i]!, there, { backorderLimit: limit }),
      );
      const lines = variants.map(({ quantity }, i) => line(ids[i]!, quantity));
      const enough = levels.every(
        ({ available, backorderLimit }, i) => lines[i]!.quantity <= available + backorderLimit,
      );
      if (!enough) {
        expect(() => allocate(lines, levels, null)).toThrow(OutOfStock);
        return;
      }
      const taken = allocate(lines, levels, null);
      for (const [i, { variantId, quantity }] of lines.entries()) {
        const own = taken.filter((one) => one.variantId === variantId);
        expect(own.reduce((sum, one) => sum + one.quantity, 0)).toBe(quantity);
        const owed = own.reduce((sum, { locationId, quantity: pieces }) => {
          const there = variants[i]!.free[locationId as typeof near] ?? 0;
          return sum + Math.max(0, pieces - there);
        }, 0);
        expect(owed).toBe(Math.max(0, quantity - levels[i]!.available));
      }
      const hasAll = [near, far, away].some((place) =>
        variants.every(({ free: there, quantity }) => (there[place] ?? 0) >= quantity),
      );
      const places = new Set(taken.map(({ locationId }) => locationId));
      if (hasAll) expect(places.size).toBe(1);
    }),
  );
});

it('fills an order of many parcels by priority', () => {
  const places = Array.from({ length: 6 }, () => newId('loc'));
  const there = Object.fromEntries(places.map((place) => [place, 1]));
  expect(allocate([line(tea, 5)], [level(tea, there)], null)).toHaveLength(5);
});

function refusalOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof OutOfStock) return error.shortages;
    throw error;
  }
  throw new Error('It was not refused.');
}
