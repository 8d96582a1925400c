import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { InvalidReservation, InvalidStockAdjustment, OutOfStock } from './errors.ts';
import { inLockOrder, parseAdjustment, requireInStock } from './stock.ts';

const [a, b] = [newId('var'), newId('var')].toSorted() as [`var_${string}`, `var_${string}`];

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

describe('stock', () => {
  it('suffices when every line is there, to the last piece', () => {
    const lines = [{ variantId: a, quantity: 3 }];
    expect(() => requireInStock(lines, [{ variantId: a, onHand: 5, reserved: 2 }])).not.toThrow();
  });

  it('is short by name, counting neither what others hold nor what nobody stocks', () => {
    const lines = [
      { variantId: a, quantity: 4 },
      { variantId: b, quantity: 1 },
    ];
    expect(() => requireInStock(lines, [{ variantId: a, onHand: 5, reserved: 2 }])).toThrow(
      new OutOfStock([
        { variantId: a, requested: 4, available: 3 },
        { variantId: b, requested: 1, available: 0 },
      ]),
    );
  });

  it('names only the lines that are short', () => {
    const lines = [
      { variantId: a, quantity: 1 },
      { variantId: b, quantity: 1 },
    ];
    const refusal = refusalOf(() =>
      requireInStock(lines, [{ variantId: a, onHand: 1, reserved: 0 }]),
    );
    expect(refusal.shortages).toEqual([{ variantId: b, requested: 1, available: 0 }]);
  });
});

function refusalOf(work: () => void): OutOfStock {
  try {
    work();
  } catch (error) {
    if (error instanceof OutOfStock) return error;
  }
  throw new Error('It was not refused.');
}

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
