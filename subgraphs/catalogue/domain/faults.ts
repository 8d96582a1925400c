import type { DomainError } from '#kernel/domain/domain-error.ts';
import { NAME_LANGUAGES, type Names, isNameLanguage } from './names.ts';

/** What is wrong, and where: `name`, `attributes.grape`, `variants.0.prices.EUR`. */
export type Fault = { readonly path: string; readonly message: string };

/** What is wrong in how something is said, told along with what is wrong in what is said. */
export type Slips = readonly Fault[];

/** A refusal that tells everything that is wrong. */
export type Refusal = new (
  faults: readonly Fault[],
) => DomainError & { readonly faults: readonly Fault[] };

/**
 * @returns the thing
 * @throws {Refusal} if anything is wrong with it
 */
export function requireSound<Thing>(
  thing: Thing,
  faults: readonly Fault[],
  Invalid: Refusal,
): Thing {
  if (faults.length > 0) throw new Invalid(faults);
  return thing;
}

/**
 * @returns the thing that `make` makes
 * @throws {Refusal} naming the slips, and whatever `make` finds wrong with the thing itself
 */
export function madeSound<Thing>(slips: Slips, Invalid: Refusal, make: () => Thing): Thing {
  let thing: Thing;
  try {
    thing = make();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new Invalid([...slips, ...error.faults]);
  }
  return requireSound(thing, slips, Invalid);
}

/**
 * What is said under each name: in each language, of each option.
 * @param faults what is said twice is added to them
 */
export function saidOnce<Value>(
  path: string,
  said: readonly (readonly [name: string, value: Value])[],
  faults: Fault[],
): Record<string, Value> {
  const names = said.map(([name]) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  faults.push(...[...twice].map((name) => ({ path: `${path}.${name}`, message: SAID_TWICE })));
  return Object.fromEntries(said);
}

/** What a thing that has an address of its own is called, in English and in other languages. */
export type Said = {
  readonly slug: string;
  readonly slugs: Names;
  readonly name: string;
  readonly names: Names;
  readonly description: string;
  readonly descriptions: Names;
};

export const saidFaults = (said: Said): Fault[] => [
  ...fault(!SLUG_PATTERN.test(said.slug), 'slug', SLUG),
  ...inLanguages('slugs', said.slugs, (path, own) => [
    ...fault(!SLUG_PATTERN.test(own), path, SLUG),
    ...fault(own === said.slug, path, 'The English slug leads there already.'),
  ]),
  ...fault(
    !areDistinct(Object.values(said.slugs)),
    'slugs',
    'Each language has a slug of its own.',
  ),
  ...text('name', said.name, 300),
  ...text('description', said.description, 20_000, 0),
  ...inLanguages('names', said.names, (path, own) => text(path, own, 300)),
  ...inLanguages('descriptions', said.descriptions, (path, own) => text(path, own, 20_000)),
];

const inLanguages = (
  field: string,
  texts: Names,
  faults: (path: string, text: string) => Fault[],
): Fault[] =>
  Object.entries(texts).flatMap(([language, own]) => [
    ...fault(!isNameLanguage(language), `${field}.${language}`, LANGUAGE),
    ...faults(`${field}.${language}`, own),
  ]);

export const SAID_TWICE = 'This is said twice.';
const SLUG_PATTERN = /^[a-z0-9][a-z0-9_.-]{0,199}$/;
const SLUG = 'A slug is 1 to 200 small letters, digits, hyphens, dots and underscores.';
const LANGUAGE = `This is said in ${NAME_LANGUAGES.join(', ')}; English stands beside it.`;

export const areDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length;

export const fault = (isWrong: boolean, path: string, message: string): Fault[] =>
  isWrong ? [{ path, message }] : [];

/** A line in English, and what it is in other languages; paths end with the names of the two. */
export const lineFaults = (
  [path, english]: readonly [path: string, text: string],
  [paths, others]: readonly [path: string, texts: Names],
  longest = 100,
): Fault[] => [
  ...line(path, english, longest),
  ...inLanguages(paths, others, (own, said) => line(own, said, longest)),
];

const line = (path: string, value: string, longest: number): Fault[] =>
  fault(
    value.trim() === '' || value.length > longest || /\p{Cc}/u.test(value),
    path,
    `A line of 1 to ${longest} characters.`,
  );

/** Line breaks are the only control characters that say something. */
export function text(path: string, value: string, longest: number, shortest = 1): Fault[] {
  return [
    ...fault(
      value.length > longest || value.trim().length < shortest,
      path,
      `A text of ${shortest} to ${longest} characters.`,
    ),
    ...fault(/[^\P{Cc}\n\r\t]/u.test(value), path, 'A text has no control characters.'),
  ];
}
