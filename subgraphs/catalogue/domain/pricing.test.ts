import fc from 'fast-check';
import { InvalidRegion } from './errors.ts';
import { type SpecialPrice, priceFor, specialPriceFaults } from './pricing.ts';

const special = (facts: Partial<SpecialPrice>): SpecialPrice => ({
  currency: 'EUR',
  minorUnits: '900',
  region: null,
  minimumQuantity: 1,
  validFrom: null,
  validUntil: null,
  ...facts,
});

const NOW = new Date('2026-06-15T12:00:00Z');
const june = { validFrom: '2026-06-01T00:00:00.000Z', validUntil: '2026-07-01T00:00:00.000Z' };

const costs = (
  specialPrices: readonly SpecialPrice[],
  { region = null as string | null, quantity = 1, at = NOW } = {},
  prices: Record<string, string> = { EUR: '1000' },
) => priceFor({ prices, specialPrices }, { currency: 'EUR', region, quantity, at })?.minorUnits;

describe('the price that applies', () => {
  it('is the regular one if nothing special holds, and none if there is none', () => {
    expect(costs([])).toBe('1000');
    expect(costs([], {}, { GBP: '800' })).toBeUndefined();
    expect(costs([special({ region: 'DE' })], {}, {})).toBeUndefined();
    expect(costs([special({ region: 'DE' })], { region: 'DE' }, {})).toBe('900');
  });

  it('is that of the region, the nearest one first', () => {
    const prices = [
      special({ minimumQuantity: 5, minorUnits: '1' }),
      special({ region: 'US', minorUnits: '2' }),
      special({ region: 'US-UT', minorUnits: '3' }),
    ];
    expect(costs(prices, { region: 'US-UT', quantity: 9 })).toBe('3');
    expect(costs(prices, { region: 'US-NY', quantity: 9 })).toBe('2');
    expect(costs(prices, { region: 'DE', quantity: 9 })).toBe('1');
    expect(() => costs(prices, { region: 'Utah' })).toThrow(InvalidRegion);
  });

  it('holds from its first moment until just before its last', () => {
    const prices = [special(june)];
    const at = (moment: string) => costs(prices, { at: new Date(moment) });
    expect(at('2026-05-31T23:59:59.999Z')).toBe('1000');
    expect(at('2026-06-01T00:00:00.000Z')).toBe('900');
    expect(at('2026-06-30T23:59:59.999Z')).toBe('900');
    expect(at('2026-07-01T00:00:00.000Z')).toBe('1000');
  });

  it('is that of the time before that of always, and then that of the quantity', () => {
    const prices = [
      special({ minimumQuantity: 6, minorUnits: '1' }),
      special({ minimumQuantity: 12, minorUnits: '2' }),
      special({ ...june, minorUnits: '3' }),
    ];
    expect(costs(prices.slice(0, 2), { quantity: 5 })).toBe('1000');
    expect(costs(prices.slice(0, 2), { quantity: 6 })).toBe('1');
    expect(costs(prices.slice(0, 2), { quantity: 99 })).toBe('2');
    expect(costs(prices, { quantity: 99 })).toBe('3');
  });

  it('says why it applies, and what it would be otherwise', () => {
    const price = special({ ...june, region: 'DE', minimumQuantity: 6 });
    const question = { currency: 'EUR', region: 'DE', quantity: 7, at: NOW } as const;
    expect(priceFor({ prices: { EUR: '1000' }, specialPrices: [price] }, question)).toEqual({
      ...price,
      regularMinorUnits: '1000',
    });
  });
});

const DAYS = ['2026-06-01', '2026-06-10', '2026-06-20', '2026-07-01'];
const moment = fc.constantFrom(null, ...DAYS.map((day) => `${day}T00:00:00.000Z`));
const specialPrices = fc
  .array(
    fc.record({
      currency: fc.constantFrom('EUR', 'GBP'),
      minorUnits: fc.integer({ min: 1, max: 2_000 }).map(String),
      region: fc.constantFrom(null, 'DE', 'US', 'US-UT'),
      minimumQuantity: fc.constantFrom(1, 6, 12),
      validFrom: moment,
      validUntil: moment,
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all.reduce<SpecialPrice[]>((kept, price) => {
      const next = [...kept, price as SpecialPrice];
      return specialPriceFaults('x', next).length === 0 ? next : kept;
    }, []),
  );
const question = fc.record({
  currency: fc.constantFrom('EUR' as const, 'GBP' as const),
  region: fc.constantFrom(null, 'DE', 'US', 'US-UT', 'US-NY'),
  quantity: fc.integer({ min: 1, max: 20 }),
  at: fc.constantFrom(...[...DAYS, '2026-05-01', '2026-06-15'].map((day) => new Date(day))),
});
const regular = fc.constantFrom<Record<string, string>>({}, { EUR: '1000', GBP: '900' });

describe('whatever prices there are', () => {
  it('the one that applies does not depend on their order', () => {
    fc.assert(
      fc.property(specialPrices, regular, question, (all, prices, asked) => {
        const forwards = priceFor({ prices, specialPrices: all }, asked);
        const backwards = priceFor({ prices, specialPrices: all.toReversed() }, asked);
        expect(forwards).toEqual(backwards);
      }),
    );
  });

  it('the one that applies holds there, then, and for so many', () => {
    fc.assert(
      fc.property(specialPrices, regular, question, (all, prices, asked) => {
        const applied = priceFor({ prices, specialPrices: all }, asked);
        if (!applied) return;
        expect(applied.currency).toBe(asked.currency);
        expect(applied.minimumQuantity).toBeLessThanOrEqual(asked.quantity);
        expect(`${asked.region}-`.startsWith(`${applied.region ?? asked.region}-`)).toBe(true);
        expect(applied.validFrom === null || new Date(applied.validFrom) <= asked.at).toBe(true);
        expect(applied.validUntil === null || asked.at < new Date(applied.validUntil)).toBe(true);
      }),
    );
  });

  it('something that has a price anywhere always has one', () => {
    fc.assert(
      fc.property(specialPrices, question, (all, asked) => {
        expect(
          priceFor({ prices: { EUR: '1', GBP: '1' }, specialPrices: all }, asked),
        ).not.toBeNull();
      }),
    );
  });

  it('a price that was removed gives way to one that ranks no higher', () => {
    fc.assert(
      fc.property(specialPrices, regular, question, (all, prices, asked) => {
        const applied = priceFor({ prices, specialPrices: all }, asked);
        const others = all.filter(
          (one) =>
            JSON.stringify({ ...one, regularMinorUnits: applied?.regularMinorUnits }) !==
            JSON.stringify(applied),
        );
        if (others.length === all.length) return;
        const next = priceFor({ prices, specialPrices: others }, asked);
        if (
          next &&
          applied &&
          next.region === applied.region &&
          applied.validFrom === null &&
          applied.validUntil === null
        )
          expect(next.minimumQuantity).toBeLessThan(applied.minimumQuantity);
      }),
    );
  });
});

describe('special prices', () => {
  it.each<[Partial<SpecialPrice>, string]>([
    [{}, 'x.0.region'],
    [{ region: 'Germany' }, 'x.0.region'],
    [{ minimumQuantity: 0 }, 'x.0.minimumQuantity'],
    [{ minimumQuantity: 6, minorUnits: '0' }, 'x.0.minorUnits'],
    [{ validFrom: 'June' }, 'x.0.validFrom'],
    [{ validFrom: june.validUntil, validUntil: june.validFrom }, 'x.0.validUntil'],
  ])('are refused if they make no sense: %j', (facts, path) => {
    expect(specialPriceFaults('x', [special(facts)])[0]?.path).toBe(path);
  });

  it('do not overlap', () => {
    const later = { validFrom: '2026-06-20T00:00:00.000Z' };
    const then = { validFrom: june.validUntil };
    expect(specialPriceFaults('x', [special(june), special(later)])).toMatchObject([
      { path: 'x.1' },
    ]);
    expect(specialPriceFaults('x', [special(june), special(then)])).toEqual([]);
    expect(specialPriceFaults('x', [special(june), special({ minimumQuantity: 6 })])).toEqual([]);
  });
});
