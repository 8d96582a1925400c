import { type Id, newId } from '#kernel/domain/id.ts';
import { InvalidAttribute } from './errors.ts';
import { areDistinct, fault, lineFaults, requireSound } from './faults.ts';
import { type Language, type Names, inLanguage } from './names.ts';

export const ATTRIBUTE_KINDS = ['TEXT', 'NUMBER', 'BOOLEAN', 'ENUM', 'DATE', 'REFERENCE'] as const;
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number];

/** One of the values that there are, in English, and what it is called in other languages. */
export type AttributeChoice = { readonly value: string; readonly names: Names };

/** What is said of an attribute, and may change. */
export type AttributeFacts = {
  /** For people, in English. */
  readonly label: string;
  readonly labels: Names;
  /** All values that there are, if it is an ENUM. */
  readonly choices: readonly AttributeChoice[];
};

/** What can be said of products: one meaning, whatever types of products have it, and so one facet. */
export type Attribute = AttributeFacts & {
  readonly id: Id<'att'>;
  /** Counts its changes. */
  readonly version: number;
  /** For programs, for ever; unique. */
  readonly name: string;
  /** For ever, because products have values of it. */
  readonly kind: AttributeKind;
  /** What a NUMBER counts, such as "cl"; for ever. */
  readonly unit: string | null;
};

const MOST_CHOICES = 500;

/** @throws {InvalidAttribute} */
export const newAttribute = (facts: Omit<Attribute, 'id' | 'version'>): Attribute =>
  checked({ ...facts, id: newId('att'), version: 0 });

/** @throws {InvalidAttribute} */
export const withAttributeFacts = (
  attribute: Attribute,
  facts: Partial<AttributeFacts>,
): Attribute => checked({ ...attribute, ...facts });

/** Why `value` is none of this attribute's, or null if it is one. Whether a referenced product exists is not looked at. */
export function misfit(
  { kind, choices }: Pick<Attribute, 'kind' | 'choices'>,
  value: string,
): string | null {
  switch (kind) {
    case 'TEXT':
      return null;
    case 'NUMBER':
      return isNumber(value) ? null : 'This is a number such as 12.5, and 12.50 is written 12.5.';
    case 'BOOLEAN':
      return value === 'true' || value === 'false' ? null : 'This is "true" or "false".';
    case 'ENUM':
      return choices.some((choice) => choice.value === value) ? null : oneOf(choices);
    case 'DATE':
      return isDate(value) ? null : 'This is a date such as 2026-06-01.';
    case 'REFERENCE':
      return /^prd_[0-9a-z]{26}$/.test(value) ? null : 'This is the id of a product.';
  }
}

const YES: Names = { de: 'Ja', fr: 'Oui', es: 'Sí', it: 'Sì' };
const NO: Names = { de: 'Nein', fr: 'Non', es: 'No', it: 'No' };

/** `value` for people: "75 cl", "Yes", "Rot". */
export function textOf(
  { kind, unit, choices }: Pick<Attribute, 'kind' | 'unit' | 'choices'>,
  value: string,
  language: Language = 'en',
): string {
  switch (kind) {
    case 'BOOLEAN':
      return value === 'true' ? inLanguage(language, 'Yes', YES) : inLanguage(language, 'No', NO);
    case 'ENUM': {
      const choice = choices.find((one) => one.value === value);
      return inLanguage(language, value, choice?.names ?? {});
    }
    case 'NUMBER':
      return unit === null ? value : `${value} ${unit}`;
    case 'TEXT':
    case 'DATE':
    case 'REFERENCE':
      return value;
  }
}

/** Equal numbers are written alike, so that they are one value of a facet. */
const isNumber = (value: string) =>
  /^-?(0|[1-9]\d{0,14})(\.\d{0,5}[1-9])?$/.test(value) && value !== '-0';

function isDate(value: string): boolean {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function oneOf(choices: readonly AttributeChoice[]): string {
  const shown = choices.slice(0, 10).map(({ value }) => value);
  return `This is one of: ${shown.join(', ')}${choices.length > shown.length ? ', …' : ''}.`;
}

function checked(attribute: Attribute): Attribute {
  const { name, kind, unit, label, labels, choices } = attribute;
  const isName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name);
  const hasChoices = choices.length > 0 && choices.length <= MOST_CHOICES;
  const faults = [
    ...fault(!isName || name === 'category' || name === 'brand', 'name', NAME),
    ...fault(
      unit !== null && (kind !== 'NUMBER' || !/^\S[^\p{Cc}]{0,19}$/u.test(unit)),
      'unit',
      'Only a number has a unit, of 1 to 20 characters.',
    ),
    ...fault(
      kind === 'ENUM' ? !hasChoices : choices.length > 0,
      'choices',
      `An ENUM has 1 to ${MOST_CHOICES} choices, and nothing else has any.`,
    ),
    ...fault(
      !areDistinct(choices.map(({ value }) => value)),
      'choices',
      'A choice stands there once.',
    ),
    ...lineFaults(['label', label], ['labels', labels]),
    ...choices.flatMap(({ value, names }, index) =>
      lineFaults([`choices.${index}.value`, value], [`choices.${index}.names`, names]),
    ),
  ];
  return requireSound(attribute, faults, InvalidAttribute);
}

const NAME =
  'A name is 1 to 64 letters and digits, begins with a letter, and is not category or brand.';
