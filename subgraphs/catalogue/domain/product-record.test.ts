import { newId } from '#kernel/domain/id.ts';
import { InvalidProduct, ProductChanged, ProductNotReady, SkuTaken, SlugTaken } from './errors.ts';
import { changesBetween, fieldChanges, kindOfChange } from './product-changes.ts';
import { schemaOf } from '../test/schema-of.ts';
import {
  type ProductFacts,
  type ProductRecord,
  archived,
  draftProduct,
  newSlugs,
  published,
  requireOwnSlugs,
  requireVersion,
  withCompliance,
  withFacts,
  withOwnSkus,
  withPrices,
  withVariant,
  withVariantFacts,
  withoutVariant,
} from './product-record.ts';

const SCHEMA = schemaOf('teapot', { material: {}, grape: {}, lid: {} });
const NOW = new Date('2026-06-01T12:00:00Z');

const FACTS: ProductFacts = {
  slug: 'clay-teapot',
  name: 'Clay Teapot',
  slugs: {},
  names: { de: 'Tonkanne' },
  descriptions: {},
  description: 'Pours well.',
  brand: 'Oldmoor',
  productType: 'teapot',
  categoryId: newId('cat'),
  merchantId: newId('mer'),
  provisioning: 'SHIPMENT',
  attributes: { material: 'clay' },
  options: [{ name: 'Size', choices: ['small', 'large'] }],
  minimumAge: null,
  forbiddenRegions: [],
  alcoholByVolume: null,
  warnings: [],
  media: [],
  taxCategory: 'standard',
};

const PLAIN = { specialPrices: [], media: [], taxCategory: null };
const small = {
  sku: 'POT-S',
  name: 'small',
  options: { Size: 'small' },
  prices: { EUR: '1200' },
  ...PLAIN,
};
const large = { sku: 'POT-L', name: 'large', options: { Size: 'large' }, prices: {}, ...PLAIN };

const teapot = (facts: Partial<ProductFacts> = {}, variants = [small]): ProductRecord =>
  draftProduct({ ...FACTS, ...facts }, variants, SCHEMA);

function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidProduct) return error.faults.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('the life of a product', () => {
  it('begins as a draft', () => {
    expect(teapot()).toMatchObject({ status: 'DRAFT', version: 0, publishedAt: null });
  });

  it('keeps the day on which it first went on sale', () => {
    const later = new Date(NOW.getTime() + 86_400_000);
    const back = published(archived(published(teapot(), NOW)), later);
    expect(back).toMatchObject({ status: 'PUBLISHED', publishedAt: NOW });
  });

  it('has a price before it goes on sale', () => {
    expect(() => published(teapot({}, []), NOW)).toThrow(ProductNotReady);
    const free = withVariantFacts(teapot(), 'POT-S', { prices: {} });
    expect(() => published(free, NOW)).toThrow(ProductNotReady);
  });

  it('does not lose its last price while it is on sale', () => {
    const onSale = published(withVariant(teapot(), { ...large, prices: {} }), NOW);
    expect(withoutVariant(onSale, 'POT-L').variants).toHaveLength(1);
    expect(() => withoutVariant(onSale, 'POT-S')).toThrow(ProductNotReady);
    expect(withoutVariant(archived(onSale), 'POT-S').variants).toHaveLength(1);
  });

  it('is changed only by whoever has seen its last change', () => {
    expect(() => requireVersion(teapot(), 0)).not.toThrow();
    expect(() => requireVersion({ ...teapot(), version: 3 }, 2)).toThrow(new ProductChanged(3));
  });
});

describe('a product that makes no sense', () => {
  it.each<[Partial<ProductFacts>, string]>([
    [{ slug: 'Clay Teapot' }, 'slug'],
    [{ slug: '' }, 'slug'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(301) }, 'name'],
    [{ name: 'nul\0' }, 'name'],
    [{ names: { xx: 'Pot' } }, 'names.xx'],
    [{ attributes: { 'a:b': 'c' } }, 'attributes.a:b'],
    [{ attributes: { brand: 'c' } }, 'attributes.brand'],
    [{ attributes: { grape: '' } }, 'attributes.grape'],
    [{ minimumAge: 0 }, 'minimumAge'],
    [{ minimumAge: 17.5 }, 'minimumAge'],
    [{ alcoholByVolume: 101 }, 'alcoholByVolume'],
    [{ alcoholByVolume: Number.NaN }, 'alcoholByVolume'],
    [{ forbiddenRegions: ['US', 'Utah'] }, 'forbiddenRegions.1'],
    [{ warnings: [''] }, 'warnings.0'],
    [{ taxCategory: 'Books!' }, 'taxCategory'],
    [{ media: [{ url: 'x', alt: 'x', alts: {}, width: 1, height: 1 }] }, 'media.0.url'],
    [{ options: [...FACTS.options, ...FACTS.options] }, 'options'],
    [{ options: [{ name: 'Size', choices: ['small', 'small'] }] }, 'options.0.choices'],
    [{ options: [{ name: 'Size', choices: ['small', 'Small'] }] }, 'options.0.choices'],
    [{ options: [{ name: 'Size', choices: ['small', 'large '] }] }, 'options.0.choices'],
    [{ options: [{ name: 'Size', choices: ['small', 'very  large'] }] }, 'options.0.choices'],
    [{ options: [{ name: 'Size', choices: ['small', 'e\u0301norme'] }] }, 'options.0.choices'],
  ])('is refused with what is wrong: %j', (facts, path) => {
    expect(faultsOf(() => teapot(facts))).toEqual([path]);
    expect(faultsOf(() => withFacts(teapot(), facts, [], SCHEMA))).toEqual([path]);
  });

  it.each<[Partial<typeof small>, string]>([
    [{ sku: 'POT S' }, 'variants.0.sku'],
    [{ name: '' }, 'variants.0.name'],
    [{ options: { Size: 'huge' } }, 'variants.0.options.Size'],
    [{ prices: { EUR: '0' } }, 'variants.0.prices.EUR'],
  ])('has a variant that is refused: %j', (facts, path) => {
    expect(faultsOf(() => teapot({}, [{ ...small, ...facts }]))).toEqual([path]);
  });

  it('tells all that is wrong at once', () => {
    expect(faultsOf(() => teapot({ slug: '?', name: '' }, [{ ...small, sku: '?' }]))).toEqual([
      'slug',
      'name',
      'variants.0.sku',
    ]);
  });

  it('has a choice that none of its options offers', () => {
    expect(faultsOf(() => teapot({ options: [] }))).toEqual(['variants.0.options.Size']);
  });

  it('has two variants of one SKU, or with the same choices', () => {
    expect(faultsOf(() => withVariant(teapot(), small))).toEqual([
      'variant.sku',
      'variant.options',
    ]);
  });
});

describe('a SKU', () => {
  it('stays with the variant that had it, also when that was removed', () => {
    const before = teapot();
    const holder = { sku: 'POT-L', variantId: newId('var'), productId: before.id };
    const back = withOwnSkus(before, withVariant(before, large), new Map([['POT-L', holder]]));
    expect(back.variants[1]?.id).toBe(holder.variantId);
  });

  it('is nobody else’s', () => {
    const before = teapot();
    const after = withVariant(before, large);
    const elsewhere = { sku: 'POT-L', variantId: newId('var'), productId: newId('prd') };
    expect(() => withOwnSkus(before, after, new Map([['POT-L', elsewhere]]))).toThrow(SkuTaken);
    const renamed = withVariantFacts(before, 'POT-S', { sku: 'POT-L' });
    const removed = { ...elsewhere, productId: before.id };
    expect(() => withOwnSkus(before, renamed, new Map([['POT-L', removed]]))).toThrow(SkuTaken);
  });
});

it('what is wrong with one variant is told by its place in what was said, and with others by their SKU', () => {
  const pots = withVariant(teapot(), large);
  const wrong = { name: '', prices: { EUR: '0' } };
  expect(faultsOf(() => withVariantFacts(pots, 'POT-L', wrong))).toEqual(['name', 'prices.EUR']);
  const same = { options: large.options };
  expect(faultsOf(() => withVariantFacts(pots, 'POT-S', same))).toEqual(['variants.POT-L.options']);
});

describe('what is said of several variants at once', () => {
  const options = [{ name: 'Lid', choices: ['Cork', 'None'] }];
  const choosing = (sku: string, Lid: string) => ({ sku, options: { Lid } });
  const twoPots = () => withVariant(teapot(), large);

  it('may be what they choose of an option that is new', () => {
    const chosen = [choosing('POT-L', 'Cork'), choosing('POT-S', 'None')];
    const after = withFacts(twoPots(), { options }, chosen, SCHEMA);
    expect(after.variants.map((one) => one.options)).toEqual([{ Lid: 'None' }, { Lid: 'Cork' }]);
  });

  it('is wrong where it is said, and a variant of which nothing is said goes by its SKU', () => {
    const wrong = () => withFacts(twoPots(), { options }, [choosing('POT-L', 'Tin')], SCHEMA);
    expect(faultsOf(wrong)).toEqual([
      'variants.POT-S.options.Lid',
      'variants.POT-S.options.Size',
      'variants.0.options.Lid',
    ]);
    const prices = [
      { sku: 'POT-L', prices: { EUR: '0' } },
      { sku: 'POT-L', prices: {} },
      { sku: 'POT-S', prices: { EUR: '-1' } },
    ];
    expect(faultsOf(() => withPrices(twoPots(), prices))).toEqual([
      'variants.1.sku',
      'variants.2.prices.EUR',
    ]);
  });
});

describe('what changed of a product', () => {
  it('is told fact by fact, with what was said before', () => {
    const before = published(teapot({ minimumAge: 16 }), NOW);
    const after = withVariantFacts(
      { ...before, name: 'Pot', attributes: { lid: 'yes' }, minimumAge: null },
      'POT-S',
      { prices: { EUR: '1300', GBP: '1000' } },
    );
    expect(changesBetween(before, after)).toEqual([
      { field: 'attributes.lid', before: null, after: 'yes' },
      { field: 'attributes.material', before: 'clay', after: null },
      { field: 'minimumAge', before: '16', after: null },
      { field: 'name', before: 'Clay Teapot', after: 'Pot' },
      { field: 'variants.POT-S.prices.EUR', before: '1200', after: '1300' },
      { field: 'variants.POT-S.prices.GBP', before: null, after: '1000' },
    ]);
  });

  it('is nothing when facts only stand in another order', () => {
    const before = teapot({ attributes: { lid: '1', grape: '2' } });
    expect(changesBetween(before, { ...before, attributes: { grape: '2', lid: '1' } })).toEqual([]);
  });

  it('is called by what became of the product', () => {
    const draft = teapot();
    const onSale = published(draft, NOW);
    expect(kindOfChange(null, draft)).toBe('CREATED');
    expect(kindOfChange(draft, onSale)).toBe('PUBLISHED');
    expect(kindOfChange(onSale, archived(onSale))).toBe('ARCHIVED');
    expect(kindOfChange(onSale, { ...onSale, name: 'Pot' })).toBe('UPDATED');
  });
});

describe('the slugs of a product', () => {
  const inTwoLanguages = { slugs: { de: 'tonkanne' } };

  it('are new if it had them in no language', () => {
    const before = teapot(inTwoLanguages);
    expect(newSlugs(null, before)).toEqual(['clay-teapot', 'tonkanne']);
    const after = { ...before, slug: 'tonkanne', slugs: { de: 'kanne' } };
    expect(newSlugs(before, after)).toEqual(['kanne']);
  });

  it('are its own, and no other product’s', () => {
    const product = teapot(inTwoLanguages);
    const slugs = newSlugs(null, product);
    const holders = new Map([['tonkanne', product.id]]);
    expect(() => requireOwnSlugs(product, slugs, holders)).not.toThrow();
    holders.set('clay-teapot', newId('prd'));
    expect(() => requireOwnSlugs(product, slugs, holders)).toThrow(new SlugTaken('clay-teapot'));
  });
});

it('obeys the law that it is told to obey, if there can be such a law', () => {
  const { minimumAge, forbiddenRegions, alcoholByVolume, warnings } = FACTS;
  const free = { minimumAge, forbiddenRegions, alcoholByVolume, warnings };
  expect(withCompliance(teapot(), { ...free, minimumAge: 18 }).minimumAge).toBe(18);
  expect(faultsOf(() => withCompliance(teapot(), { ...free, minimumAge: 400 }))).toHaveLength(1);
});

it('tells what changed of anything that has an id and a version', () => {
  const before = { id: newId('cat'), version: 1, name: 'Tea', names: { de: 'Tee' } };
  const after = { ...before, version: 2, name: 'Teas' };
  const renamed = { field: 'name', before: 'Tea', after: 'Teas' };
  expect(fieldChanges(before, after)).toEqual([renamed]);
  expect(fieldChanges(null, after).map(({ field }) => field)).toEqual(['name', 'names.de']);
  expect(fieldChanges(after, null)).toHaveLength(2);
});
