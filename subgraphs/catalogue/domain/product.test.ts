import { Money } from '#kernel/domain/money.ts';
import { priceIn } from './product.ts';

describe('a price', () => {
  it('is exact, in the currency asked for', () => {
    expect(priceIn('JPY', { prices: { EUR: '1290', JPY: '2100' } })).toEqual(
      Money.of(2100n, 'JPY'),
    );
  });

  it('is none where the variant is not sold', () => {
    expect(priceIn('KWD', { prices: { EUR: '1290' } })).toBeNull();
  });
});
