import { synonymKey } from './query-words.ts';
import { type Knowledge, corrected, pinKey, understand } from './understanding.ts';

const NOTHING: Knowledge = {
  bySku: [],
  pinned: [],
  buried: [],
  synonyms: new Map(),
  stopWords: new Set(),
  known: new Set(),
  similar: new Map(),
  parts: new Map(),
};

const synonymsOf = (terms: Record<string, string>): Knowledge['synonyms'] =>
  new Map(Object.entries(terms).map(([term, meant]) => [synonymKey(term), [meant]]));

const names = (words: string[], knowledge: Partial<Knowledge> = {}) =>
  understand(words, { ...NOTHING, ...knowledge }).wanted.map((wanted) => wanted.names);

describe('what a query means', () => {
  it('is each thing by all its names, with what was typed first', () => {
    const synonyms = synonymsOf({ vin: 'wine' });
    expect(names(['vin', 'chianti'], { synonyms, known: new Set(['chianti']) })).toEqual([
      ['vin', 'wine'],
      ['chianti'],
    ]);
  });

  it('names a thing once, if a synonym says the same', () => {
    expect(
      names(['wine'], { synonyms: new Map([[synonymKey('wine'), ['wine', 'vino']]]) }),
    ).toEqual([['wine', 'vino']]);
  });

  it('is a quantity in each unit', () => {
    expect(names(['75cl'])).toEqual([['75cl', '750ml', '0 75l']]);
  });

  it('is a word in both its numbers', () => {
    expect(names(['women', 'scarves'])).toEqual([
      ['women', 'woman'],
      ['scarves', 'scarf', 'scarfe'],
    ]);
  });

  it('knows the kinds that a thing is one of, by the catalogue’s own words', () => {
    const [honey] = understand(['miele', 'd', 'acacia'], {
      ...NOTHING,
      synonyms: synonymsOf({ 'miele d acacia': 'acacia honey' }),
    }).wanted;
    expect(honey?.broader).toEqual(['honey']);
    const [wine] = understand(['vin'], {
      ...NOTHING,
      synonyms: synonymsOf({ vin: 'wine' }),
    }).wanted;
    expect(wine?.broader).toEqual([]);
  });

  it('leaves out what no product has', () => {
    const known = new Set(['whisky']);
    expect(names(['gift', 'whisky', 'lover'], { known })).toEqual([['whisky']]);
  });

  it('leaves out what operators exclude', () => {
    expect(
      names(['cheap', 'gin'], { known: new Set(['cheap', 'gin']), stopWords: new Set(['cheap']) }),
    ).toEqual([['gin']]);
  });

  it('is what operators exclude, if nothing else was typed', () => {
    expect(names(['cheap'], { stopWords: new Set(['cheap']) })).toEqual([['cheap']]);
  });
});

describe('a query as it was meant', () => {
  const correct = (words: string[], knowledge: Partial<Knowledge> = {}) =>
    corrected(words, { ...NOTHING, ...knowledge });

  it('is what was typed, if products have the words', () => {
    expect(correct(['gin'], { known: new Set(['gin']) })).toEqual({
      words: ['gin'],
      mistyped: false,
    });
  });

  it('keeps a word that is part of a term with synonyms', () => {
    expect(
      correct(['french', 'press'], {
        synonyms: synonymsOf({ 'french press': 'cafetiere' }),
        similar: new Map([['french', [{ word: 'trench', times: 3 }]]]),
      }),
    ).toEqual({ words: ['french', 'press'], mistyped: false });
  });

  it('is no news where an umlaut was written as two letters', () => {
    const synonyms = synonymsOf({ kase: 'cheese' });
    expect(correct(['kaese'], { synonyms })).toEqual({ words: ['kase'], mistyped: false });
  });

  it('takes a compound apart whose parts mean something, and the n that glues them away', () => {
    const synonyms = synonymsOf({ leinen: 'linen', bettwasche: 'bed linen' });
    expect(correct(['leinenbettwasche'], { synonyms })).toEqual({
      words: ['leine', 'bettwasche'],
      mistyped: false,
    });
  });

  it('takes a word apart into two that stand in a product', () => {
    const parts = new Map([['breadknife', ['bread', 'knife']]]);
    const similar = new Map([['breadknife', [{ word: 'breadknives', times: 1 }]]]);
    expect(correct(['breadknife'], { parts, similar })).toEqual({
      words: ['bread', 'knife'],
      mistyped: false,
    });
  });

  it('is the nearest word that products have, and says that it was mistyped', () => {
    const similar = new Map([['whiksy', [{ word: 'whisky', times: 40 }]]]);
    expect(correct(['old', 'whiksy'], { known: new Set(['old']), similar })).toEqual({
      words: ['old', 'whisky'],
      mistyped: true,
    });
  });

  it('stays as it is where nothing is near', () => {
    const similar = new Map([['xyzzy', [{ word: 'whisky', times: 40 }]]]);
    expect(correct(['xyzzy'], { similar })).toEqual({ words: ['xyzzy'], mistyped: false });
  });
});

describe('a query under which products are pinned', () => {
  it('is its words in their order, however it is written', () => {
    expect(pinKey('  Rosé, 2 litres ')).toBe('rose 2l');
  });
});
