import fc from 'fast-check';
import { CURRENCIES, type Currency, exponentOf, isCurrency } from './currency.ts';
import { CurrencyMismatch, InvalidMoney, Money } from './money.ts';

/** One currency for each number of decimals there is. */
const BY_EXPONENT: readonly Currency[] = ['JPY', 'EUR', 'KWD', 'CLF', 'UYW'];

const currency = fc.constantFrom(...CURRENCIES);
const minorUnits = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });
const money = fc.tuple(minorUnits, currency).map(([units, code]) => Money.of(units, code));
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 })
  .filter((candidates) => candidates.some((weight) => weight > 0n));

const eur = (units: bigint) => Money.of(units, 'EUR');
const absolute = (value: bigint) => (value < 0n ? -value : value);

describe('a currency', () => {
  it('is known by its ISO 4217 code only', () => {
    expect(isCurrency('EUR')).toBe(true);
    for (const nonsense of ['', 'eur', 'EURO', 'XXX', 'toString', '__proto__']) {
      expect(isCurrency(nonsense)).toBe(false);
    }
  });

  it('has as many decimals as ISO 4217 says', () => {
    expect(BY_EXPONENT.map(exponentOf)).toEqual([0, 2, 3, 4, 4]);
  });
});

describe('arithmetic', () => {
  it('adds, subtracts, multiplies and negates minor units exactly', () => {
    expect(eur(10n).plus(eur(5n))).toEqual(eur(15n));
    expect(eur(10n).minus(eur(15n))).toEqual(eur(-5n));
    expect(eur(333n).times(3)).toEqual(eur(999n));
    expect(eur(333n).times(-3n)).toEqual(eur(-999n));
    expect(eur(1n).negate()).toEqual(eur(-1n));
    expect(Money.of(9_007_199_254_740_993n, 'JPY').times(3).minorUnits).toBe(
      27_021_597_764_222_979n,
    );
  });

  it('multiplies by whole numbers only', () => {
    for (const quantity of [1.5, Number.NaN, Infinity])
      expect(() => eur(1n).times(quantity)).toThrow(RangeError);
  });

  it('sums nothing to zero of the currency', () => {
    expect(Money.sum([], 'KWD')).toEqual(Money.zero('KWD'));
    expect(Money.sum([eur(1n), eur(2n), eur(-4n)], 'EUR')).toEqual(eur(-1n));
  });

  it('is undone by its opposite', () => {
    fc.assert(
      fc.property(minorUnits, minorUnits, currency, (left, right, code) => {
        const [a, b] = [Money.of(left, code), Money.of(right, code)];
        expect(a.plus(b).minus(b).equals(a)).toBe(true);
        expect(a.minus(b).negate().equals(b.minus(a))).toBe(true);
      }),
    );
  });
});

describe('comparison', () => {
  it('orders amounts as their minor units', () => {
    fc.assert(
      fc.property(minorUnits, minorUnits, (a, b) => {
        expect(Math.sign(eur(a).compare(eur(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('tells the sign', () => {
    const signs = ({ isNegative, isZero, isPositive }: Money) => [isNegative, isZero, isPositive];
    expect(signs(eur(-1n))).toEqual([true, false, false]);
    expect(signs(eur(0n))).toEqual([false, true, false]);
    expect(signs(eur(1n))).toEqual([false, false, true]);
  });

  it('takes the same number in two currencies for different amounts', () => {
    expect(eur(1n).equals(Money.of(1n, 'USD'))).toBe(false);
    expect(Money.zero('EUR').equals(Money.zero('USD'))).toBe(false);
  });
});

it('refuses to mix two currencies, also when an amount is zero', () => {
  const mixtures: ((a: Money, b: Money) => unknown)[] = [
    (a, b) => a.plus(b),
    (a, b) => a.minus(b),
    (a, b) => a.compare(b),
    (a, b) => Money.sum([b], a.currency),
  ];
  fc.assert(
    fc.property(money, money, (a, b) => {
      fc.pre(a.currency !== b.currency);
      for (const mix of mixtures) expect(() => mix(a, b)).toThrow(CurrencyMismatch);
      for (const mix of mixtures)
        expect(() => mix(a, Money.zero(b.currency))).toThrow(CurrencyMismatch);
    }),
  );
  expect(new CurrencyMismatch('EUR', 'JPY')).toMatchObject({
    name: 'CurrencyMismatch',
    code: 'CURRENCY_MISMATCH',
    expected: 'EUR',
    actual: 'JPY',
  });
});

describe('decimals', () => {
  it.each([
    ['JPY', '1234', '0', '-5'],
    ['EUR', '12.34', '0.00', '-0.05'],
    ['KWD', '1.234', '0.000', '-0.005'],
    ['CLF', '0.1234', '0.0000', '-0.0005'],
    ['UYW', '0.1234', '0.0000', '-0.0005'],
  ] as const)('writes %s with its own number of digits', (code, some, none, few) => {
    expect(Money.of(1234n, code).toDecimal()).toBe(some);
    expect(Money.zero(code).toDecimal()).toBe(none);
    expect(Money.of(-5n, code).toDecimal()).toBe(few);
  });

  it('reads fewer digits than the currency has', () => {
    expect(Money.fromDecimal('12', 'EUR')).toEqual(eur(1200n));
    expect(Money.fromDecimal('-12.3', 'EUR')).toEqual(eur(-1230n));
    expect(Money.fromDecimal('1.2', 'KWD')).toEqual(Money.of(1200n, 'KWD'));
  });

  it.each([
    '',
    '.5',
    '5.',
    '1,20',
    '1e3',
    '+1',
    ' 1',
    '0x10',
    '--1',
    '12.345',
    '1.2.3',
    'NaN',
    '٣',
  ])('refuses %p as an amount in EUR, rather than round or guess', (decimal) => {
    expect(() => Money.fromDecimal(decimal, 'EUR')).toThrow(InvalidMoney);
  });

  it('refuses any decimals of a currency that has none', () => {
    expect(() => Money.fromDecimal('1.0', 'JPY')).toThrow(InvalidMoney);
  });

  it('refuses more digits than the database holds, whatever the currency', () => {
    for (const code of BY_EXPONENT) {
      const most = 10n ** 18n - 1n;
      expect(Money.fromDecimal(Money.of(most, code).toDecimal(), code).minorUnits).toBe(most);
      expect(() => Money.fromDecimal(Money.of(most + 1n, code).toDecimal(), code)).toThrow(
        InvalidMoney,
      );
    }
  });

  it('come back as the amount that was written', () => {
    fc.assert(
      fc.property(money, (amount) => {
        expect(Money.fromDecimal(amount.toDecimal(), amount.currency).equals(amount)).toBe(true);
      }),
    );
  });
});

describe('JSON', () => {
  it('comes back as the amount that was written, by way of text', () => {
    fc.assert(
      fc.property(money, (amount) => {
        const read = Money.fromJSON(
          JSON.parse(JSON.stringify(amount)) as { minorUnits: string; currency: string },
        );
        expect(read.equals(amount)).toBe(true);
      }),
    );
  });

  it.each([
    { minorUnits: '', currency: 'EUR' },
    { minorUnits: '1.5', currency: 'EUR' },
    { minorUnits: '1e3', currency: 'EUR' },
    { minorUnits: ' 1', currency: 'EUR' },
    { minorUnits: '0x1', currency: 'EUR' },
    { minorUnits: '1'.repeat(19), currency: 'EUR' },
    { minorUnits: '1', currency: 'eur' },
    { minorUnits: '1', currency: 'constructor' },
    { minorUnits: '1', currency: '' },
  ])('refuses $minorUnits $currency', (nonsense) => {
    expect(() => Money.fromJSON(nonsense)).toThrow(InvalidMoney);
  });
});

it('reads as its decimal and its currency', () => {
  expect(String(eur(-1234n))).toBe('-12.34 EUR');
});

describe('allocation', () => {
  it('gives what is left over to those who lost most by rounding, the earlier first', () => {
    expect(eur(100n).allocate([1n, 1n, 1n])).toEqual([eur(34n), eur(33n), eur(33n)]);
    expect(eur(10n).allocate([1n, 2n, 4n])).toEqual([eur(1n), eur(3n), eur(6n)]);
    expect(eur(-100n).allocate([1n, 1n, 1n])).toEqual([eur(-34n), eur(-33n), eur(-33n)]);
  });

  it('gives nothing to whom has no weight', () => {
    expect(eur(5n).allocate([0n, 1n, 0n])).toEqual([eur(0n), eur(5n), eur(0n)]);
  });

  it('neither loses nor makes a unit, and gives each within one unit of its exact share', () => {
    fc.assert(
      fc.property(money, weights, (amount, parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0n);
        const shares = amount.allocate(parts);
        expect(shares).toHaveLength(parts.length);
        expect(Money.sum(shares, amount.currency).equals(amount)).toBe(true);
        for (const [index, share] of shares.entries()) {
          // |share - amount * weight / total| < 1, without a division.
          const off = share.minorUnits * total - amount.minorUnits * parts[index]!;
          expect(absolute(off) < total).toBe(true);
          if (parts[index] === 0n) expect(share.isZero).toBe(true);
        }
      }),
    );
  });

  it('gives a negative amount the same parts, negated', () => {
    fc.assert(
      fc.property(money, weights, (amount, parts) => {
        const negated = amount.negate().allocate(parts);
        expect(negated.map((share) => share.negate())).toEqual(amount.allocate(parts));
      }),
    );
  });

  it.each([[[]], [[0n, 0n]], [[2n, -1n]], [[-1n]]])('refuses the weights %p', (parts) => {
    expect(() => eur(10n).allocate(parts)).toThrow(InvalidMoney);
  });
});
