import { type Id, newId } from '#kernel/domain/id.ts';
import type { AttributeChoice } from './attribute.ts';
import { InvalidOption } from './errors.ts';
import { areDistinct, fault, lineFaults, requireSound } from './faults.ts';
import { type Language, type Names, inLanguage } from './names.ts';
import { plainText } from './query-words.ts';

/** What operators say of an option. */
export type OptionFacts = {
  readonly names: Names;
  /** Of its values, those that are called something in other languages. */
  readonly choices: readonly AttributeChoice[];
};

/**
 * What an option and its values are called in other languages, for all products at once, because it is one facet. Products write
 * both in English, and may offer what nobody has said anything of.
 */
export type Option = OptionFacts & {
  readonly id: Id<'opt'>;
  /** Counts its changes; 0 if nothing was ever said of it. */
  readonly version: number;
  /** Just as products write it. */
  readonly name: string;
};

const MOST_CHOICES = 1_000;

export const unsaidOption = (name: string): Option => ({
  id: newId('opt'),
  version: 0,
  name,
  names: {},
  choices: [],
});

/** @throws {InvalidOption} */
export function withOptionFacts(before: Option, facts: Partial<OptionFacts>): Option {
  const { choices, ...same } = { ...before, ...facts };
  const option = { ...same, choices: choices.filter(({ names }) => Object.keys(names).length > 0) };
  return requireSound(option, faultsOf({ ...same, choices }), InvalidOption);
}

const faultsOf = ({ name, names, choices }: Option) => [
  ...lineFaults(['name', name], ['names', names]),
  ...fault(
    choices.length > MOST_CHOICES,
    'choices',
    `At most ${MOST_CHOICES} values have names of their own.`,
  ),
  ...fault(
    !areDistinct(choices.map(({ value }) => value)),
    'choices',
    'A value stands there once.',
  ),
  ...choices.flatMap(({ value, names: called }, index) => [
    ...lineFaults([`choices.${index}.value`, value], [`choices.${index}.names`, called], 200),
  ]),
];

/** What is said of options, by their names. */
export type Options = ReadonlyMap<string, Option>;

/** The option for people. */
export const optionLabel = (language: Language, name: string, option: Option | null): string =>
  inLanguage(language, name, option?.names ?? {});

/** A value of it for people. */
export const choiceLabel = (language: Language, value: string, option: Option | null): string =>
  inLanguage(language, value, option?.choices.find((one) => one.value === value)?.names ?? {});

/** What people may type for a value, and the value: as synonyms are kept. */
export type OptionTerm = { readonly term: string; readonly means: string };

/** What is called the same in English needs no explanation. */
export const termsOf = ({ choices }: Option): OptionTerm[] =>
  choices.flatMap(({ value, names }) =>
    [...new Set(Object.values(names))]
      .filter((term) => plainText(term) !== '' && plainText(term) !== plainText(value))
      .map((term) => ({ term, means: value })),
  );
