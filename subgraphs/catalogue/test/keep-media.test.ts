import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Catalogue, givenCategory, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

interface Answered {
  readonly id: Id<'prd'>;
  readonly version: number;
}

async function tell(
  verb: string,
  type: string,
  input: object,
  as = stockKeeper,
): Promise<Answered> {
  const { data, errors } = await shop.as(as).execute<{ told: Answered }>(
    `mutation ($input: ${type}!) { told: ${verb}(input: $input) { ... on Problem { code }
       ... on InvalidProduct { faults { path } } ... on ProductRecord { id version taxCategory
         media { url } variants { taxCategory media { url } } } } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.told;
}

const seen = ({ id, version }: Answered) => ({ productId: id, expectedVersion: version });
const picture = (name: string, more: object = {}) => ({
  url: `https://media.example.com/${name}.jpg`,
  alt: 'A pot',
  alts: [{ language: 'de', text: 'Eine Kanne' }],
  width: 800,
  height: 600,
  ...more,
});

let made = 0;
async function givenPot(): Promise<Answered & { readonly slug: string }> {
  const slug = `pot-${(made += 1)}`;
  const product = await tell('createProduct', 'CreateProductInput', {
    slug,
    name: 'Pot',
    brand: 'Oldmoor',
    productType: 'pot',
    taxCategory: 'pottery',
    categoryId: await givenCategory(shop),
    merchantId: newId('mer'),
    variants: [{ sku: slug, name: 'one', prices: [{ minorUnits: '1200', currency: 'EUR' }] }],
  });
  return { ...(await tell('publishProduct', 'SeenProductInput', seen(product))), slug };
}

const shown = async (slug: string) => {
  const { data } = await shop.as(ANONYMOUS).execute<{ product: unknown }>(
    `query ($slug: String!) { product(slug: $slug) { media { url alt(language: DE) width height }
       variants { taxCategory media { url } } } }`,
    { slug },
  );
  return data.product;
};

describe('pictures', () => {
  it('of a product and of a variant are shown in their order, with what they show', async () => {
    const pot = await givenPot();
    const both = await tell('setMedia', 'SetMediaInput', {
      ...seen(pot),
      media: [picture('front'), picture('back', { alts: [] })],
    });
    await tell('setMedia', 'SetMediaInput', {
      ...seen(both),
      sku: pot.slug,
      media: [picture('own')],
    });
    const size = { width: 800, height: 600 };
    expect(await shown(pot.slug)).toEqual({
      media: [
        { url: picture('front').url, alt: 'Eine Kanne', ...size },
        { url: picture('back').url, alt: 'A pot', ...size },
      ],
      variants: [{ taxCategory: 'pottery', media: [{ url: picture('own').url }] }],
    });
    const response = await fetch(`${shop.url}/api/v1/products/${pot.slug}?language=de`);
    expect(await response.json()).toMatchObject({
      media: [{ alt: 'Eine Kanne' }, { alt: 'A pot' }],
      variants: [{ taxCategory: 'pottery', media: [{ url: picture('own').url }] }],
    });
  });

  it('change nothing when they are said again', async () => {
    const pot = await givenPot();
    const input = { ...seen(pot), media: [picture('front')] };
    const { version } = await tell('setMedia', 'SetMediaInput', input);
    const again = await tell('setMedia', 'SetMediaInput', { ...input, expectedVersion: version });
    expect(again.version).toBe(version);
  });

  it('are refused where they make no sense, by the database too', async () => {
    const pot = await givenPot();
    const media = [picture('front', { url: 'http://media.example.com/front.jpg' })];
    const input = { ...seen(pot), sku: pot.slug, media };
    expect(await tell('setMedia', 'SetMediaInput', input)).toMatchObject({
      code: 'INVALID_PRODUCT',
      faults: [{ path: 'media.0.url' }],
    });
    expect(await tell('setMedia', 'SetMediaInput', { ...input, sku: 'none' })).toMatchObject({
      code: 'VARIANT_NOT_OF_PRODUCT',
    });
    const write = (value: object) =>
      shop.truth.query('update catalogue.products set media = $2 where id = $1', [
        pot.id,
        JSON.stringify(value),
      ]);
    await expect(write(media)).rejects.toThrow('media');
    await expect(write([{ url: 'https://media.example.com/x' }])).rejects.toThrow('media');
    await expect(write([picture('front')])).resolves.toBeDefined();
  });

  it('are kept by operators, and by nobody else', async () => {
    const input = { ...seen(await givenPot()), media: [] };
    await expect(tell('setMedia', 'SetMediaInput', input, customer())).rejects.toThrow('FORBIDDEN');
  });
});

describe('the tax category', () => {
  it('of a variant is its own, or else that of its product', async () => {
    const pot = await givenPot();
    const update = (version: number, taxCategory: string) =>
      tell('updateVariant', 'UpdateVariantInput', {
        productId: pot.id,
        expectedVersion: version,
        sku: pot.slug,
        taxCategory,
      });
    const own = await update(pot.version, 'gifts');
    expect(await shown(pot.slug)).toMatchObject({ variants: [{ taxCategory: 'gifts' }] });
    await update(own.version, '');
    expect(await shown(pot.slug)).toMatchObject({ variants: [{ taxCategory: 'pottery' }] });
    expect(await update(own.version + 1, 'Gifts!')).toMatchObject({
      faults: [{ path: 'taxCategory' }],
    });
  });
});
