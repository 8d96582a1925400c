import fc from 'fast-check';
import { type FacetCount, rankFacets } from './facets.ts';

const NO_ORDER = new Map<string, ReadonlyMap<string, number>>();
const ranked = (
  counts: readonly FacetCount[],
  options: readonly FacetCount[] = [],
  orders: Parameters<typeof rankFacets>[2] = NO_ORDER,
) => rankFacets(counts, options, orders);

const counted = (facet: string, value: string, count: number): FacetCount => ({
  facet,
  value,
  label: value,
  count,
});

describe('facets', () => {
  it('stand as category, brand, and the attributes that most products have', () => {
    const facets = ranked([
      counted('grape', 'Merlot', 2),
      counted('colour', 'Red', 3),
      counted('brand', 'Oldmoor', 3),
      counted('category', 'wine', 3),
    ]);
    expect(facets.map(({ name }) => name)).toEqual(['category', 'brand', 'colour', 'grape']);
  });

  it('leave out what nothing has', () => {
    expect(ranked([])).toEqual([]);
  });

  it('show the eight commonest attributes, equal ones by name', () => {
    const letters = 'jihgfedcba'.split('');
    const facets = ranked(letters.map((name) => counted(name, 'x', name === 'j' ? 2 : 1)));
    expect(facets.map(({ name }) => name)).toEqual(['j', 'a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('show the twenty commonest values, equal ones by name', () => {
    const many = Array.from({ length: 25 }, (_, n) =>
      counted('brand', `Brand ${String(n).padStart(2, '0')}`, n === 24 ? 9 : 1),
    );
    const values = ranked(many)[0]?.values.map(({ value }) => value) ?? [];
    expect(values).toHaveLength(20);
    expect(values.slice(0, 2)).toEqual(['Brand 24', 'Brand 00']);
  });

  it('show the whole tree of categories', () => {
    const many = Array.from({ length: 60 }, (_, n) => counted('category', `c${n}`, 1));
    expect(ranked(many)[0]?.values).toHaveLength(60);
  });

  it('stand the same, in whatever order they were counted', () => {
    const counts = ['category', 'brand', 'grape', 'colour'].flatMap((facet) =>
      ['a', 'b', 'c', 'd'].map((value) => counted(facet, value, value === 'd' ? 2 : 1)),
    );
    fc.assert(
      fc.property(
        fc.shuffledSubarray(counts, { minLength: counts.length, maxLength: counts.length }),
        (shuffled) => expect(ranked(shuffled)).toEqual(ranked(counts)),
      ),
    );
  });

  it('are attributes before options, which may have the same name', () => {
    const facets = ranked([counted('colour', 'Red', 1)], [counted('colour', 'Navy', 9)]);
    expect(facets.map(({ kind, name, values }) => [kind, name, values[0]?.value])).toEqual([
      ['ATTRIBUTE', 'colour', 'Red'],
      ['OPTION', 'colour', 'Navy'],
    ]);
  });

  it('show the commonest values of an option in their order, and what has no place last', () => {
    const sizes = ['XS', 'S', 'M', 'L'];
    const orders = new Map([['Size', new Map(sizes.map((size, place) => [size, place]))]]);
    const options = ['L', 'Huge', 'S', 'M'].map((size, n) => counted('Size', size, 9 - n));
    expect(ranked([], options, orders)[0]?.values.map(({ value }) => value)).toEqual([
      'S',
      'M',
      'L',
      'Huge',
    ]);
    expect(ranked([], options)[0]?.values.map(({ value }) => value)).toEqual([
      'L',
      'Huge',
      'S',
      'M',
    ]);
  });
});
