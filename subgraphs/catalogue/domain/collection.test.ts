import { type Id, newId } from '#kernel/domain/id.ts';
import type { Attribute } from './attribute.ts';
import {
  type CollectionFacts,
  type RuleTerms,
  newCollection,
  scopeOf,
  withCollectionFacts,
} from './collection.ts';
import { InvalidCollection } from './errors.ts';

const attribute = (name: string, kind: Attribute['kind'], choices: string[] = []): Attribute => ({
  id: newId('att'),
  version: 1,
  name,
  kind,
  unit: null,
  label: name,
  labels: {},
  choices: choices.map((value) => ({ value, names: {} })),
});

const KNOWN = newId('prd');
const terms: RuleTerms = {
  categories: new Set(['wine']),
  attributes: new Map(
    [
      attribute('colour', 'ENUM', ['Red', 'White']),
      attribute('grape', 'TEXT'),
      attribute('bottled', 'DATE'),
    ].map((one) => [one.name, one]),
  ),
  products: new Set([KNOWN]),
};

const facts: CollectionFacts = {
  slug: 'reds',
  slugs: { de: 'rotweine' },
  name: 'Reds',
  names: { de: 'Rotweine' },
  description: '',
  descriptions: {},
  media: [],
  position: 3,
  rule: { filter: { category: 'wine' }, currency: 'EUR', productIds: [] },
  sort: 'NEWEST',
};

/** The places of all that is wrong. */
function faults(said: Partial<CollectionFacts>): string[] {
  try {
    newCollection({ ...facts, ...said }, terms);
    return [];
  } catch (error) {
    if (error instanceof InvalidCollection) return error.faults.map(({ path }) => path);
    throw error;
  }
}

const rule = (filter: CollectionFacts['rule']['filter'], ...productIds: Id<'prd'>[]) =>
  faults({ rule: { filter, currency: 'EUR', productIds } });

describe('a new collection', () => {
  it('is as it was said, and not published', () => {
    expect(newCollection(facts, terms)).toMatchObject({ ...facts, published: false, version: 0 });
  });

  it('tells everything that is wrong at once', () => {
    const wrong = { slug: 'A slug', name: '', names: { nl: 'Rood' }, position: -1 } as const;
    expect(faults({ ...wrong, sort: 'RELEVANCE' })).toEqual([
      'slug',
      'name',
      'names.nl',
      'position',
      'sort',
    ]);
  });
});

describe('the rule of a collection', () => {
  it('names what there is', () => {
    expect(rule({ category: 'wine', attributes: [{ name: 'colour', values: ['Red'] }] })).toEqual(
      [],
    );
    expect(rule({ category: 'wines' })).toEqual(['rule.filter.category']);
    expect(rule({ attributes: [{ name: 'color', values: ['Red'] }] })).toEqual([
      'rule.filter.attributes.color',
    ]);
    expect(rule({ attributes: [{ name: 'colour', values: ['Red', 'Blue'] }] })).toEqual([
      'rule.filter.attributes.colour',
    ]);
    expect(rule({}, KNOWN, newId('prd'), KNOWN)).toEqual([
      'rule.productIds.1',
      'rule.productIds.2',
    ]);
  });

  it('may name brands, options, and values of a text, that no product has yet', () => {
    expect(rule({ brands: ['To come'], attributes: [{ name: 'grape', values: ['New'] }] })).toEqual(
      [],
    );
    expect(rule({ options: [{ name: 'Size', values: ['XXL'] }] })).toEqual([]);
  });

  it('is not about what no search filters by', () => {
    expect(rule({ attributes: [{ name: 'bottled', values: ['2026-06-01'] }] })).toEqual([
      'rule.filter.attributes.bottled',
    ]);
  });

  it('is not the whole catalogue, nor nothing', () => {
    for (const empty of [{}, { brands: [], inStockOnly: false, price: {} }])
      expect(rule(empty)).toEqual(['rule']);
    expect(rule({}, KNOWN)).toEqual([]);
  });

  it('is refused where a search with this filter would be', () => {
    expect(rule({ price: { atLeast: '2', atMost: '1' } })).toEqual(['rule.filter.price']);
    expect(rule({ sellableIn: 'Utah' })).toEqual(['rule.filter.sellableIn']);
    const size = { name: 'Size', values: ['M'] };
    expect(rule({ options: [size, size] })).toEqual(['rule.filter.options']);
    const brands = [{ name: 'brand', values: ['Oldmoor'] }];
    expect(rule({ brands: ['Oldmoor'], attributes: brands })).toContain('rule.filter');
  });

  it('is told all that is wrong with it, field by field', () => {
    const size = { name: 'Size', values: ['M'] };
    const filter = {
      category: 'wines',
      attributes: [{ name: 'color', values: ['Red'] }],
      options: [size, size],
      price: { atLeast: '2', atMost: '1' },
      sellableIn: 'Utah',
    };
    expect(rule(filter, newId('prd')).toSorted()).toEqual([
      'rule.filter.attributes.color',
      'rule.filter.category',
      'rule.filter.options',
      'rule.filter.price',
      'rule.filter.sellableIn',
      'rule.productIds.0',
    ]);
  });

  it('is looked at only when it changes, because nobody may take away what it names', () => {
    const kept = newCollection(facts, terms);
    expect(withCollectionFacts(kept, { name: 'Red wine' }, null).name).toBe('Red wine');
    const gone = { ...terms, categories: new Set<string>() };
    expect(() => withCollectionFacts(kept, { rule: facts.rule }, gone)).toThrow(InvalidCollection);
  });
});

describe('the scope of a rule', () => {
  it('has no conditions if every product would meet them', () => {
    const scope = scopeOf({ filter: {}, currency: 'GBP', productIds: [KNOWN] });
    expect(scope).toEqual({ conditions: null, productIds: [KNOWN] });
  });

  it('has prices in the currency of the rule', () => {
    const filter = { price: { atMost: '2000' } };
    expect(scopeOf({ filter, currency: 'GBP', productIds: [] }).conditions).toMatchObject({
      currency: 'GBP',
      price: { atLeast: 0n, atMost: 2000n },
    });
  });
});
