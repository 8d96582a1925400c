import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { type Catalogue, givenCategory, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

interface Answered {
  readonly id: Id<'prd'>;
  readonly version: number;
  readonly code?: string;
}

async function tell(verb: string, type: string, input: object): Promise<Answered> {
  const { data, errors } = await shop.as(stockKeeper).execute<{ told: Answered }>(
    `mutation ($input: ${type}!) { told: ${verb}(input: $input) {
       ... on Problem { code } ... on InvalidProduct { faults { path } } ... on ProductRecord { id version } } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.told;
}

let made = 0;
const aSlug = () => `pot-${(made += 1)}`;
const said = (de: string) => [{ language: 'de', text: de }];

async function create(slug: string, more: object = {}): Promise<Answered> {
  return tell('createProduct', 'CreateProductInput', {
    slug,
    name: `Pot ${slug}`,
    description: 'Pours well.',
    brand: 'Oldmoor',
    productType: 'pot',
    categoryId: await givenCategory(shop),
    merchantId: newId('mer'),
    variants: [{ sku: slug, name: 'one', prices: [{ minorUnits: '1200', currency: 'EUR' }] }],
    ...more,
  });
}

const seen = ({ id, version }: Answered) => ({ productId: id, expectedVersion: version });

async function publish(slug: string, more: object = {}): Promise<Answered> {
  return tell('publishProduct', 'SeenProductInput', seen(await create(slug, more)));
}

const address = async (slug: string) => {
  const { data } = await shop
    .as(ANONYMOUS)
    .execute<{ productAddress: unknown }>(
      'query ($slug: String!) { productAddress(slug: $slug) { slug language moved product { slug } } }',
      { slug },
    );
  return data.productAddress;
};

const rest = (path: string, language?: string) =>
  fetch(`${shop.url}/api/v1/products/${path}`, {
    redirect: 'manual',
    ...(language !== undefined && { headers: { 'accept-language': language } }),
  });

describe('a product', () => {
  it('is shown in the language that is asked for, or else in English', async () => {
    const [slug, german] = [aSlug(), aSlug()];
    const more = { names: said('Kanne'), descriptions: said('Gießt gut.'), slugs: said(german) };
    await publish(slug, more);
    const shown = (language: string) => `name(language: ${language})
      description(language: ${language}) slugIn(language: ${language})`;
    const { data } = await shop
      .as(ANONYMOUS)
      .execute(
        `{ de: product(slug: "${slug}") { ${shown('DE')} } fr: product(slug: "${slug}") { ${shown('FR')} slug } }`,
      );
    expect(data).toEqual({
      de: { name: 'Kanne', description: 'Gießt gut.', slugIn: german },
      fr: { name: `Pot ${slug}`, description: 'Pours well.', slugIn: slug, slug },
    });
  });

  it('is shown over REST in the language that the client reads', async () => {
    const slug = aSlug();
    await publish(slug, { names: said('Kanne') });
    const german = await rest(slug, 'de-CH, en;q=0.5');
    expect(german.headers.get('content-language')).toBe('de');
    expect(german.headers.get('vary')?.toLowerCase()).toContain('accept-language');
    expect(await german.json()).toMatchObject({ name: 'Kanne' });
    const english = await rest(`${slug}?language=en`, 'de');
    expect(await english.json()).toMatchObject({ name: `Pot ${slug}` });
    expect((await rest(`${slug}?language=nl`)).status).toBe(400);
  });

  it('is found by its description in another language', async () => {
    const slug = aSlug();
    await publish(slug, { descriptions: said('Mit Schnabeltüllenaufsatz.') });
    const { data } = await shop
      .as(ANONYMOUS)
      .execute<{ searchProducts: { edges: object[] } }>(
        '{ searchProducts(query: "Schnabeltüllenaufsatz") { edges { node { slug } } } }',
      );
    expect(data.searchProducts.edges).toEqual([{ node: { slug } }]);
  });
});

describe('a slug', () => {
  it('leads to its product in each language, and an old one to the present one', async () => {
    const [slug, german, renamed] = [aSlug(), aSlug(), aSlug()];
    const product = await publish(slug, { slugs: said(german) });
    const here = { language: 'de', product: { slug } };
    expect(await address(german)).toEqual({ ...here, language: 'DE', slug: german, moved: false });
    await tell('updateProduct', 'UpdateProductInput', { ...seen(product), slugs: said(renamed) });
    expect(await address(german)).toEqual({ ...here, language: 'DE', slug: renamed, moved: true });
    expect(await address(renamed)).toMatchObject({ slug: renamed, moved: false });
    expect(await address(slug)).toMatchObject({ language: 'EN', slug, moved: false });
    const moved = await rest(`${german}?language=de`);
    expect(moved.status).toBe(308);
    expect(moved.headers.get('location')).toBe(`/api/v1/products/${renamed}?language=de`);
    expect((await rest(renamed)).status).toBe(200);
  });

  it('leads to the English one when there is none any more in its language', async () => {
    const [slug, german] = [aSlug(), aSlug()];
    const product = await publish(slug, { slugs: said(german) });
    await tell('updateProduct', 'UpdateProductInput', { ...seen(product), slugs: [] });
    expect(await address(german)).toMatchObject({ language: 'EN', slug, moved: true });
  });

  it('leads nowhere while its product is not on sale', async () => {
    const slug = aSlug();
    await create(slug);
    expect(await address(slug)).toBeNull();
    expect(await address('nothing')).toBeNull();
  });

  it('that is an old one leads to its product until another that has it is published', async () => {
    const [old, now, other] = [aSlug(), aSlug(), aSlug()];
    const product = await publish(old);
    await tell('updateProduct', 'UpdateProductInput', { ...seen(product), slug: now });
    const bySlug = async () => {
      const { data } = await shop
        .as(ANONYMOUS)
        .execute<{ product: { slug: string } }>(`{ product(slug: "${old}") { slug } }`);
      return data.product.slug;
    };
    const moved = { language: 'EN', slug: now, moved: true, product: { slug: now } };
    const prices = [{ minorUnits: '1200', currency: 'EUR' }];
    const draft = await create(old, { variants: [{ sku: aSlug(), name: 'one', prices }] });
    expect([await address(old), await bySlug()]).toEqual([moved, now]);
    expect(await create(other, { slugs: said(old) })).toMatchObject({ code: 'SLUG_TAKEN' });
    const renamed = await tell('updateProduct', 'UpdateProductInput', {
      ...seen(draft),
      slug: other,
    });
    expect([await address(old), await address(other)]).toEqual([moved, null]);
    const back = await tell('updateProduct', 'UpdateProductInput', { ...seen(renamed), slug: old });
    await tell('publishProduct', 'SeenProductInput', seen(back));
    expect(await address(old)).toMatchObject({ slug: old, moved: false });
    expect(await bySlug()).toBe(old);
    expect(await address(other)).toBeNull();
  });

  it('that is said for a language and that of a draft is published together with it', async () => {
    const [old, slug] = [aSlug(), aSlug()];
    const product = await publish(aSlug(), { slugs: said(old) });
    await tell('updateProduct', 'UpdateProductInput', { ...seen(product), slugs: [] });
    const draft = await create(slug, { slugs: [{ language: 'fr', text: old }] });
    expect(await address(old)).toMatchObject({ moved: true });
    await tell('publishProduct', 'SeenProductInput', seen(draft));
    expect(await address(old)).toMatchObject({ language: 'FR', slug: old, moved: false });
  });

  it('belongs to one product, whatever the languages, also when two take it at once', async () => {
    const [one, other, shared] = [aSlug(), aSlug(), aSlug()];
    await create(one, { slugs: said(shared) });
    const french = [{ language: 'fr', text: shared }];
    expect(await create(other, { slugs: french })).toMatchObject({ code: 'SLUG_TAKEN' });
    expect(await create(shared)).toMatchObject({ code: 'SLUG_TAKEN' });
    const race = aSlug();
    const both = await Promise.all([
      create(aSlug(), { slugs: said(race) }),
      create(aSlug(), { slugs: [{ language: 'it', text: race }] }),
    ]);
    expect(both.map(({ code }) => code ?? 'KEPT').toSorted()).toEqual(['KEPT', 'SLUG_TAKEN']);
    const third = aSlug();
    await create(third);
    await expect(
      shop.truth.query(
        `update catalogue.products set slugs = jsonb_build_object('es', $1::text) where slug = $2`,
        [shared, third],
      ),
    ).rejects.toThrow('another product has one of its slugs');
  });

  it.each([
    [{ slugs: said('Nicht so') }, 'slugs.de'],
    [{ slugs: [{ language: 'nl', text: 'kan' }] }, 'slugs.nl'],
    [{ descriptions: said('') }, 'descriptions.de'],
  ])('is refused if it makes no sense: %j', async (more, path) => {
    expect(await create(aSlug(), more)).toMatchObject({ faults: [{ path }] });
  });
});

describe('a language that is given twice', () => {
  const twice = [...said('eins'), ...said('zwei')];
  const media = [{ url: 'https://a.example/1', alt: 'One', alts: twice, width: 1, height: 1 }];
  const collection = { slug: 'twice', name: 'Twice', rule: { filter: {} } };
  const attribute = { name: 'twice', kind: 'ENUM', label: 'Twice' };
  const choices = [
    { value: 'one', names: [] },
    { value: 'two', names: twice },
  ];

  const say = async (verb: string, invalid: string, input: object) => {
    const type = `${verb[0]?.toUpperCase()}${verb.slice(1)}Input`;
    const { data } = await shop.as(stockKeeper).execute<{
      told: { __typename: string; faults?: object[] };
    }>(
      `mutation ($input: ${type}!) { told: ${verb}(input: $input) {
         __typename ... on ${invalid} { faults { path message } } } }`,
      { input },
    );
    return data.told;
  };
  const versionOf = async (table: string, key: string, value: string): Promise<number> => {
    const { rows } = await shop.truth.query<{ version: number }>(
      `select version from catalogue.${table} where ${key} = $1`,
      [value],
    );
    return rows[0]!.version;
  };
  const seenCollection = async () => {
    const rule = { filter: { brands: ['Oldmoor'] } };
    const input = { slug: aSlug(), name: 'Pots', rule };
    const { data } = await shop.as(stockKeeper).execute<{ told: { id: string; version: number } }>(
      `mutation ($input: CreateCollectionInput!) {
           told: createCollection(input: $input) { ... on Collection { id version } } }`,
      { input },
    );
    return { collectionId: data.told.id, expectedVersion: data.told.version };
  };
  const seenCategory = async () => {
    const categoryId = await givenCategory(shop);
    return { categoryId, expectedVersion: await versionOf('categories', 'id', categoryId) };
  };
  const seenNamed = async (table: string, name: string) => ({
    name,
    expectedVersion: await versionOf(table, 'name', name),
  });
  const seenProduct = async () => seen(await create(aSlug()));

  it.each<[string, string, () => object | Promise<object>, object, string]>([
    ['createCollection', 'InvalidCollection', () => collection, { slugs: twice }, 'slugs.de'],
    ['createCollection', 'InvalidCollection', () => collection, { media }, 'media.0.alts.de'],
    [
      'updateCollection',
      'InvalidCollection',
      seenCollection,
      { descriptions: twice },
      'descriptions.de',
    ],
    [
      'createCategory',
      'InvalidCategory',
      () => ({ slug: 'twice', name: 'Twice' }),
      { names: twice },
      'names.de',
    ],
    [
      'renameCategory',
      'InvalidCategory',
      seenCategory,
      { name: 'Twice', names: twice },
      'names.de',
    ],
    ['createAttribute', 'InvalidAttribute', () => attribute, { labels: twice }, 'labels.de'],
    [
      'updateAttribute',
      'InvalidAttribute',
      () => seenNamed('attributes', 'glaze'),
      { choices },
      'choices.1.names.de',
    ],
    [
      'createProductType',
      'InvalidProductType',
      () => ({ name: 'twice' }),
      { names: twice },
      'names.de',
    ],
    [
      'updateProductType',
      'InvalidProductType',
      () => seenNamed('product_types', 'pot'),
      { names: twice },
      'names.de',
    ],
    [
      'nameOption',
      'InvalidOption',
      () => ({ name: 'Size', expectedVersion: 0 }),
      { choices },
      'choices.1.names.de',
    ],
    ['updateProduct', 'InvalidProduct', seenProduct, { names: twice }, 'names.de'],
    ['setMedia', 'InvalidProduct', seenProduct, { media }, 'media.0.alts.de'],
  ])('is a fault of %s', async (verb, invalid, seenBefore, input, path) => {
    const told = await say(verb, invalid, { ...(await seenBefore()), ...input });
    expect(told.__typename).toBe(invalid);
    expect(told.faults).toContainEqual({ path, message: 'This is said twice.' });
  });
});
