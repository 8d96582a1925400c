import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { InvalidRegion, InvalidSearch } from './errors.ts';
import {
  SEARCH_SORTS,
  type SearchFilter,
  type SearchRequest,
  type SearchSort,
  cursorParts,
  parseSearch,
  parseTerms,
  positionFrom,
} from './search.ts';

const search = (request: Partial<SearchRequest> = {}) =>
  parseSearch({ currency: 'EUR', ...request });
const filtered = (filter: SearchFilter) => search({ filter });

describe('the words of a query', () => {
  it.each(['red burg', 'Burg', 'thé vert'])('may go on at the end of %p', (words) => {
    expect(parseTerms(words)).toEqual({ words, literal: false, unfinished: true });
  });

  it.each(['wine r', 'wine!'])('are all finished in %p', (words) => {
    expect(parseTerms(words)).toEqual({ words, literal: false, unfinished: false });
  });

  it.each(['"red wine"', 'wine -red', 'wine or', 'red or white'])(
    'mean just what they say in %p',
    (words) => {
      expect(parseTerms(words)).toEqual({ words, literal: true, unfinished: false });
    },
  );

  it.each(['', '   ', '-', '"!"', '\u0000'])('are none in %p', (query) => {
    expect(parseTerms(query)).toBeNull();
  });

  it('lose control characters, which a database refuses', () => {
    expect(parseTerms('red\u0000 wine\u0007')?.words).toBe('red  wine');
  });

  it('are refused beyond 200 characters', () => {
    expect(() => parseTerms('x'.repeat(201))).toThrow(InvalidSearch);
  });
});

describe('a search', () => {
  it('finds everything when nothing is asked for, the newest first', () => {
    expect(search()).toEqual({
      terms: null,
      within: null,
      inFront: [],
      picks: [],
      options: [],
      price: null,
      inStockOnly: false,
      ageRestricted: null,
      minimumAgeAtMost: null,
      regions: [],
      sort: 'NEWEST',
      currency: 'EUR',
      saysPrice: false,
      asTyped: null,
    });
  });

  it('sorts words by relevance unless told otherwise', () => {
    expect(search({ query: 'gin' }).sort).toBe('RELEVANCE');
    expect(search({ query: 'gin', sort: 'NAME' }).sort).toBe('NAME');
  });

  it('takes what was picked of each facet, and no facet without values', () => {
    const { picks } = filtered({
      category: 'wine',
      brands: [],
      attributes: [{ name: 'colour', values: ['Red', 'White'] }],
    });
    expect(picks).toEqual([
      { facet: 'category', values: ['wine'] },
      { facet: 'colour', values: ['Red', 'White'] },
    ]);
  });

  it('keeps options apart from facets, because an attribute may have the same name', () => {
    const { picks, options } = filtered({
      attributes: [{ name: 'colour', values: ['Red'] }],
      options: [
        { name: 'colour', values: ['Navy'] },
        { name: 'Size', values: [] },
      ],
    });
    expect(picks).toEqual([{ facet: 'colour', values: ['Red'] }]);
    expect(options).toEqual([{ facet: 'colour', values: ['Navy'] }]);
  });

  it.each<[string, SearchFilter]>([
    [
      'an option named twice',
      {
        options: [
          { name: 'Size', values: ['S'] },
          { name: 'Size', values: ['M'] },
        ],
      },
    ],
    [
      'more than 5 options',
      { options: Array.from({ length: 6 }, (_, n) => ({ name: `o${n}`, values: ['x'] })) },
    ],
    ['control characters in an option', { options: [{ name: 'Size', values: ['M\u001f'] }] }],
    ['a facet named twice', { brands: ['A'], attributes: [{ name: 'brand', values: ['B'] }] }],
    ['more than 50 values', { brands: Array.from({ length: 51 }, (_, n) => `b${n}`) }],
    [
      'more than 10 attributes',
      { attributes: Array.from({ length: 11 }, (_, n) => ({ name: `a${n}`, values: ['x'] })) },
    ],
    ['control characters', { category: 'wi\u0000ne' }],
    ['more than anybody says', { brands: ['b'.repeat(1001)] }],
    ['an age below zero', { minimumAgeAtMost: -1 }],
    ['a price below zero', { price: { atLeast: '-1' } }],
    ['a price range that ends before it begins', { price: { atLeast: '2', atMost: '1' } }],
  ])('refuses %s', (_what, filter) => {
    expect(() => filtered(filter)).toThrow(InvalidSearch);
  });

  it('takes a price range with one end open', () => {
    expect(filtered({ price: { atLeast: '100' } }).price).toEqual({
      atLeast: 100n,
      atMost: 10n ** 18n,
    });
    expect(filtered({ price: { atMost: '100' } }).price).toEqual({ atLeast: 0n, atMost: 100n });
    expect(filtered({ price: {} }).price).toBeNull();
  });

  it('asks for a region by every code that may forbid it', () => {
    expect(filtered({ sellableIn: 'US-UT' }).regions).toEqual(['US-UT', 'US']);
    expect(() => filtered({ sellableIn: 'nowhere' })).toThrow(InvalidRegion);
  });

  it('keeps what the law demands', () => {
    const { ageRestricted, minimumAgeAtMost } = filtered({
      ageRestricted: false,
      minimumAgeAtMost: 17,
    });
    expect([ageRestricted, minimumAgeAtMost]).toEqual([false, 17]);
  });
});

describe('a cursor', () => {
  const id = newId('prd');
  const keys: Record<SearchSort, string[]> = {
    RELEVANCE: ['0.607927', '0', '999.1', '-998.05'],
    NAME: ['Château Margaux', ''],
    PRICE_ASC: ['1290', '999999999999999999'],
    PRICE_DESC: ['1290', '-1'],
    NEWEST: ['1757566800000'],
    POPULARITY: ['0', '2147483647'],
  };

  it.each(SEARCH_SORTS)('leads back to its place in a list by %s', (sort) => {
    const found = search({ query: 'wine', sort });
    for (const key of keys[sort]) {
      expect(positionFrom(found, cursorParts(found, { key, id }))).toEqual({ key, id });
    }
  });

  it('keeps the state of the catalogue that its list shows, unless that was made up', () => {
    const found = search({ query: 'wine' });
    const kept = (snapshot: string) =>
      positionFrom(found, cursorParts(found, { key: '0', id, snapshot })).snapshot;
    expect(kept('gcSHBAEU+/_-==')).toBe('gcSHBAEU+/_-==');
    for (const madeUp of ['', '"', '../..', 'a'.repeat(1001)]) expect(kept(madeUp)).toBeUndefined();
  });

  it('means nothing in a list of another order or currency', () => {
    const parts = cursorParts(search({ sort: 'PRICE_ASC' }), { key: '1', id });
    expect(() => positionFrom(search({ sort: 'PRICE_DESC' }), parts)).toThrow(InvalidSearch);
    expect(() => positionFrom(search({ sort: 'PRICE_ASC', currency: 'GBP' }), parts)).toThrow(
      InvalidSearch,
    );
  });

  it('is refused when it was made up', () => {
    const found = search({ sort: 'PRICE_ASC' });
    const forged = fc.oneof(fc.string(), fc.constant(null), fc.integer());
    fc.assert(
      fc.property(forged, fc.string(), (key, madeUp) => {
        expect(() => positionFrom(found, ['PRICE_ASC', 'EUR', key, madeUp])).toThrow(InvalidSearch);
      }),
    );
    expect(() => positionFrom(found, ['PRICE_ASC', 'EUR', '1; drop', id])).toThrow(InvalidSearch);
  });
});
