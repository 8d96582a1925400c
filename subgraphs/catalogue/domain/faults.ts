import { NAME_LANGUAGES, type Names, isNameLanguage } from './names.ts';

/** What is wrong, and where: `name`, `attributes.grape`, `variants.0.prices.EUR`. */
export type Fault = { readonly path: string; readonly message: string };

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

const SLUG_PATTERN = /^[a-z0-9][a-z0-9_.-]{0,199}$/;
const SLUG = 'A slug is 1 to 200 small letters, digits, hyphens, dots and underscores.';
const LANGUAGE = `This is said in ${NAME_LANGUAGES.join(', ')}; English stands beside it.`;

export const areDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length;

export const fault = (isWrong: boolean, path: string, message: string): Fault[] =>
  isWrong ? [{ path, message }] : [];

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
