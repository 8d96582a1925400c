import { createHash } from 'node:crypto';
import { newId } from '#kernel/domain/id.ts';
import { newCollection } from '../domain/collection.ts';
import type { SeedPrices, SeedProduct } from './index.ts';
import { generateCatalogue } from './index.ts';
import { STORY } from './story.ts';

const catalogue = generateCatalogue();
const { products, categories, collections, sellers } = catalogue;
const variants = products.flatMap((product) => product.variants);

function share(of: (product: SeedProduct) => boolean): number {
  return products.filter(of).length / products.length;
}

function expectUnique(values: string[]): void {
  expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
}

function variantOf(sku: string) {
  const product = products.find(({ variants: own }) => own.some((variant) => variant.sku === sku));
  const variant = product?.variants.find((own) => own.sku === sku);
  if (!product || !variant) throw new Error(`The catalogue has no variant ${sku}.`);
  return { product, variant };
}

describe('the seed catalogue', () => {
  it('holds as many products as asked, and 2,100 unless asked', () => {
    expect(products).toHaveLength(2_100);
    expect(variants.length).toBeGreaterThanOrEqual(5_000);
    expect(generateCatalogue({ products: 100 }).products).toHaveLength(100);
  });

  it('comes out the same every time', () => {
    const hash = (value: unknown) =>
      createHash('sha256').update(JSON.stringify(value)).digest('hex');
    expect(hash(generateCatalogue())).toBe(hash(catalogue));
  });

  it('invents the same products, whatever the size of the catalogue', () => {
    const known = new Map(products.map((product) => [product.slug, product]));
    for (const product of generateCatalogue({ products: 300 }).products) {
      expect(product).toEqual(known.get(product.slug));
    }
  });

  it('gives every slug, SKU and pair of brand and name only once', () => {
    expectUnique(products.map(({ slug }) => slug));
    expectUnique(variants.map(({ sku }) => sku));
    expectUnique(products.map(({ brand, name }) => `${brand}\n${name}`));
    expectUnique(categories.map(({ slug }) => slug));
    expectUnique(collections.flatMap(({ slug, slugs }) => [slug, ...Object.values(slugs)]));
    expectUnique(sellers.map(({ slug }) => slug));
  });

  it('writes slugs that need no escaping in a URL', () => {
    const slugs = [...products, ...categories, ...sellers].map(({ slug }) => slug);
    expect(slugs.filter((slug) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
  });

  it('is a third wine, beer and spirits, sold to adults and not everywhere', () => {
    const isAlcohol = ({ productType }: SeedProduct) =>
      ['wine', 'beer', 'spirits'].includes(productType);
    expect(share(isAlcohol)).toBeGreaterThan(0.3);
    expect(share(isAlcohol)).toBeLessThan(0.36);
    for (const product of products.filter(isAlcohol)) {
      expect(product.minimumAge).toBe(18);
      expect(product.forbiddenRegions).toContain('SA');
    }
    const strong = products.filter(({ alcoholByVolume }) => alcoholByVolume !== null);
    expect(strong).toEqual(products.filter(isAlcohol));
  });

  it('writes forbidden regions as ISO 3166 codes', () => {
    const regions = products.flatMap(({ forbiddenRegions }) => forbiddenRegions);
    expect(regions.filter((code) => !/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(code))).toEqual([]);
  });

  it('delivers one product in twenty as a licence key, from stock without end', () => {
    const isLicence = ({ provisioning }: SeedProduct) => provisioning === 'LICENCE_KEY';
    expect(share(isLicence)).toBeGreaterThan(0.04);
    expect(share(isLicence)).toBeLessThan(0.06);
    const stocks = products.filter(isLicence).flatMap((licence) => licence.variants);
    expect(stocks.every(({ stock }) => stock === 100_000)).toBe(true);
  });

  it('has sold out of about three variants in a hundred, and has up to 500 of the rest', () => {
    const shipped = products
      .filter(({ provisioning }) => provisioning === 'SHIPMENT')
      .flatMap((product) => product.variants.map(({ stock }) => stock));
    const soldOut = shipped.filter((stock) => stock === 0).length / shipped.length;
    expect(soldOut).toBeGreaterThan(0.02);
    expect(soldOut).toBeLessThan(0.04);
    expect(shipped.every((stock) => Number.isInteger(stock) && stock >= 0 && stock <= 500)).toBe(
      true,
    );
  });

  it('asks prices that a shop would ask, alike in every currency', () => {
    const isShopPrice = (minorUnits: number) =>
      minorUnits > 0 && [0, 50, 90, 99].includes(minorUnits % 100);
    const isAlike = ({ EUR, GBP, USD }: SeedPrices) =>
      GBP > 0.7 * EUR && GBP <= EUR && USD >= EUR && USD < 1.3 * EUR;
    const odd = variants
      .map(({ prices }) => prices)
      .filter((prices) => !isAlike(prices) || !Object.values(prices).every(isShopPrice));
    expect(odd).toEqual([]);
  });

  it('offers each combination of a product’s options exactly once', () => {
    const combinations = (product: SeedProduct) =>
      product.options.reduce<Record<string, string>[]>(
        (sofar, { name, values }) =>
          sofar.flatMap((chosen) => values.map((value) => ({ ...chosen, [name]: value }))),
        [{}],
      );
    expect(products.map((product) => product.variants.map(({ options }) => options))).toEqual(
      products.map(combinations),
    );
  });

  it('files every product under a leaf of a tree three levels deep', () => {
    const parents = new Map(categories.map(({ slug, parentSlug }) => [slug, parentSlug]));
    const inner = new Set(parents.values());
    const depth = (slug: string | null): number =>
      slug === null ? 0 : 1 + depth(parents.get(slug) ?? null);
    for (const { categorySlug } of products) {
      expect(depth(categorySlug)).toBe(3);
      expect(inner).not.toContain(categorySlug);
    }
    const stocked = new Set(products.map(({ categorySlug }) => categorySlug));
    expect([...parents.keys()].filter((slug) => !inner.has(slug) && !stocked.has(slug))).toEqual(
      [],
    );
  });

  it('names parents before their children, so that rows can be inserted in order', () => {
    const seen = new Set<string | null>([null]);
    for (const { slug, parentSlug } of categories) {
      expect(seen).toContain(parentSlug);
      seen.add(slug);
    }
  });

  it('sells every product through a known seller, and something through each', () => {
    const selling = new Set(products.map(({ sellerSlug }) => sellerSlug));
    expect([...selling].toSorted()).toEqual(sellers.map(({ slug }) => slug).toSorted());
  });

  it('describes every product in whole sentences', () => {
    const wrong = products.filter(
      ({ description }) =>
        !/^[\p{Lu}\d‘].*[.]$/u.test(description) ||
        /undefined|null| {2}|\.\.| [,.]/.test(description),
    );
    expect(wrong.map(({ description }) => description)).toEqual([]);
  });
});

describe('the story products', () => {
  it('begin the catalogue, however small it is', () => {
    const skus = generateCatalogue({ products: 6 }).products.flatMap((product) =>
      product.variants.map(({ sku }) => sku),
    );
    expect(skus).toEqual(expect.arrayContaining(Object.values(STORY)));
  });

  it('include a red wine from 18 years at EUR 24.90', () => {
    const { product, variant } = variantOf(STORY.redWine);
    expect(product).toMatchObject({ categorySlug: 'red-wine', minimumAge: 18 });
    expect(variant.prices.EUR).toBe(24_90);
  });

  it('include a coffee grinder for any age and region', () => {
    const { product } = variantOf(STORY.coffeeGrinder);
    expect(product).toMatchObject({ minimumAge: null, forbiddenRegions: [] });
  });

  it('include a licence key', () => {
    expect(variantOf(STORY.softwareLicence).product.provisioning).toBe('LICENCE_KEY');
  });

  it('include a whisky that Saudi Arabia, Kuwait and Utah forbid', () => {
    const { product } = variantOf(STORY.whisky);
    expect(product.forbiddenRegions).toEqual(expect.arrayContaining(['SA', 'KW', 'US-UT']));
  });

  it('include a print of which ten are left, and a teapot of which none is', () => {
    expect(variantOf(STORY.limitedPrint).variant.stock).toBe(10);
    expect(variantOf(STORY.soldOutTeapot).variant.stock).toBe(0);
  });
});

describe('the seed collections', () => {
  it.each(collections)('follow a rule that operators could have written: $slug', (seeded) => {
    const { filter, skus, published: _, ...said } = seeded;
    const rule = { filter, currency: 'EUR' as const, productIds: skus.map(() => newId('prd')) };
    const terms = {
      categories: new Set(categories.map(({ slug }) => slug)),
      attributes: new Map(
        catalogue.attributes.map((one) => [one.name, { ...one, id: newId('att'), version: 1 }]),
      ),
      products: new Set(rule.productIds),
    };
    expect(newCollection({ ...said, media: [], rule }, terms).slug).toBe(seeded.slug);
    for (const sku of skus) expect(variantOf(sku)).toBeDefined();
  });
});
