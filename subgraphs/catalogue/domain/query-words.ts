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

/** What lists by name are sorted by: éclair stands after date and before Zebra. Names are compared as they are in English. */
export const sortKeyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .toLowerCase();

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

const unitNamed = (word: string): string | undefined =>
  UNIT_NAMES[word] ?? UNIT_NAMES[word.replace(/s$/, '')];

/**
 * The words of a query in their order. A unit that is written out is written as its symbol: `2 litres` is `2l`; and a
 * fraction of one as a whole number of a smaller one: `0.75 l` is `75cl`.
 */
export function queryWords(query: string): string[] {
  const words: string[] = [];
  for (const word of plainText(inWholeUnits(query)).split(' ')) {
    const number = words.at(-1);
    const unit = unitNamed(word);
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

/** A quantity in every unit of what it measures. */
function measured(number: number, unit: string): { readonly amount: number; unit: string }[] {
  const sizes = MEASURES.find((family) => unit in family) ?? {};
  const quantity = Math.round(number * (sizes[unit] ?? 0));
  return Object.entries(sizes).map(([other, each]) => ({ amount: quantity / each, unit: other }));
}

/** Three digits behind a point are thousands, as in `plainText`, unless there is a nought before it. */
const FRACTION = /(?<![0-9.,])(0[.,][0-9]{1,3}|[0-9]{1,4}[.,][0-9]{1,2})\s*([a-z]+)/gi;

const inWholeUnits = (query: string): string =>
  query.replaceAll(FRACTION, (typed, number: string, name: string) => {
    const unit = unitNamed(name.toLowerCase()) ?? name.toLowerCase();
    const whole = measured(Number(number.replace(',', '.')), unit).findLast(({ amount }) =>
      Number.isInteger(amount),
    );
    return whole ? whole.amount + whole.unit : typed;
  });

/**
 * The same quantity in other units, each as plain words: `75cl` is `750ml` and, as `0.75 l` is written in a plain text,
 * `0 75l`.
 */
export function otherUnits(word: string): string[] {
  const [, digits, unit = ''] = /^([0-9]{1,6})([a-z]{1,2})$/.exec(word) ?? [];
  return measured(Number(digits), unit)
    .filter((other) => other.unit !== unit)
    .map((other) => `${other.amount}${other.unit}`)
    .filter((other) => /^([0-9]{1,6}|[0-9]{1,4}\.[0-9]{1,3})[a-z]+$/.test(other))
    .map((other) => other.replace('.', ' '));
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

/** What may be a stock-keeping unit, as it is compared; and whether it may as well be the beginning of one. */
export type SkuAsked = { readonly sku: string; readonly begun: boolean };

/** Of a query of several words, a shorter one means something else: the 75 of a bottle. */
const SHORTEST_SKU_AMONG_WORDS = 5;

/**
 * A query that may be a stock-keeping unit, without what people leave out or put in when they read one out:
 * `cloth 0061 s bur` is `cloth0061sbur`. Null for what is no such thing. Of something short, or of just a number, too many are
 * the beginning.
 */
export function skuOf(query: string): SkuAsked | null {
  const plain = query.trim().toLowerCase();
  if (!/^[a-z0-9]+([ _./-]?[a-z0-9]+){0,7}$/.test(plain)) return null;
  if (!/[0-9]|[a-z]-[a-z]/.test(plain)) return null;
  const sku = plain.replaceAll(/[^a-z0-9]/g, '');
  return { sku, begun: sku.length >= 5 && /[a-z]/.test(sku) };
}

/** Every SKU that a query may hold: itself, or one word of it that has a digit, such as `SKU WINE-0077-75`. */
export function skusOf(query: string): SkuAsked[] {
  const words = query.split(/[^\w./-]+/).map((word) => word.replaceAll(/^\W+|\W+$/g, ''));
  const among = words
    .filter((word) => /[0-9]/.test(word))
    .flatMap((word) => skuOf(word) ?? [])
    .filter(({ sku }) => sku.length >= SHORTEST_SKU_AMONG_WORDS);
  const all = [skuOf(query) ?? [], among].flat();
  return all.filter(({ sku }, place) => all.findIndex((one) => one.sku === sku) === place);
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
export const synonymKeys = (words: readonly string[]): string[] => [
  ...new Set([...phrasesOf(words), ...joinedPairs(words)].map(synonymKey)),
];

/** Every run of words that may be a term. */
const phrasesOf = (words: readonly string[]): string[] =>
  words.flatMap((_, start) =>
    Array.from({ length: Math.min(MOST_WORDS_OF_A_TERM, words.length - start) }, (__, more) =>
      words.slice(start, start + more + 1).join(' '),
    ),
  );

/** One of the synonyms that operators keep. */
export type SynonymEntry = {
  /** `synonymKey` of `term`. */
  readonly key: string;
  /** In plain words. */
  readonly term: string;
  readonly means: readonly string[];
};

/**
 * What `words` mean by those of `entries` that stand under their keys. A term that was typed to the letter goes before
 * others with its key: an English vest is no French “veste”.
 */
export function synonymsOf(entries: readonly SynonymEntry[], words: readonly string[]): Synonyms {
  const typed = new Set([...phrasesOf(words), ...joinedPairs(words)]);
  const byKey = Map.groupBy(entries, ({ key }) => key);
  return new Map(
    [...byKey].map(([key, all]) => {
      const literal = all.filter(({ term }) => typed.has(term));
      const meant = literal.length > 0 ? literal : all;
      return [key, [...new Set(meant.flatMap(({ means }) => means))]];
    }),
  );
}

/** Neighbours that are one word if nothing stands between them: `tea pot` is `teapot`. */
export const joinedPairs = (words: readonly string[]): string[] =>
  words.slice(1).flatMap((second, index) => joined(words[index]!, second) ?? []);

const joined = (first: string, second: string): string | null =>
  /[0-9]/.test(first + second) || isFiller(first) || isFiller(second) ? null : first + second;

export const SHORTEST_PART = 3;

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
 * something French; then two words that products write as one; words without a meaning are left out, unless there are
 * no others.
 */
export function conceptsOf(
  words: readonly string[],
  synonyms: Synonyms,
  known: ReadonlySet<string> = new Set(),
): Concept[] {
  const concepts: Concept[] = [];
  for (let start = 0; start < words.length;) {
    const found = longestTerm(words, start, synonyms, known);
    const typed = words.slice(start, start + found.length);
    const meant = found.meant.map(queryWords);
    if (meant.length > 0 || !isFiller(typed[0] ?? '')) concepts.push({ typed, synonyms: meant });
    start += found.length;
  }
  return concepts.length > 0 ? concepts : words.map((word) => ({ typed: [word], synonyms: [] }));
}

function longestTerm(
  words: readonly string[],
  start: number,
  synonyms: Synonyms,
  known: ReadonlySet<string>,
) {
  const most = Math.min(MOST_WORDS_OF_A_TERM, words.length - start);
  for (let length = most; length > 0; length -= 1) {
    const typed = words.slice(start, start + length);
    // A term of one filler would make every “a” and “de” mean something.
    if (length === 1 && isFiller(typed[0] ?? '')) break;
    const meant = synonyms.get(synonymKey(typed.join(' ')));
    if (meant !== undefined) return { length, meant };
    const one = length === 2 ? joined(typed[0]!, typed[1]!) : null;
    const meantByOne = one === null ? undefined : synonyms.get(synonymKey(one));
    if (one !== null && (meantByOne || known.has(one)))
      return { length, meant: [one, ...(meantByOne ?? [])] };
  }
  return { length: 1, meant: [] };
}
