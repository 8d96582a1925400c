import fc from 'fast-check';
import { type OfferedChoices, optionOrders } from './option-order.ts';

const offered = (products: number, ...choices: string[]): OfferedChoices => ({
  option: 'Size',
  choices,
  products,
});

const orderOf = (...lists: readonly OfferedChoices[]): string[] | null => {
  const places = optionOrders(lists).get('Size');
  return places ? [...places].toSorted(([, a], [, b]) => a - b).map(([value]) => value) : null;
};

describe('the values of an option', () => {
  it('stand as products offer them, whichever of them one product has', () => {
    expect(
      orderOf(offered(5, 'S', 'M', 'L'), offered(1, 'XS', 'S'), offered(1, 'L', 'XL')),
    ).toEqual(['XS', 'S', 'M', 'L', 'XL']);
  });

  it('stand as most say, though a few say otherwise', () => {
    expect(orderOf(offered(50, 'S', 'M', 'L'), offered(2, 'L', 'S'))).toEqual(['S', 'M', 'L']);
  });

  it('have no order when the products contradict each other', () => {
    expect(orderOf(offered(3, 'Rust', 'Navy'), offered(2, 'Navy', 'Rust'))).toBeNull();
  });

  it('have none when nobody offers two of them', () => {
    expect(orderOf(offered(9, 'A2'), offered(3, 'A3'))).toBeNull();
  });

  it('are ordered option by option', () => {
    const orders = optionOrders([
      offered(1, 'S', 'M'),
      { option: 'Term', choices: ['1 year', '3 years'], products: 1 },
    ]);
    expect([...orders.keys()]).toEqual(['Size', 'Term']);
    expect(orders.get('Term')?.get('S')).toBeUndefined();
  });

  it('stand in the one order of which every product offers a part', () => {
    const sizes = Array.from({ length: 12 }, (_, n) => String(36 + n));
    const part = fc.subarray(sizes, { minLength: 2 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const places = optionOrders(parts.map((choices) => offered(1, ...choices))).get('Size')!;
        for (const choices of parts)
          expect(choices.toSorted((a, b) => places.get(a)! - places.get(b)!)).toEqual(choices);
      }),
    );
  });
});
