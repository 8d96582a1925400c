/**
 * What people type, and what they mean by it: pure rules that every way to search shares. An engine asks what its
 * index knows of the words, and turns concepts into its own language.
 */

/** Letters that no decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
};

/** ASCII, Latin-1 and general punctuation. */
const PUNCTUATION = /[\s!-/:-@[-`{-¿\u2000-\u206f\u3000-\u303f]+/gu;

/**
 * A text as it is searched: small letters without accents, words parted by single spaces. `1,000` is 1000, `28 cm` is
 * one word, and so are `T-shirt` and `chef’s`. The database does the same in `catalogue.plain_text`.
 */
export const plainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđ]/gu, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/([1-9][0-9]{0,2})[.,](?=[0-9]{3}(?![0-9]))/g, '$1')
    .replaceAll(/(?<![a-z0-9])([a-z])-(?=[a-z])/g, '$1')
    .replaceAll(/['’]s(?![a-z])/g, 's')
    .replaceAll(/([0-9])\s+(mg|g|kg|ml|cl|l|mm|cm|m)(?![a-z0-9])/g, '$1$2')
    .replaceAll(PUNCTUATION, ' ')
    .trim();

const UNIT_NAMES: Readonly<Record<string, string>> = {
  gram: 'g',
  gramm: 'g',
  gramo: 'g',
  grammo: 'g',
  gramme: 'g',
  kilo: 'kg',
  kilogram: 'kg',
  kilogramm: 'kg',
  kilogramme: 'kg',
  litre: 'l',
  liter: 'l',
  litro: 'l',
  centilitre: 'cl',
  centiliter: 'cl',
  millilitre: 'ml',
  milliliter: 'ml',
  metre: 'm',
  meter: 'm',
  centimetre: 'cm',
  centimeter: 'cm',
  zentimeter: 'cm',
  centimetro: 'cm',
  millimetre: 'mm',
  millimeter: 'mm',
};

/** The words of a query in their order. A unit that is written out is written as its symbol: `2 litres` is `2l`. */
export function queryWords(query: string): string[] {
  const words: string[] = [];
  for (const word of plainText(query).split(' ')) {
    const number = words.at(-1);
    const unit = UNIT_NAMES[word] ?? UNIT_NAMES[word.replace(/s$/, '')];
    if (unit !== undefined && number !== undefined && /^[0-9]+$/.test(number)) {
      words.splice(-1, 1, number + unit);
    } else if (word !== '') words.push(word);
  }
  return words;
}

/** Sizes of units, each in the smallest one of what it measures. */
const MEASURES: readonly Readonly<Record<string, number>>[] = [
  { mg: 1, g: 1000, kg: 1_000_000 },
  { ml: 1, cl: 10, l: 1000 },
  { mm: 1, cm: 10, m: 1000 },
];

/** The same quantity in other units, as far as it is a whole number of them: `75cl` is `750ml`. */
export function otherUnits(word: string): string[] {
  const [, digits, unit = ''] = /^([0-9]{1,6})([a-z]{1,2})$/.exec(word) ?? [];
  const sizes = MEASURES.find((family) => unit in family);
  const size = sizes?.[unit];
  if (sizes === undefined || size === undefined) return [];
  const quantity = Number(digits) * size;
  return Object.entries(sizes)
    .filter(([other, each]) => other !== unit && quantity % each === 0)
    .map(([other, each]) => `${quantity / each}${other}`)
    .filter((other) => other.length <= 8);
}

const IRREGULAR_PLURALS = [
  ['child', 'children'],
  ['foot', 'feet'],
  ['goose', 'geese'],
  ['man', 'men'],
  ['mouse', 'mice'],
  ['tooth', 'teeth'],
  ['woman', 'women'],
] as const;

/** An English word in its other number, where stems do not tell that they are one word: `scarves` is `scarf`. */
export function otherNumber(word: string): string[] {
  const [, beginning] = /^([a-z]{2,})ves$/.exec(word) ?? [];
  if (beginning !== undefined) return [`${beginning}f`, `${beginning}fe`];
  return IRREGULAR_PLURALS.filter((pair) => pair.some((one) => one === word))
    .flat()
    .filter((one) => one !== word);
}

/** How a word with an umlaut may be written as well: `muehlhaus` is `muhlhaus`, as `Mühlhaus` is without its accent. */
export const withoutDigraphs = (word: string): string => word.replaceAll(/(?<=[aou])e/g, '');

/**
 * A query that may be a stock-keeping unit, without what people leave out or put in when they read one out:
 * `cloth 0061 s bur` is `cloth0061sbur`. Null for what is no such thing.
 */
export function skuOf(query: string): string | null {
  const plain = query.trim().toLowerCase();
  if (!/^[a-z0-9]+([ _./-]?[a-z0-9]+){0,7}$/.test(plain)) return null;
  if (!/[0-9]|[a-z]-[a-z]/.test(plain)) return null;
  const sku = plain.replaceAll(/[^a-z0-9]/g, '');
  return sku.length >= 5 && /[a-z]/.test(sku) ? sku : null;
}

/** Words that carry no meaning in a search, in the languages that people search in. English ones are the index's own. */
const FILLERS = new Set(
  `a an and as at by for from in of on or the to with
   am aus bei das dem den der des die ein eine einer eines fur im ins mit und vom von zu zum zur
   au aux avec d de des du en et l la le les ou par pour sur un une
   con del el las lo los para por sin una unas unos y
   al alla alle agli ai da dal dalla degli dei della delle dello di e ed gli i il nel per su uno`.split(
    /\s+/,
  ),
);

export const isFiller = (word: string): boolean => FILLERS.has(word);

const MOST_WORDS_OF_A_TERM = 4;

/**
 * What operators' terms are compared by, so that one entry stands for a word's forms: the endings of number and gender
 * in English, German, French, Spanish and Italian are taken off words that are long enough to bear it.
 */
export const synonymKey = (term: string): string =>
  queryWords(term)
    .map((word) => (word.length < 5 ? word.replace(/(?<=.{3})s$/, '') : bare(word)))
    .join(' ');

const bare = (word: string): string =>
  word
    .replace(/[sx]$/, '')
    .replace(/(?:er|en)$/, '')
    .replace(/[aeio]+$/, '');

/** What the catalogue calls what people type, by `synonymKey`. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

/** Every key under which a synonym for some of these words may stand. */
export function synonymKeys(words: readonly string[]): string[] {
  const keys = new Set<string>();
  for (const start of words.keys()) {
    for (
      let length = 1;
      length <= MOST_WORDS_OF_A_TERM && start + length <= words.length;
      length += 1
    )
      keys.add(synonymKey(words.slice(start, start + length).join(' ')));
  }
  return [...keys];
}

const SHORTEST_PART = 3;

/** The two parts of a word of eight letters or more, at each place where it may be a compound. German glues by an s or n. */
function splits(word: string): [string, string][] {
  if (word.length < 8) return [];
  const places = Array.from(
    { length: word.length - 2 * SHORTEST_PART + 1 },
    (_, index) => index + SHORTEST_PART,
  );
  return places.flatMap((place): [string, string][] => {
    const [first, second] = [word.slice(0, place), word.slice(place)];
    const glued = /^[sn]/.test(second) && second.length > SHORTEST_PART;
    return [[first, second], ...(glued ? [[first, second.slice(1)] as [string, string]] : [])];
  });
}

/** Every key under which a synonym for a part of these words may stand. */
export const compoundKeys = (words: readonly string[]): string[] => [
  ...new Set(words.flatMap(splits).flatMap((parts) => parts.map(synonymKey))),
];

/** The parts of a compound both of which mean something: `leinenbettwasche` is linen and bed linen. */
export const splitCompound = (word: string, synonyms: Synonyms): string[] | null =>
  splits(word).find((parts) => parts.every((part) => synonyms.has(synonymKey(part)))) ?? null;

/** One thing that a query asks for: the words that were typed, and other ways to say the same. */
export type Concept = {
  readonly typed: readonly string[];
  /** Each is a phrase; none of them is what was typed. */
  readonly synonyms: readonly (readonly string[])[];
};

/**
 * What a query asks for, in its order. The longest term that has synonyms goes first, so that “french press” is not
 * something French; words without a meaning are left out, unless there are no others.
 */
export function conceptsOf(words: readonly string[], synonyms: Synonyms): Concept[] {
  const concepts: Concept[] = [];
  for (let start = 0; start < words.length;) {
    const found = longestTerm(words, start, synonyms);
    const typed = words.slice(start, start + found.length);
    const meant = found.meant.map(queryWords);
    if (meant.length > 0 || !isFiller(typed[0] ?? '')) concepts.push({ typed, synonyms: meant });
    start += found.length;
  }
  return concepts.length > 0 ? concepts : words.map((word) => ({ typed: [word], synonyms: [] }));
}

function longestTerm(words: readonly string[], start: number, synonyms: Synonyms) {
  const most = Math.min(MOST_WORDS_OF_A_TERM, words.length - start);
  for (let length = most; length > 0; length -= 1) {
    const typed = words.slice(start, start + length);
    // A term of one filler would make every “a” and “de” mean something.
    if (length === 1 && isFiller(typed[0] ?? '')) break;
    const meant = synonyms.get(synonymKey(typed.join(' ')));
    if (meant !== undefined) return { length, meant };
  }
  return { length: 1, meant: [] };
}
