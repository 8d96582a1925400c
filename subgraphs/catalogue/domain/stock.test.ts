import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { InvalidReservation, InvalidStockAdjustment, StockBelowReserved } from './errors.ts';
import { type Shelf, inLockOrder, parseAdjustment, requireEnoughLeft } from './stock.ts';

const a = newId('var');

describe('lines to reserve', () => {
  it('stand in the order of their variants, so that carts which overlap cannot deadlock', () => {
    const variants = Array.from({ length: 8 }, () => newId('var'));
    fc.assert(
      fc.property(fc.shuffledSubarray(variants, { minLength: 1 }), (wanted) => {
        const lines = inLockOrder(wanted.map((variantId) => ({ variantId, quantity: 1 })));
        expect(lines.map(({ variantId }) => variantId)).toEqual(wanted.toSorted());
      }),
    );
  });

  it('add up when a variant is named twice', () => {
    const twice = [
      { variantId: a, quantity: 2 },
      { variantId: a, quantity: 3 },
    ];
    expect(inLockOrder(twice)).toEqual([{ variantId: a, quantity: 5 }]);
  });

  it.each([0, -1, 1.5, Number.NaN, 1_000_001])('are refused with %p pieces', (quantity) => {
    expect(() => inLockOrder([{ variantId: a, quantity }])).toThrow(InvalidReservation);
  });

  it('are refused when there are none, or too many', () => {
    const many = Array.from({ length: 201 }, () => ({ variantId: newId('var'), quantity: 1 }));
    expect(() => inLockOrder([])).toThrow(InvalidReservation);
    expect(() => inLockOrder(many)).toThrow(InvalidReservation);
  });
});

describe('a correction of stock', () => {
  it('keeps its reason, trimmed', () => {
    expect(parseAdjustment({ delta: -2, reason: ' broken ' })).toEqual({
      delta: -2,
      reason: 'broken',
    });
  });

  it.each([0, 0.5, 1_000_001, Number.NaN])('is refused when it changes %p pieces', (delta) => {
    expect(() => parseAdjustment({ delta, reason: 'a count' })).toThrow(InvalidStockAdjustment);
  });

  it.each(['', '  ab ', 'x'.repeat(501)])(
    'is refused without a reason of 3 to 500 characters',
    (reason) => {
      expect(() => parseAdjustment({ delta: 1, reason })).toThrow(InvalidStockAdjustment);
    },
  );
});

describe('what is promised', () => {
  const shelf = (onHand: number, reserved: number): Shelf => ({
    locationId: newId('loc'),
    onHand,
    reserved,
    serves: [],
    priority: 1,
  });
  const allows = (one: Shelf, delta: number, { owed = 0, backorderLimit = 0 } = {}) => {
    const level = {
      variantId: a,
      forSale: true,
      available: 0,
      owed,
      backorderLimit,
      places: [one],
    };
    return () => requireEnoughLeft(level, one, delta);
  };

  it('must remain on the shelf, to the last piece', () => {
    expect(allows(shelf(10, 8), -2)).not.toThrow();
    expect(allows(shelf(10, 8), -3)).toThrow(new StockBelowReserved(10, 8));
  });

  it('may be owed as far as the backorder policy goes', () => {
    expect(allows(shelf(10, 8), -3, { backorderLimit: 1 })).not.toThrow();
    expect(allows(shelf(10, 8), -3, { owed: 1, backorderLimit: 1 })).toThrow(StockBelowReserved);
  });

  it('never keeps goods from coming in', () => {
    expect(allows(shelf(-5, 0), 1, { owed: 5, backorderLimit: 5 })).not.toThrow();
  });
});
