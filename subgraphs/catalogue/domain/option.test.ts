import { InvalidOption } from './errors.ts';
import { choiceLabel, optionLabel, termsOf, unsaidOption, withOptionFacts } from './option.ts';

const colour = withOptionFacts(unsaidOption('Colour'), {
  names: { de: 'Farbe' },
  choices: [
    { value: 'Navy', names: { de: 'Marineblau', fr: 'Bleu marine' } },
    { value: 'Indigo', names: { de: 'Indigo', it: 'Indaco' } },
    { value: 'Rust', names: {} },
  ],
});

it('is called something in some languages, and in all others as products write it', () => {
  expect(optionLabel('de', 'Colour', colour)).toBe('Farbe');
  expect(optionLabel('fr', 'Colour', colour)).toBe('Colour');
  expect(optionLabel('de', 'Colour', null)).toBe('Colour');
  expect(choiceLabel('de', 'Navy', colour)).toBe('Marineblau');
  expect(choiceLabel('es', 'Navy', colour)).toBe('Navy');
  expect(choiceLabel('de', 'Mint', colour)).toBe('Mint');
});

it('forgets values of which nothing is said any more', () => {
  expect(colour.choices.map(({ value }) => value)).toEqual(['Navy', 'Indigo']);
});

it('teaches searches what its values are called, unless that is the value', () => {
  expect(termsOf(colour)).toEqual([
    { term: 'Marineblau', means: 'Navy' },
    { term: 'Bleu marine', means: 'Navy' },
    { term: 'Indaco', means: 'Indigo' },
  ]);
});

it.each([
  [{ names: { nl: 'Kleur' } }, 'names.nl'],
  [{ names: { de: ' ' } }, 'names.de'],
  [{ choices: [{ value: '', names: { de: 'Rot' } }] }, 'choices.0.value'],
  [{ choices: [{ value: 'Red', names: { de: 'R\nt' } }] }, 'choices.0.names.de'],
  [
    {
      choices: [
        { value: 'Red', names: { de: 'Rot' } },
        { value: 'Red', names: { fr: 'Rouge' } },
      ],
    },
    'choices',
  ],
])('is refused if it makes no sense: %j', (facts, path) => {
  const say = () => withOptionFacts(unsaidOption('Colour'), facts);
  expect(say).toThrow(InvalidOption);
  expect(say).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path })] }) as Error,
  );
});
