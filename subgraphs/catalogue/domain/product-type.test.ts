import fc from 'fast-check';
import { schemaOf } from '../test/schema-of.ts';
import {
  type AttributeKind,
  misfit,
  newAttribute,
  textOf,
  withAttributeFacts,
} from './attribute.ts';
import { AttributeNotFound, InvalidAttribute, InvalidProductType } from './errors.ts';
import { newProductType, typeFaults } from './product-type.ts';

const attribute = (facts: Partial<Parameters<typeof newAttribute>[0]> = {}) =>
  newAttribute({
    name: 'volume',
    kind: 'TEXT',
    unit: null,
    label: 'Volume',
    labels: {},
    choices: [],
    ...facts,
  });

const choices = [
  { value: 'Red', names: { de: 'Rot' } },
  { value: 'White', names: {} },
];

describe('an attribute', () => {
  it.each<[AttributeKind, string[], string[]]>([
    ['NUMBER', ['0', '12.5', '-3', '0.05'], ['', '12.50', '-0', '1e3', '.5', '01', '1.']],
    ['BOOLEAN', ['true', 'false'], ['yes', 'True', '']],
    ['ENUM', ['Red', 'White'], ['red', 'Rot', '']],
    ['DATE', ['2024-02-29', '2026-06-01'], ['2023-02-29', '2026-6-1', '2026-06-01T00:00']],
    ['REFERENCE', ['prd_01h455vb4pex5vsknk084sn02q'], ['var_01h455vb4pex5vsknk084sn02q', 'x']],
  ])('of the kind %s has values of its kind, and no others', (kind, right, wrong) => {
    const own = { kind, choices };
    expect(right.filter((value) => misfit(own, value) !== null)).toEqual([]);
    expect(wrong.filter((value) => misfit(own, value) === null)).toEqual([]);
  });

  it('has each number written in one way', () => {
    const number = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000);
    fc.assert(
      fc.property(number, (n) => {
        expect(misfit({ kind: 'NUMBER', choices: [] }, String(n === 0 ? 0 : n))).toBeNull();
        expect(misfit({ kind: 'NUMBER', choices: [] }, `${n.toFixed(3)}0`)).not.toBeNull();
      }),
    );
  });

  it('is shown to people with its unit, or as yes and no', () => {
    expect(textOf({ kind: 'NUMBER', unit: 'cl', choices: [] }, '75')).toBe('75 cl');
    expect(textOf({ kind: 'BOOLEAN', unit: null, choices: [] }, 'false')).toBe('No');
    expect(textOf({ kind: 'BOOLEAN', unit: null, choices: [] }, 'true', 'fr')).toBe('Oui');
    expect(textOf({ kind: 'ENUM', unit: null, choices }, 'Red', 'de')).toBe('Rot');
    expect(textOf({ kind: 'ENUM', unit: null, choices }, 'White', 'de')).toBe('White');
    expect(textOf({ kind: 'NUMBER', unit: null, choices: [] }, '2019')).toBe('2019');
    expect(textOf({ kind: 'DATE', unit: null, choices: [] }, '2026-06-01')).toBe('2026-06-01');
  });

  it('may get other labels, and none that nobody could read', () => {
    const labelled = withAttributeFacts(attribute(), { label: 'Content' });
    expect(labelled).toMatchObject({ name: 'volume', label: 'Content' });
    expect(() => withAttributeFacts(labelled, { label: '' })).toThrow(InvalidAttribute);
  });

  it.each([
    [{ name: 'brand' }],
    [{ name: 'two words' }],
    [{ unit: 'cl' }],
    [{ kind: 'ENUM' as const }],
    [{ choices }],
    [{ kind: 'ENUM' as const, choices: [...choices, ...choices] }],
    [{ label: '' }],
    [{ labels: { nl: 'Inhoud' } }],
  ])('is refused if it makes no sense: %j', (facts) => {
    expect(() => attribute(facts)).toThrow(InvalidAttribute);
  });
});

describe('a product type', () => {
  const known = { attributes: new Map([['volume', attribute()]]) };
  const type = (attributes: { name: string; required: boolean }[]) =>
    newProductType(known, { name: 'wine', names: {}, attributes });

  it('has attributes that there are, each once', () => {
    const volume = { name: 'volume', required: true };
    expect(type([volume]).attributes).toEqual([volume]);
    expect(() => type([volume, volume])).toThrow(InvalidProductType);
    expect(() => type([{ name: 'grape', required: false }])).toThrow(AttributeNotFound);
  });

  it('says of each attribute what is wrong with it', () => {
    const schema = schemaOf('wine', {
      grape: { required: true },
      vintage: { facts: { kind: 'NUMBER' } },
      with: { facts: { kind: 'REFERENCE' } },
    });
    const attributes = { vintage: 'old', cork: 'yes', with: 'prd_01h455vb4pex5vsknk084sn02q' };
    const wine = { productType: 'wine', status: 'PUBLISHED' as const, attributes };
    expect(typeFaults(wine, schema).map(({ path }) => path)).toEqual([
      'attributes.vintage',
      'attributes.cork',
      'attributes.with',
      'attributes.grape',
    ]);
  });

  it('demands what is required only of what is on sale', () => {
    const schema = schemaOf('wine', { grape: { required: true } });
    const wine = { productType: 'wine', attributes: {} };
    expect(typeFaults({ ...wine, status: 'DRAFT' }, schema)).toEqual([]);
    expect(typeFaults({ ...wine, status: 'PUBLISHED' }, schema)).toHaveLength(1);
  });

  it('has to be known', () => {
    const book = { productType: 'book', status: 'DRAFT' as const, attributes: {} };
    expect(typeFaults(book, schemaOf('wine', {}))).toMatchObject([{ path: 'productType' }]);
  });
});
