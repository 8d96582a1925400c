import fc from 'fast-check';
import { type FacetCount, rankFacets } from './facets.ts';

const counted = (facet: string, value: string, count: number): FacetCount => ({
  facet,
  value,
  label: value,
  count,
});

describe('facets', () => {
  it('stand as category, brand, and the attributes that most products have', () => {
    const facets = rankFacets([
      counted('grape', 'Merlot', 2),
      counted('colour', 'Red', 3),
      counted('brand', 'Oldmoor', 3),
      counted('category', 'wine', 3),
    ]);
    expect(facets.map(({ name }) => name)).toEqual(['category', 'brand', 'colour', 'grape']);
  });

  it('leave out what nothing has', () => {
    expect(rankFacets([])).toEqual([]);
  });

  it('show the eight commonest attributes, equal ones by name', () => {
    const letters = 'jihgfedcba'.split('');
    const facets = rankFacets(letters.map((name) => counted(name, 'x', name === 'j' ? 2 : 1)));
    expect(facets.map(({ name }) => name)).toEqual(['j', 'a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('show the twenty commonest values, equal ones by name', () => {
    const many = Array.from({ length: 25 }, (_, n) =>
      counted('brand', `Brand ${String(n).padStart(2, '0')}`, n === 24 ? 9 : 1),
    );
    const values = rankFacets(many)[0]?.values.map(({ value }) => value) ?? [];
    expect(values).toHaveLength(20);
    expect(values.slice(0, 2)).toEqual(['Brand 24', 'Brand 00']);
  });

  it('show the whole tree of categories', () => {
    const many = Array.from({ length: 60 }, (_, n) => counted('category', `c${n}`, 1));
    expect(rankFacets(many)[0]?.values).toHaveLength(60);
  });

  it('stand the same, in whatever order they were counted', () => {
    const counts = ['category', 'brand', 'grape', 'colour'].flatMap((facet) =>
      ['a', 'b', 'c', 'd'].map((value) => counted(facet, value, value === 'd' ? 2 : 1)),
    );
    fc.assert(
      fc.property(
        fc.shuffledSubarray(counts, { minLength: counts.length, maxLength: counts.length }),
        (shuffled) => expect(rankFacets(shuffled)).toEqual(rankFacets(counts)),
      ),
    );
  });
});
