import fc from 'fast-check';
import { meantBy, slipsBetween } from './spelling.ts';

describe('slips', () => {
  it.each([
    ['whisky', 'whisky', 0],
    ['wisky', 'whisky', 1],
    ['rooibos', 'roiobos', 1],
    ['expresso', 'espresso', 1],
    ['acounting', 'accountant', 3],
    ['', 'gin', 3],
  ])('between %p and %p are %p', (one, other, slips) => {
    expect(slipsBetween(one, other)).toBe(slips);
  });

  it('are as many in either direction, and never more than the longer word has letters', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(slipsBetween(one, other)).toBe(slipsBetween(other, one));
        expect(slipsBetween(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });
});

describe('the word that was meant', () => {
  const known = [
    { word: 'puzzle', times: 20 },
    { word: 'puzzles', times: 1 },
    { word: 'gin', times: 40 },
  ];

  it('is the one with the fewest slips', () => {
    expect(meantBy('puzle', known)?.word).toBe('puzzle');
  });

  it('is the commoner one of two that are as near', () => {
    const both = [
      { word: 'cask', times: 3 },
      { word: 'case', times: 9 },
    ];
    expect(meantBy('casl', both)?.word).toBe('case');
  });

  it('is unknown when too much differs, or the word is short', () => {
    expect(meantBy('pzl', known)).toBeNull();
    expect(meantBy('gim', known)).toBeNull();
  });
});
