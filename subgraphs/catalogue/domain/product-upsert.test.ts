import { newId } from '#kernel/domain/id.ts';
import { InvalidProduct, ProductChanged } from './errors.ts';
import { type ProductRecord, archived } from './product-record.ts';
import { type ProductUpsert, type Surroundings, upserted } from './product-upsert.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const [categoryId, merchantId] = [newId('cat'), newId('mer')];
const SHOP: Surroundings = {
  categories: new Set([categoryId]),
  now: NOW,
  schema: {
    attributes: new Map(),
    types: new Map([
      ['pot', { id: newId('pty'), version: 1, name: 'pot', names: {}, attributes: [] }],
    ]),
    products: new Set(),
  },
};

const facts = { slug: 'clay-pot', name: 'Clay pot', brand: 'Oldmoor', productType: 'pot' } as const;
const size = (value: string) => ({ options: { Size: value } });
const sizes = (...choices: string[]) => [{ name: 'Size', choices }];

const upsert = (before: ProductRecord | null, said: Partial<ProductUpsert>): ProductRecord =>
  upserted(
    before,
    {
      id: null,
      expectedVersion: null,
      status: null,
      facts: {},
      variants: [],
      slips: [],
      ...said,
    },
    SHOP,
  );

const pot = (more: Partial<ProductUpsert> = {}) =>
  upsert(null, {
    facts: { ...facts, categoryId, merchantId, options: sizes('S', 'L') },
    variants: [
      { sku: 'POT-S', name: 'small', ...size('S'), prices: { EUR: '1200' } },
      { sku: 'POT-L', name: 'large', ...size('L'), prices: { EUR: '1800' } },
    ],
    ...more,
  });

function faultsOf(said: () => unknown): string[] {
  try {
    said();
    return [];
  } catch (error) {
    if (error instanceof InvalidProduct) return error.faults.map(({ path }) => path).toSorted();
    throw error;
  }
}

it('makes a draft of what is new, or what is wanted', () => {
  expect(pot()).toMatchObject({ ...facts, status: 'DRAFT', version: 0, taxCategory: 'standard' });
  expect(pot({ status: 'PUBLISHED' })).toMatchObject({ status: 'PUBLISHED', publishedAt: NOW });
});

it('leaves what is not said, and variants that are not named', () => {
  const before = pot();
  const after = upsert(before, {
    facts: { name: 'Pot' },
    variants: [{ sku: 'POT-L', prices: { GBP: '1500' } }],
  });
  expect(after).toEqual({
    ...before,
    name: 'Pot',
    variants: [before.variants[0], { ...before.variants[1], prices: { GBP: '1500' } }],
  });
});

it('changes options together with what the variants choose', () => {
  const lidded = (Lid: string, Size: string) => ({ options: { Size, Lid } });
  const options = [...sizes('S', 'L', 'XL'), { name: 'Lid', choices: ['Cork', 'None'] }];
  const variants = [
    { sku: 'POT-S', ...lidded('None', 'S') },
    { sku: 'POT-L', ...lidded('None', 'L') },
    { sku: 'POT-XL', name: 'huge', ...lidded('Cork', 'XL') },
  ];
  const after = upsert(pot(), { facts: { options }, variants });
  expect(after.options).toEqual(options);
  expect(after.variants.map((variant) => variant.options)).toEqual([
    { Size: 'S', Lid: 'None' },
    { Size: 'L', Lid: 'None' },
    { Size: 'XL', Lid: 'Cork' },
  ]);
});

it('tells all that is wrong at once, where it was said', () => {
  const slip = { path: 'names.de', message: 'This is said twice.' };
  expect(
    faultsOf(() =>
      upsert(pot(), {
        status: 'PUBLISHED',
        slips: [slip],
        facts: { name: '', categoryId: newId('cat'), productType: 'sofa' },
        variants: [
          { sku: 'POT-L', prices: {}, ...size('XL') },
          { sku: 'POT-S', prices: {} },
          { sku: 'POT-L' },
        ],
      }),
    ),
  ).toEqual([
    'categoryId',
    'name',
    'names.de',
    'productType',
    'status',
    'variants.0.options.Size',
    'variants.2.sku',
  ]);
  expect(faultsOf(() => upsert(null, {}))).toEqual([
    'brand',
    'categoryId',
    'merchantId',
    'name',
    'productType',
    'slug',
  ]);
});

it('takes what was on sale off sale, and makes no draft of it', () => {
  const onSale = pot({ status: 'PUBLISHED' });
  expect(upsert(onSale, { status: 'ARCHIVED' })).toEqual(archived(onSale));
  expect(faultsOf(() => upsert(onSale, { status: 'DRAFT' }))).toEqual(['status']);
});

it('is refused to whoever has seen another version', () => {
  const seen = (before: ProductRecord | null, expectedVersion: number) => () =>
    upsert(before, { expectedVersion, facts: { ...facts, categoryId, merchantId } });
  expect(seen(null, 0)).not.toThrow();
  expect(seen(null, 1)).toThrow(new ProductChanged(0));
  const known = { ...pot(), version: 3 };
  expect(seen(known, 3)).not.toThrow();
  expect(seen(known, 0)).toThrow(new ProductChanged(3));
});
