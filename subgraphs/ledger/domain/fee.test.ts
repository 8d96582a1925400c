import { Money } from '#kernel/domain/money.ts';
import { platformFee } from './fee.ts';

const feeOn = (minorUnits: bigint) => platformFee(Money.of(minorUnits, 'EUR')).minorUnits;

describe('the platform fee', () => {
  it('is a tenth of the sale', () => {
    expect(feeOn(123_40n)).toBe(12_34n);
  });

  it('is rounded to the nearest minor unit', () => {
    expect([feeOn(14n), feeOn(16n)]).toEqual([1n, 2n]);
  });

  it('leaves half a unit to the merchant', () => {
    expect([feeOn(5n), feeOn(15n), feeOn(25n)]).toEqual([0n, 1n, 2n]);
  });

  it('is nothing on nothing', () => {
    expect(feeOn(0n)).toBe(0n);
  });
});
