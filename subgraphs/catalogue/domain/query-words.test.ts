import {
  type Synonyms,
  conceptsOf,
  isFiller,
  joinedPairs,
  otherNumber,
  otherUnits,
  plainText,
  queryWords,
  skuOf,
  sortKeyOf,
  skusOf,
  synonymKey,
  synonymKeys,
  synonymsOf,
  withoutDigraphs,
} from './query-words.ts';

describe('a text as it is searched', () => {
  it.each([
    ['Château Émile', 'chateau emile'],
    ['Weiß, Smørrebrød & Œuvre', 'weiss smorrebrod oeuvre'],
    ['1,000 pieces', '1000 pieces'],
    ['1.000 Teile', '1000 teile'],
    ['Ø 28 cm', 'o 28cm'],
    ['1.5 l', '1 5l'],
    ['T-shirt', 'tshirt'],
    ['roll-neck', 'roll neck'],
    ['Chef’s knife', 'chefs knife'],
    ['miele d’acacia', 'miele d acacia'],
    ['Xarel·lo', 'xarel lo'],
    ['“quoted” – text…', 'quoted text'],
  ])('is plain: %p', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('is plain once and for all', () => {
    for (const text of ['Ø 28 cm', 'T-shirts à 3,50 €', 'l’été']) {
      expect(plainText(plainText(text))).toBe(plainText(text));
    }
  });
});

describe('the words of a query', () => {
  it('have units in symbols', () => {
    expect(queryWords('2 litres of oil')).toEqual(['2l', 'of', 'oil']);
    expect(queryWords('Pfanne 28 Zentimeter')).toEqual(['pfanne', '28cm']);
    expect(queryWords('28 cm pan')).toEqual(['28cm', 'pan']);
    expect(queryWords('kilo')).toEqual(['kilo']);
  });

  it.each([
    ['olive oil 0.75 l', ['olive', 'oil', '75cl']],
    ['37,5 cl', ['375ml']],
    ['1.5 Liter', ['150cl']],
    ['0.375L', ['375ml']],
    ['1.500 g', ['1500g']],
    ['0.25 kilos', ['250g']],
    ['4.5 stars', ['4', '5', 'stars']],
    ['2.0.1 m', ['2', '0', '1m']],
  ])('have no fraction of a unit that a smaller one says whole: %p', (query, words) => {
    expect(queryWords(query)).toEqual(words);
  });

  it('are none in punctuation', () => {
    expect(queryWords(' – ')).toEqual([]);
  });
});

describe('a quantity in other units', () => {
  it.each([
    ['75cl', ['750ml', '0 75l']],
    ['375ml', ['37 5cl', '0 375l']],
    ['1kg', ['1000g']],
    ['1000g', ['1kg']],
    ['28cm', ['280mm', '0 28m']],
    ['1000', []],
    ['12years', []],
  ])('is written as texts have it: %p', (word, others) => {
    expect(otherUnits(word)).toEqual(others);
  });
});

describe('a word in its other number', () => {
  it.each([
    ['scarves', ['scarf', 'scarfe']],
    ['knives', ['knif', 'knife']],
    ['women', ['woman']],
    ['mouse', ['mice']],
    ['wines', []],
    ['ves', []],
  ])('is, for %p, %p', (word, others) => {
    expect(otherNumber(word)).toEqual(others);
  });
});

describe('the order of names', () => {
  it('does not depend on capitals and accents', () => {
    const names = ['Zebra', 'éclair', 'Banana', 'apple', 'date'];
    const sorted = names.toSorted((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1));
    expect(sorted).toEqual(['apple', 'Banana', 'date', 'éclair', 'Zebra']);
  });
});

describe('a stock-keeping unit', () => {
  it.each([
    ['LEISURE0105', 'leisure0105'],
    ['cloth 0061 s bur', 'cloth0061sbur'],
    ['KITCHEN-GRINDER-BLACK', 'kitchengrinderblack'],
    [' book_0129.hb ', 'book0129hb'],
  ])('is read from %p, and may go on', (query, sku) => {
    expect(skuOf(query)).toEqual({ sku, begun: true });
  });

  it.each([
    ['SO-2', 'so2'],
    ['a-b', 'ab'],
    ['2018', '2018'],
    ['4006381333931', '4006381333931'],
    ['12 345', '12345'],
  ])('is whole in %p', (query, sku) => {
    expect(skuOf(query)).toEqual({ sku, begun: false });
  });

  it.each(['red wine', '“LEISURE-0105”', 'Château 2018'])('is none in %p', (query) => {
    expect(skuOf(query)).toBeNull();
  });
});

describe('stock-keeping units', () => {
  const read = (query: string) => skusOf(query).map(({ sku }) => sku);

  it('are read from the whole query, and from each of its words with a digit', () => {
    expect(read('cloth 0061 s bur')).toEqual(['cloth0061sbur']);
    expect(read('Art. WINE-0077-75?')).toEqual(['wine007775']);
    expect(read('WINE-0077 BEER-0001')).toEqual(['wine0077beer0001', 'wine0077', 'beer0001']);
    expect(read('EAN: 4006381333931')).toEqual(['4006381333931']);
  });

  it('are no short words among others', () => {
    expect(read('roll-neck 2018')).toEqual(['rollneck2018']);
    expect(read('Château 2018')).toEqual([]);
  });
});

describe('umlauts', () => {
  it('may be written with an e', () => {
    expect(withoutDigraphs('muehlhaus')).toBe('muhlhaus');
    expect(withoutDigraphs('kaese')).toBe('kase');
    expect(withoutDigraphs('tee')).toBe('tee');
  });
});

describe('a synonym', () => {
  it.each([
    ['Kerze', 'Kerzen'],
    ['cuchillo de cocina', 'cuchillos de cocina'],
    ['couteau', 'couteaux'],
    ['candela', 'candele'],
    ['bougie parfumée', 'Bougies parfumées'],
    ['asciugamano', 'asciugamani'],
    ['sweater', 'sweaters'],
    ['cap', 'caps'],
  ])('stands for the forms of its words: %p and %p', (one, many) => {
    expect(synonymKey(many)).toBe(synonymKey(one));
  });

  it('is looked for under every run of at most four words', () => {
    expect(synonymKeys(['gin', 'rum'])).toEqual(['gin', 'gin rum', 'rum', 'ginrum']);
    expect(synonymKeys(['gin', 'rum', 'gin', 'rum', 'gin'])).toContain('gin rum gin rum');
    expect(synonymKeys([])).toEqual([]);
  });

  it('may be for a word that was typed as two', () => {
    expect(synonymKeys(['wein', 'glas'])).toContain(synonymKey('weinglas'));
  });

  it('that was typed to the letter goes before others of its key', () => {
    const key = synonymKey('vest');
    const entries = [
      { key, term: 'vest', means: ['gilet'] },
      { key, term: 'veste', means: ['jacket', 'coat'] },
    ];
    expect(synonymsOf(entries, ['vest'])).toEqual(new Map([[key, ['gilet']]]));
    expect(synonymsOf(entries, ['vestes'])).toEqual(new Map([[key, ['gilet', 'jacket', 'coat']]]));
  });
});

describe('two words that may be one', () => {
  it('are neighbours without digits and without words that mean nothing', () => {
    expect(joinedPairs(['tea', 'pot', '12', 'years'])).toEqual(['teapot']);
    expect(joinedPairs(['pot', 'of', 'tea'])).toEqual([]);
    expect(joinedPairs([])).toEqual([]);
  });
});

describe('what a query asks for', () => {
  const synonyms: Synonyms = new Map([
    [synonymKey('french press'), ['cafetière']],
    [synonymKey('Käse'), ['cheese', 'hard cheese']],
    [synonymKey('couteau à pain'), ['bread knife']],
    [synonymKey('a'), ['never']],
  ]);
  const asked = (query: string) => conceptsOf(queryWords(query), synonyms);

  it('is one thing for the longest term that has a synonym, and one for every other word', () => {
    expect(asked('french press steel')).toEqual([
      { typed: ['french', 'press'], synonyms: [['cafetiere']] },
      { typed: ['steel'], synonyms: [] },
    ]);
  });

  it('may be called by several names of several words', () => {
    expect(asked('käse')).toEqual([
      { typed: ['kase'], synonyms: [['cheese'], ['hard', 'cheese']] },
    ]);
    expect(asked('couteaux a pain')).toHaveLength(1);
  });

  it('is one thing for two words that products write as one', () => {
    const known = new Set(['teapot', 'blue']);
    expect(conceptsOf(['blue', 'tea', 'pot'], synonyms, known)).toEqual([
      { typed: ['blue'], synonyms: [] },
      { typed: ['tea', 'pot'], synonyms: [['teapot']] },
    ]);
    expect(conceptsOf(['ka', 'se'], synonyms)).toEqual([
      { typed: ['ka', 'se'], synonyms: [['kase'], ['cheese'], ['hard', 'cheese']] },
    ]);
  });

  it('leaves out words without a meaning, in every language', () => {
    expect(asked('gin de la maison').map(({ typed }) => typed)).toEqual([['gin'], ['maison']]);
    expect(isFiller('della')).toBe(true);
  });

  it('keeps them when there are no others', () => {
    expect(asked('de la')).toEqual([
      { typed: ['de'], synonyms: [] },
      { typed: ['la'], synonyms: [] },
    ]);
  });
});
