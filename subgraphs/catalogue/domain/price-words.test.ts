import fc from 'fast-check';
import { CURRENCIES } from '#kernel/domain/currency.ts';
import { pricedQuery } from './price-words.ts';

/** `[words, at least, at most]` */
const understood = (query: string, currency: 'EUR' | 'GBP' | 'USD' | 'CHF' | 'JPY' = 'EUR') => {
  const said = pricedQuery(query, currency);
  const number = (bound: bigint | null) => (bound === null ? null : Number(bound));
  return (
    said && [
      said.words.trim().replaceAll(/\s+/g, ' '),
      number(said.price.atLeast),
      number(said.price.atMost),
    ]
  );
};

describe('a price in words', () => {
  it.each([
    ['red wine under 20 euro', 'red wine', null, 1999],
    ['red wine under 20', 'red wine', null, 1999],
    ['under €20 red wine', 'red wine', null, 1999],
    ['candle less than 9.50 EUR', 'candle', null, 949],
    ['gin up to 40 euros', 'gin', null, 4000],
    ['gin over 50', 'gin', 5001, null],
    ['gin from 50 € please', 'gin please', 5000, null],
    ['tea between 10 and 20', 'tea', 1000, 2000],
    ['tea 10-20 €', 'tea', 1000, 2000],
    ['tea from 10 to 20 euro', 'tea', 1000, 2000],
    ['tea over 10 euro under 20 euro', 'tea', 1001, 1999],
    ['lamp under 1,000 euro', 'lamp', null, 99_999],
    ['Rotwein unter 20 €', 'Rotwein', null, 1999],
    ['Rotwein bis zu 19,99 Euro', 'Rotwein', null, 1999],
    ['Kerze für weniger als 10 Euro', 'Kerze für', null, 999],
    ['Gin ab 30 Euro', 'Gin', 3000, null],
    ['Gin über 1.000 €', 'Gin', 100_001, null],
    ['Tee zwischen 10 und 20', 'Tee', 1000, 2000],
    ['Tee von 10 bis 20 Euro', 'Tee', 1000, 2000],
    ['vin rouge à moins de 20 euros', 'vin rouge', null, 1999],
    ['vin rouge jusqu’à 20 €', 'vin rouge', null, 2000],
    ['gin à partir de 30 €', 'gin', 3000, null],
    ['gin plus de 30 euros', 'gin', 3001, null],
    ['thé entre 10 et 20 euros', 'thé', 1000, 2000],
    ['thé de 10 à 20 €', 'thé', 1000, 2000],
    ['vino tinto por menos de 20 euros', 'vino tinto', null, 1999],
    ['vino tinto hasta 20 euros', 'vino tinto', null, 2000],
    ['ginebra más de 30 euros', 'ginebra', 3001, null],
    ['ginebra desde 30 €', 'ginebra', 3000, null],
    ['té entre 10 y 20', 'té', 1000, 2000],
    ['vino rosso sotto i 20 euro', 'vino rosso', null, 1999],
    ['vino rosso a meno di 20', 'vino rosso', null, 1999],
    ['vino rosso fino a 20 euro', 'vino rosso', null, 2000],
    ['gin oltre i 30 euro', 'gin', 3001, null],
    ['tè tra 10 e 20 euro', 'tè', 1000, 2000],
    ['tè da 10 a 20 euro', 'tè', 1000, 2000],
  ])('is understood: %p', (query, ...said) => {
    expect(understood(query)).toEqual(said);
  });

  it.each([
    ['wine under £20', 'GBP', ['wine', null, 1999]],
    ['wine under 20 pounds', 'GBP', ['wine', null, 1999]],
    ['wine under $20', 'USD', ['wine', null, 1999]],
    ['Wein unter 20 Franken', 'CHF', ['Wein', null, 1999]],
    ['tea under 2000 JPY', 'JPY', ['tea', null, 1999]],
    ['tea under 20.50 JPY', 'JPY', null],
    ['wine under £20', 'EUR', null],
    ['wine under 20 dollars', 'EUR', null],
    ['wine under 20 SEK', 'EUR', null],
    ['tea between 10 euro and 20 pounds', 'EUR', null],
  ] as const)('is one only in the currency of the search: %p in %s', (query, currency, said) => {
    expect(understood(query, currency)).toEqual(said);
  });

  it.each([
    'whisky over 12 years',
    'whisky 12 years',
    'bottle under 75 cl',
    'vase over 30 cm',
    'pinot noir 75 cl',
    'puzzle ab 12',
    'wine from 2019',
    'bordeaux 2015 à 20 euros',
    'game for 2-4 players',
    'under 20 ways to cook',
    'over 50% wool',
    'wine under 20 all',
    'thunder 20 euro',
    '20 euro',
    'wine under euro',
    'between 20 and 10',
    'under 0 euro',
    'bread knife',
  ])('is none: %p', (query) => {
    expect(understood(query)).toBeNull();
  });

  it('leaves all other words as they are, whatever they are', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{4,12}$/), { minLength: 1, maxLength: 5 });
    const amount = fc.integer({ min: 1, max: 9_999 });
    fc.assert(
      fc.property(words, words, amount, (before, behind, euros) => {
        const query = [...before, 'under', euros, 'euro', ...behind].join(' ');
        const kept = [...before, ...behind].join(' ');
        expect(understood(query)).toEqual([kept, null, euros * 100 - 1]);
      }),
    );
  });

  it('is never nonsense, whatever is typed', () => {
    const piece = fc.constantFrom(
      'under',
      'over',
      'between',
      'and',
      '10',
      '€',
      'bis',
      'à',
      '1.000,5',
      'wine',
      '-',
      'EUR',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(...CURRENCIES), (pieces, currency) => {
        const said = pricedQuery(pieces.join(' '), currency);
        if (!said) return;
        const { atLeast, atMost } = said.price;
        expect(atLeast ?? atMost).not.toBeNull();
        expect((atLeast ?? 0n) <= (atMost ?? atLeast ?? 0n)).toBe(true);
      }),
    );
  });
});
