import { newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Catalogue, givenCategory, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

const ask = async <Data>(
  query: string,
  variables: Record<string, unknown> = {},
  { as = ANONYMOUS } = {},
): Promise<Data> => {
  const { data, errors } = await shop.as(as).execute<Data>(query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

interface Named {
  readonly id: string;
  readonly version: number;
  readonly code?: string;
}

const say = async (input: object, as = stockKeeper): Promise<Named> => {
  const { told } = await ask<{ told: Named }>(
    `mutation ($input: NameOptionInput!) { told: nameOption(input: $input) {
       ... on Problem { code } ... on InvalidOption { faults { path } } ... on ChangedMeanwhile { currentVersion }
       ... on Option { id version names { language text } choices { value names { language text } } } } }`,
    { input },
    { as },
  );
  return told;
};

let made = 0;
const aName = (stem: string) => `${stem} ${(made += 1)}`;
const german = (text: string) => [{ language: 'de', text }];

/** A pot of each of these values. */
async function givenPot(option: string, values: readonly string[]): Promise<string> {
  const slug = `pot-${(made += 1)}`;
  const variants = values.map((value, index) => ({
    sku: `${slug}-${index}`,
    name: value,
    options: [{ name: option, value }],
    prices: [{ minorUnits: '1200', currency: 'EUR' }],
  }));
  const { told } = await ask<{ told: { id: string; version: number } }>(
    `mutation ($input: CreateProductInput!) { told: createProduct(input: $input) { ... on ProductRecord { id version } } }`,
    {
      input: {
        slug,
        name: `Pot ${slug}`,
        description: 'Pours well.',
        brand: 'Oldmoor',
        productType: 'pot',
        categoryId: await givenCategory(shop),
        merchantId: newId('mer'),
        options: [{ name: option, values }],
        variants,
      },
    },
    { as: stockKeeper },
  );
  await ask(
    `mutation ($input: SeenProductInput!) { publishProduct(input: $input) { __typename } }`,
    { input: { productId: told.id, expectedVersion: told.version } },
    { as: stockKeeper },
  );
  return slug;
}

describe('an option', () => {
  it('is called in every place as operators say, and filtered by what products write', async () => {
    const glaze = aName('Glaze');
    const slug = await givenPot(glaze, ['Moss', 'Chalk']);
    await say({
      name: glaze,
      expectedVersion: 0,
      names: german('Glasur'),
      choices: [{ value: 'Moss', names: german('Moosgrün') }],
    });
    const shown = await ask(
      `query ($slug: String!, $filter: ProductFilter!) {
        product(slug: $slug) {
          options { name label(language: DE) values choices { value label(language: DE) } }
          variants { options { name value label(language: DE) text(language: DE) } } }
        found: searchProducts(filter: $filter) { facets {
          name label(language: DE) values { value label(language: DE) } } } }`,
      { slug, filter: { options: [{ name: glaze, values: ['Moss', 'Chalk'] }] } },
    );
    const chosen = { name: glaze, label: 'Glasur' };
    expect(shown).toMatchObject({
      product: {
        options: [
          {
            ...chosen,
            values: ['Moss', 'Chalk'],
            choices: [
              { value: 'Moss', label: 'Moosgrün' },
              { value: 'Chalk', label: 'Chalk' },
            ],
          },
        ],
        variants: [
          { options: [{ ...chosen, value: 'Moss', text: 'Moosgrün' }] },
          { options: [{ ...chosen, value: 'Chalk', text: 'Chalk' }] },
        ],
      },
      found: {
        facets: expect.arrayContaining([
          {
            name: glaze,
            label: 'Glasur',
            values: [
              { value: 'Moss', label: 'Moosgrün' },
              { value: 'Chalk', label: 'Chalk' },
            ],
          },
        ]) as unknown,
      },
    });
    const get = async (path: string) =>
      (await fetch(`${shop.url}/api/v1${path}`)).json() as Promise<Record<string, unknown>>;
    expect(await get(`/products/${slug}?language=de`)).toMatchObject({
      options: [{ ...chosen, choices: [{ label: 'Moosgrün' }, { label: 'Chalk' }] }],
      variants: [{ options: [{ ...chosen, value: 'Moss', text: 'Moosgrün' }] }, {}],
    });
    const option = encodeURIComponent(`${glaze}:Moss`);
    const found = await get(`/search?language=de&option=${option}`);
    expect(found).toMatchObject({
      items: [{ slug, options: [chosen] }],
      facets: expect.arrayContaining([
        expect.objectContaining({ ...chosen, kind: 'OPTION' }),
        expect.objectContaining({ name: 'brand', label: 'Marke' }),
      ]) as unknown,
    });
  });

  it('is read once for all products of a page', async () => {
    const glaze = aName('Glaze');
    const list = async () => {
      const { statements } = await statementsOf(() =>
        ask(
          `query ($filter: ProductFilter!) { searchProducts(filter: $filter) { edges { node {
             options { label(language: DE) choices { label(language: DE) } }
             variants { options { label(language: DE) text(language: DE) } } } } } }`,
          { filter: { options: [{ name: glaze, values: ['Moss'] }] } },
        ),
      );
      return statements.length;
    };
    await givenPot(glaze, ['Moss', 'Chalk']);
    await list();
    const one = await list();
    for (let more = 0; more < 4; more += 1) await givenPot(glaze, ['Moss', 'Chalk']);
    await list();
    expect(await list()).toBe(one);
  });

  it('is found at once by what its values are called, also if that is mistyped', async () => {
    const glaze = aName('Glaze');
    const slug = await givenPot(glaze, ['Celadonite']);
    const search = async (query: string) => {
      const { searchProducts } = await ask<{ searchProducts: { edges: object[] } }>(
        'query ($query: String!) { searchProducts(query: $query) { edges { node { slug } } } }',
        { query },
      );
      return searchProducts.edges;
    };
    expect(await search('Seladongrün')).toEqual([]);
    const { version } = await say({
      name: glaze,
      expectedVersion: 0,
      choices: [{ value: 'Celadonite', names: german('Seladongrün') }],
    });
    expect(await search('Seladongrün')).toEqual([{ node: { slug } }]);
    expect(await search('Seladongrüm')).toEqual([{ node: { slug } }]);
    await shop.truth.query('select catalogue.learn_words()');
    expect(await search('Seladongrüm')).toEqual([{ node: { slug } }]);
    await say({ name: glaze, expectedVersion: version, choices: [] });
    expect(await search('Seladongrün')).toEqual([]);
  });

  it('is changed by whoever has seen it, and its history says who did it', async () => {
    const name = aName('Size');
    const first = await say({ name, expectedVersion: 0, names: german('Größe') });
    expect(first).toMatchObject({ version: 1 });
    expect(await say({ name, expectedVersion: 0, names: [] })).toMatchObject({
      code: 'CHANGED_MEANWHILE',
      currentVersion: 1,
    });
    const choices = [{ value: 'Large', names: german('Groß') }];
    expect(await say({ name, expectedVersion: 1, choices })).toMatchObject({
      version: 2,
      names: german('Größe'),
      choices,
    });
    const { definitionHistory } = await ask<{ definitionHistory: { edges: object[] } }>(
      `query ($id: ID!) { definitionHistory(id: $id) { edges { node { version kind changedBy fields { field } } } } }`,
      { id: first.id },
      { as: stockKeeper },
    );
    expect(definitionHistory.edges).toMatchObject([
      { node: { version: 2, kind: 'CHANGED', fields: [{ field: 'choices' }] } },
      { node: { version: 1, kind: 'CREATED', fields: [] } },
    ]);
  });

  it('is taken by one of two operators who say something of it at once', async () => {
    const name = aName('Size');
    const both = await Promise.all(
      ['Größe', 'Maß'].map((text) => say({ name, expectedVersion: 0, names: german(text) })),
    );
    expect(both.map(({ code }) => code ?? 'KEPT').toSorted()).toEqual([
      'CHANGED_MEANWHILE',
      'KEPT',
    ]);
  });

  it('is refused, with everything that is wrong', async () => {
    const names = [{ language: 'nl', text: 'Maat' }];
    const choices = [{ value: 'L', names: german('') }];
    expect(await say({ name: aName('Size'), expectedVersion: 0, names, choices })).toMatchObject({
      code: 'INVALID_OPTION',
      faults: [{ path: 'names.nl' }, { path: 'choices.0.names.de' }],
    });
    const twice = [...german('Maß'), ...german('Größe')];
    expect(await say({ name: aName('Size'), expectedVersion: 0, names: twice })).toMatchObject({
      faults: [{ path: 'names.de' }],
    });
  });

  it.each([
    [`names = '{"nl": "Maat"}'`],
    [`names = '{"de": " "}'`],
    [`names = '{"de": 1}'`],
    [`choices = '[{"value": "L", "names": {}}]'`],
    [`choices = '[{"names": {"de": "Groß"}}]'`],
    [`choices = '[{"value": "L", "names": {"de": "a"}}, {"value": "L", "names": {"de": "b"}}]'`],
  ])('makes sense whoever writes it: %s', async (change) => {
    const name = aName('Size');
    await say({ name, expectedVersion: 0, names: german('Größe') });
    await expect(
      shop.truth.query(`update catalogue.options set ${change} where name = $1`, [name]),
    ).rejects.toThrow(/violates check constraint/);
  });
});

it.each([[[' Moss']], [['Moss  green']], [['Moss', 'moss']], [[]]])(
  'choices that nobody could tell apart are refused by the database too: %j',
  async (choices) => {
    const glaze = aName('Glaze');
    await givenPot(glaze, ['Moss']);
    await expect(
      shop.truth.query('update catalogue.product_options set choices = $2 where name = $1', [
        glaze,
        choices,
      ]),
    ).rejects.toThrow('violates check constraint');
  },
);

it('operators alone see which options there are, and how often each value is offered', async () => {
  const glaze = aName('Zinc glaze');
  await givenPot(glaze, ['Grey', 'moss']);
  await givenPot(glaze, ['Gray', 'Grey']);
  const query = `query ($option: String!) { options(first: 100) { edges { node { id name version } } }
    optionValues(option: $option, first: 2) { edges { node { value products } } pageInfo { endCursor } } }`;
  const seen = await ask<{
    optionValues: { pageInfo: { endCursor: string } };
  }>(query, { option: glaze }, { as: stockKeeper });
  expect(seen).toMatchObject({
    options: {
      edges: expect.arrayContaining([{ node: { id: null, name: glaze, version: 0 } }]) as unknown,
    },
    optionValues: {
      edges: [{ node: { value: 'Gray', products: 1 } }, { node: { value: 'Grey', products: 2 } }],
    },
  });
  const rest = await ask(
    `query ($option: String!, $after: String) { optionValues(option: $option, after: $after) { edges { node { value } } } }`,
    { option: glaze, after: seen.optionValues.pageInfo.endCursor },
    { as: stockKeeper },
  );
  expect(rest).toEqual({ optionValues: { edges: [{ node: { value: 'moss' } }] } });
  const { errors } = await shop.as(customer()).execute(query, { option: glaze });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});
