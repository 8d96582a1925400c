import { newId } from '#kernel/domain/id.ts';
import { schemaOf } from '../test/schema-of.ts';
import { InvalidProduct } from './errors.ts';
import type { ProductRecord } from './product-record.ts';
import { type ProductRow, type Surroundings, withRow } from './product-row.ts';

const TEAPOTS = newId('cat');
const around: Surroundings = {
  categories: new Map([['teapots', TEAPOTS]]),
  schema: schemaOf('teapot', { material: {}, origin: {} }),
  now: new Date('2026-06-01T12:00:00Z'),
};
const WHOLE: ProductRow = {
  product: 'clay-teapot',
  name: 'Clay Teapot',
  names: { de: 'Tonkanne', fr: null },
  description: 'Pours well.',
  brand: 'Oldmoor',
  type: 'teapot',
  category: 'teapots',
  merchant: newId('mer'),
  attributes: { material: 'clay' },
  options: [{ name: 'Size', choices: ['small'] }],
  variants: [
    { sku: 'POT-S', name: 'small', options: { Size: 'small' }, prices: { EUR: '12.00' } },
    { sku: 'POT-L', name: 'large', options: { Size: 'large' } },
  ],
};
const teapot = (row: Partial<ProductRow> = {}): ProductRecord =>
  withRow(null, { ...WHOLE, ...row }, around);
const changed = (row: ProductRow, before = teapot()): ProductRecord => withRow(before, row, around);

function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidProduct) return error.faults.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('a row of a new product', () => {
  it('is a draft with all that it says', () => {
    expect(teapot()).toMatchObject({
      version: 0,
      status: 'DRAFT',
      publishedAt: null,
      slug: 'clay-teapot',
      names: { de: 'Tonkanne' },
      productType: 'teapot',
      categoryId: TEAPOTS,
      provisioning: 'SHIPMENT',
      minimumAge: null,
    });
  });

  it('offers the choices that its variants make, after those it lists', () => {
    expect(teapot().options).toEqual([{ name: 'Size', choices: ['small', 'large'] }]);
  });

  it('says prices in decimals, which become minor units', () => {
    expect(teapot().variants.map(({ sku, prices }) => [sku, prices])).toEqual([
      ['POT-S', { EUR: '1200' }],
      ['POT-L', {}],
    ]);
  });

  it('names what it lacks', () => {
    const row = { product: 'x', brand: 'Oldmoor', category: 'boats' };
    expect(faultsOf(() => withRow(null, row, around))).toEqual([
      'name',
      'type',
      'merchant',
      'category',
    ]);
  });

  it('is on sale at once, if it says so and has a price', () => {
    expect(teapot({ status: 'PUBLISHED' })).toMatchObject({
      status: 'PUBLISHED',
      publishedAt: around.now,
    });
    expect(faultsOf(() => teapot({ status: 'PUBLISHED', variants: [] }))).toEqual(['status']);
  });
});

describe('a row of a product that is there', () => {
  it('changes what it says, and leaves the rest', () => {
    const before = teapot();
    const after = changed({ name: 'Big Teapot', minimumAge: 18, warnings: ['Hot.'] }, before);
    expect(after).toEqual({ ...before, name: 'Big Teapot', minimumAge: 18, warnings: ['Hot.'] });
  });

  it('takes away what it says is nothing', () => {
    const after = changed({
      names: { de: null },
      attributes: { material: null, origin: 'Devon' },
      variants: [{ sku: 'POT-S', prices: { EUR: null, GBP: '10.50' } }],
    });
    expect(after).toMatchObject({ names: {}, attributes: { origin: 'Devon' } });
    expect(after.variants[0]?.prices).toEqual({ GBP: '1050' });
  });

  it('keeps the variants that it does not name, and their ids', () => {
    const before = teapot();
    const after = changed({ variants: [{ sku: 'POT-L', name: 'grand' }] }, before);
    expect(after.variants.map(({ id }) => id)).toEqual(before.variants.map(({ id }) => id));
    expect(after.variants.map(({ name }) => name)).toEqual(['small', 'grand']);
  });

  it('puts another choice of all that made one in its place, and takes it away if there is the other already', () => {
    const before = teapot({ options: [{ name: 'Size', choices: ['small', 'large', 'huge'] }] });
    const choose = (sku: string, Size: string, record: ProductRecord) =>
      changed({ variants: [{ sku, options: { Size } }] }, record);
    const respelt = choose('POT-S', 'Small', before);
    expect(respelt.options).toEqual([{ name: 'Size', choices: ['Small', 'large', 'huge'] }]);
    expect(choose('POT-S', 'huge', respelt).options).toEqual([
      { name: 'Size', choices: ['large', 'huge'] },
    ]);
  });

  it('archives, and puts back on sale since the same day', () => {
    const onSale = teapot({ status: 'PUBLISHED' });
    const archived = changed({ status: 'ARCHIVED' }, onSale);
    expect(archived.status).toBe('ARCHIVED');
    expect(changed({ status: 'PUBLISHED' }, archived)).toMatchObject({
      status: 'PUBLISHED',
      publishedAt: onSale.publishedAt,
    });
  });

  it('leaves a draft a draft, and makes no draft of what was on sale', () => {
    expect(changed({ status: 'DRAFT' }).status).toBe('DRAFT');
    const onSale = teapot({ status: 'PUBLISHED' });
    expect(faultsOf(() => changed({ status: 'DRAFT' }, onSale))).toEqual(['status']);
  });

  it('leaves something with a price of what is on sale', () => {
    const onSale = teapot({ status: 'PUBLISHED' });
    const free = { variants: [{ sku: 'POT-S', prices: { EUR: null } }] };
    expect(faultsOf(() => changed(free, onSale))).toEqual(['status']);
    expect(faultsOf(() => changed(free))).toEqual([]);
  });
});

describe('what is wrong with a row', () => {
  it.each<[string, Partial<ProductRow>, string[]]>([
    ['a category that is not there', { category: 'boats' }, ['category']],
    ['what is no merchant', { merchant: 'somebody' }, ['merchant']],
    ['an empty type', { type: '' }, ['type']],
    [
      'prices that are none',
      { variants: [{ sku: 'POT-S', prices: { EUR: '1.234', XXQ: '1' } }] },
      ['variants.0.prices.EUR', 'variants.0.prices.XXQ'],
    ],
    [
      'a price of nothing',
      { variants: [{ sku: 'POT-S', prices: { EUR: '0' } }] },
      ['variants.0.prices.EUR'],
    ],
    [
      'a SKU that stands there twice',
      { variants: [{ sku: 'POT-S' }, { sku: 'POT-L' }, { sku: 'POT-S', name: 'tiny' }] },
      ['variants.2.sku'],
    ],
    [
      'many things at once',
      {
        category: 'boats',
        merchant: 'somebody',
        status: 'PUBLISHED',
        attributes: { wheels: '4' },
        variants: [
          { sku: 'POT-S', prices: { EUR: 'free' } },
          { sku: 'POT-L', name: '' },
        ],
      },
      ['category', 'variants.0.prices.EUR', 'merchant', 'variants.1.name', 'attributes.wheels'],
    ],
    [
      'a choice of an option that is none',
      { variants: [{ sku: 'POT-X', name: 'x' }] },
      ['variants.0.options.Size'],
    ],
  ])('is said in its own places: %s', (_what, row, paths) => {
    expect(faultsOf(() => changed(row))).toEqual(paths);
  });

  it('is the SKU of a row that says nothing but one that nothing has', () => {
    const row = { variants: [{ sku: 'POT-Z', prices: { EUR: '1.00' } }] };
    expect(faultsOf(() => withRow(null, row, around))).toEqual(['variants.0.sku']);
    expect(faultsOf(() => withRow(null, { product: 'new-pot' }, around))).toContain('name');
  });

  it('is said by SKU where it lies with a variant that the row does not name', () => {
    const before = teapot();
    const options = [{ name: 'Colour', choices: ['blue'] }];
    expect(faultsOf(() => changed({ options }, before))).toContain('variants.POT-S.options.Colour');
  });
});
