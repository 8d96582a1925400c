import { newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type AttributeKind, misfit } from '../domain/attribute.ts';
import { type Catalogue, givenCategory, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

interface Answered {
  readonly id: string;
  readonly version: number;
  readonly code?: string;
}

const TYPES = ['Attribute', 'ProductType', 'Product'] as const;
type Thing = (typeof TYPES)[number];

const SHOWN: Readonly<Record<Thing, string>> = {
  Attribute: '... on Attribute { id version name kind unit label choices { value } }',
  ProductType: '... on ProductType { id version name attributes { name required } }',
  Product: '... on InvalidProduct { faults { path } } ... on ProductRecord { id version }',
};
const FACTS: Readonly<Record<string, string>> = {
  update: `... on ProductsDoNotFit { attribute products } ... on ChangedMeanwhile { currentVersion }`,
};

async function tell(
  verb: string,
  thing: Thing,
  input: object,
  { type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}${thing}Input`, as = stockKeeper } = {},
): Promise<Answered> {
  const facts = thing === 'Product' ? '' : (FACTS[verb] ?? '');
  const { data, errors } = await shop.as(as).execute<{ told: Answered }>(
    `mutation ($input: ${type}!) { told: ${verb}${thing}(input: $input) {
       ... on Problem { code } ${SHOWN[thing]} ${facts} } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.told;
}

const BY_NAME = { type: 'SeenByNameInput' };
let made = 0;
const aName = (stem: string) => `${stem}${(made += 1)}`;

async function givenAttribute(kind: AttributeKind, more: object = {}): Promise<string> {
  const name = aName(kind.toLowerCase());
  await tell('create', 'Attribute', { name, kind, label: name, ...more });
  return name;
}

async function givenType(...attributes: { name: string; required?: boolean }[]): Promise<string> {
  const name = aName('thing');
  await tell('create', 'ProductType', { name, attributes });
  return name;
}

async function createProduct(
  productType: string,
  attributes: Readonly<Record<string, string>>,
): Promise<Answered> {
  const slug = aName('product-');
  return tell('create', 'Product', {
    slug,
    name: slug,
    brand: 'Oldmoor',
    productType,
    categoryId: await givenCategory(shop),
    merchantId: newId('mer'),
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
    variants: [{ sku: slug, name: 'one', prices: [{ minorUnits: '1200', currency: 'EUR' }] }],
  });
}

const publish = ({ id, version }: Answered) =>
  tell(
    'publish',
    'Product',
    { productId: id, expectedVersion: version },
    {
      type: 'SeenProductInput',
    },
  );

describe('an attribute', () => {
  it('is defined with its kind, unit, labels and choices', async () => {
    const choices = [
      { value: 'Red', names: [{ language: 'de', text: 'Rot' }] },
      { value: 'White' },
    ];
    const colour = { name: aName('colour'), kind: 'ENUM', label: 'Colour', choices };
    expect(await tell('create', 'Attribute', colour)).toMatchObject({
      version: 1,
      kind: 'ENUM',
      choices: [{ value: 'Red' }, { value: 'White' }],
    });
    expect(await tell('create', 'Attribute', colour)).toMatchObject({ code: 'ATTRIBUTE_TAKEN' });
    const wrong = { name: aName('wrong'), kind: 'TEXT', unit: 'cl', label: 'Wrong' };
    expect(await tell('create', 'Attribute', wrong)).toMatchObject({ code: 'INVALID_ATTRIBUTE' });
  });

  it('means the same to the database as to us', async () => {
    const choices = [{ value: 'Red', names: {} }];
    const kinds: AttributeKind[] = ['TEXT', 'NUMBER', 'BOOLEAN', 'ENUM', 'DATE'];
    const values = [
      '0',
      '-0',
      '12.5',
      '12.50',
      '-0.000001',
      '1e3',
      '9'.repeat(16),
      'true',
      'yes',
    ].concat('2024-02-29', '2023-02-29', '2024-13-01', '2024-2-9', '0001-01-01', 'Red', 'red', '');
    for (const kind of kinds) {
      const { rows } = await shop.truth.query<{ fits: boolean[] }>(
        `select array_agg(catalogue.fits($1, $2, value) order by place) as fits
         from unnest($3::text[]) with ordinality as each (value, place)`,
        [kind, JSON.stringify(choices), values],
      );
      expect([kind, rows[0]!.fits]).toEqual([
        kind,
        values.map((value) => misfit({ kind, choices }, value) === null),
      ]);
    }
  });

  it('keeps the choices that products have made', async () => {
    const name = await givenAttribute('ENUM', { choices: [{ value: 'Red' }, { value: 'White' }] });
    await createProduct(await givenType({ name }), { [name]: 'Red' });
    const seen = { name, expectedVersion: 1 };
    const without = (value: string) => ({ ...seen, choices: [{ value }] });
    expect(await tell('update', 'Attribute', without('White'))).toMatchObject({
      code: 'PRODUCTS_DO_NOT_FIT',
      attribute: name,
      products: 1,
    });
    expect(await tell('update', 'Attribute', without('Red'))).toMatchObject({ version: 2 });
    expect(await tell('update', 'Attribute', without('Red'))).toMatchObject({
      code: 'CHANGED_MEANWHILE',
      currentVersion: 2,
    });
  });

  it('is removed when no type has it any more, and that is kept on record', async () => {
    const name = await givenAttribute('TEXT');
    const type = await givenType({ name });
    const seen = { name, expectedVersion: 1 };
    expect(await tell('remove', 'Attribute', seen, BY_NAME)).toMatchObject({
      code: 'ATTRIBUTE_IN_USE',
    });
    await tell('update', 'ProductType', { name: type, expectedVersion: 1, attributes: [] });
    const { id } = await tell('remove', 'Attribute', seen, BY_NAME);
    const { data } = await shop.as(stockKeeper).execute(
      `query ($id: ID!) { definitionHistory(id: $id, first: 1) { edges { node { version kind changedBy } }
         pageInfo { hasNextPage } } }`,
      { id },
    );
    expect(data).toEqual({
      definitionHistory: {
        edges: [
          { node: { version: 2, kind: 'REMOVED', changedBy: expect.stringMatching(/^usr_/) } },
        ],
        pageInfo: { hasNextPage: true },
      },
    });
    const { rows } = await shop.truth.query<{ type: string }>(
      'select type from catalogue.events where aggregate_id = $1 order by aggregate_version',
      [id],
    );
    expect(rows.map((row) => row.type)).toEqual(['AttributeCreated', 'AttributeRemoved']);
  });
});

describe('a product', () => {
  it('says what its type allows, and is told what it does not', async () => {
    const [volume, bottled] = [
      await givenAttribute('NUMBER', { unit: 'cl' }),
      await givenAttribute('DATE'),
    ];
    const type = await givenType({ name: volume }, { name: bottled });
    const wrong = { [volume]: 'much', [bottled]: 'lately', cork: 'yes' };
    expect(await createProduct(type, wrong)).toMatchObject({
      code: 'INVALID_PRODUCT',
      faults: [volume, bottled, 'cork'].map((name) => ({ path: `attributes.${name}` })),
    });
    expect(await createProduct('nothing', {})).toMatchObject({ faults: [{ path: 'productType' }] });
    const right = { [volume]: '75', [bottled]: '2024-02-29' };
    expect(await createProduct(type, right)).toMatchObject({ version: 1 });
  });

  it('is on sale only when it says what its type demands', async () => {
    const name = await givenAttribute('BOOLEAN');
    const product = await createProduct(await givenType({ name, required: true }), {});
    expect(await publish(product)).toMatchObject({
      code: 'INVALID_PRODUCT',
      faults: [{ path: `attributes.${name}` }],
    });
  });

  it('refers to a product that there is', async () => {
    const name = await givenAttribute('REFERENCE');
    const type = await givenType({ name });
    expect(await createProduct(type, { [name]: newId('prd') })).toMatchObject({
      faults: [{ path: `attributes.${name}` }],
    });
    const other = await createProduct(type, {});
    await publish(other);
    const referring = await createProduct(type, { [name]: other.id });
    await publish(referring);
    const { data } = await shop
      .as(ANONYMOUS)
      .execute(
        '{ product(id: "' +
          referring.id +
          '") { attributes { attribute { kind } product { id } } } }',
      );
    expect(data).toEqual({
      product: { attributes: [{ attribute: { kind: 'REFERENCE' }, product: { id: other.id } }] },
    });
  });

  it('does not fit the database either if it does not fit its type', async () => {
    const name = await givenAttribute('NUMBER');
    const { id } = await createProduct(await givenType({ name }), { [name]: '1' });
    const write = (said: object) =>
      shop.truth.query('update catalogue.products set attributes = $2 where id = $1', [id, said]);
    await expect(write({ [name]: 'one' })).rejects.toThrow(name);
    await expect(write({ unheard: '1' })).rejects.toThrow('unheard');
    await expect(write({ [name]: '2' })).resolves.toBeDefined();
  });

  it('is found by numbers with their units and by what it is, and counted by facets', async () => {
    const volume = await givenAttribute('NUMBER', { unit: 'pints' });
    const name = aName('unglazed');
    await tell('create', 'Attribute', { name, kind: 'BOOLEAN', label: 'Unglazed' });
    const type = await givenType({ name: volume }, { name });
    await publish(await createProduct(type, { [volume]: '37', [name]: 'true' }));
    const { data } = await shop.as(ANONYMOUS).execute<{
      found: { totalCount: number; facets: { name: string; values: object[] }[] };
      named: { totalCount: number };
      typed: { edges: { node: object }[] };
    }>(
      `query ($filter: ProductFilter, $name: String) {
         found: searchProducts(query: "37 pints", filter: $filter) { totalCount facets { name values { value label count } } }
         named: searchProducts(query: $name) { totalCount }
         typed: searchProducts(filter: $filter) { edges { node {
           type { name } attributes { value text number flag attribute { unit } } } } } }`,
      { filter: { attributes: [{ name, values: ['true'] }] }, name },
    );
    expect(data.found.totalCount).toBe(1);
    expect(data.named.totalCount).toBe(1);
    expect(data.found.facets.filter((facet) => [volume, name].includes(facet.name))).toEqual([
      { name: volume, values: [{ value: '37', label: '37 pints', count: 1 }] },
      { name, values: [{ value: 'true', label: 'Yes', count: 1 }] },
    ]);
    expect(data.typed.edges[0]?.node).toMatchObject({
      type: { name: type },
      attributes: expect.arrayContaining([
        { value: '37', text: '37 pints', number: 37, flag: null, attribute: { unit: 'pints' } },
        { value: 'true', text: 'Yes', number: null, flag: true, attribute: { unit: null } },
      ]),
    });
  });
});

/** Whether all products of a type would fit it with these attributes, each judged as when it is written. */
async function judged(type: string, attributes: readonly object[]): Promise<boolean> {
  const client = await shop.truth.connect();
  try {
    await client.query('begin');
    await client.query('delete from catalogue.product_type_attributes where product_type = $1', [
      type,
    ]);
    await client.query(
      `insert into catalogue.product_type_attributes
       select $1, name, 0, required from jsonb_to_recordset($2::jsonb) as row (name text, required boolean)`,
      [type, JSON.stringify(attributes)],
    );
    const { rows } = await client.query(
      `select from catalogue.products where product_type = $1
         and catalogue.misfits(product_type, status, attributes) <> '{}'`,
      [type],
    );
    return rows.length === 0;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('a product type', () => {
  it('changes only as its products allow', async () => {
    const name = await givenAttribute('TEXT');
    const type = await givenType({ name });
    await publish(await createProduct(type, {}));
    await createProduct(type, { [name]: 'said' });
    const change = (attributes: object[]) =>
      tell('update', 'ProductType', { name: type, expectedVersion: 1, attributes });
    const lacking = { code: 'PRODUCTS_DO_NOT_FIT', attribute: name, products: 1 };
    expect(await change([])).toMatchObject(lacking);
    expect(await change([{ name, required: true }])).toMatchObject(lacking);
    expect(
      await tell('remove', 'ProductType', { name: type, expectedVersion: 1 }, BY_NAME),
    ).toMatchObject({ code: 'PRODUCT_TYPE_IN_USE' });
  });

  it('changes just if no product of it would be a misfit, however it changes', async () => {
    const names = [
      await givenAttribute('TEXT'),
      await givenAttribute('NUMBER'),
      await givenAttribute('BOOLEAN'),
    ];
    const values = ['said', '7', 'true'];
    const type = await givenType(...names.map((name) => ({ name })));
    for (const says of [0, 1, 3, 6]) {
      const said = names.flatMap((name, at) => ((says >> at) & 1 ? [[name, values[at]]] : []));
      const product = await createProduct(type, Object.fromEntries(said));
      if (says > 0) await publish(product);
    }
    // Each attribute may be gone, said, or demanded.
    const states = [undefined, false, true];
    let version = 1;
    for (let way = 0; way < 27; way += 1) {
      const attributes = names.flatMap((name, at) => {
        const required = states[Math.floor(way / 3 ** at) % 3];
        return required === undefined ? [] : [{ name, required }];
      });
      const wouldFit = await judged(type, attributes);
      const input = { name: type, expectedVersion: version, attributes };
      const told = await tell('update', 'ProductType', input);
      expect([way, told.code ?? 'CHANGED']).toEqual([
        way,
        wouldFit ? 'CHANGED' : 'PRODUCTS_DO_NOT_FIT',
      ]);
      version = told.version ?? version;
    }
    expect(version).toBeGreaterThan(1);
  });

  it('does not change while somebody writes a product of it', async () => {
    const name = await givenAttribute('TEXT');
    for (let round = 0; round < 5; round += 1) {
      const type = await givenType({ name });
      const [, product] = await Promise.all([
        tell('update', 'ProductType', { name: type, expectedVersion: 1, attributes: [] }),
        createProduct(type, { [name]: 'said' }),
      ]);
      const { rows } = await shop.truth.query<{ misfits: string[] }>(
        `select catalogue.misfits(product_type, status, attributes) as misfits from catalogue.products where id = $1`,
        [product.id ?? ''],
      );
      expect(rows.flatMap(({ misfits }) => misfits)).toEqual([]);
    }
  });

  it('is shown to anybody, page by page', async () => {
    await givenType();
    await givenType();
    const { data } = await shop.as(ANONYMOUS).execute<{
      productTypes: { edges: { node: { name: string } }[]; pageInfo: { endCursor: string } };
    }>('{ productTypes(first: 1) { edges { node { name } } pageInfo { endCursor hasNextPage } } }');
    expect(data.productTypes).toMatchObject({
      edges: [{ node: { name: 'pot' } }],
      pageInfo: { hasNextPage: true },
    });
    const next = await shop
      .as(ANONYMOUS)
      .execute(
        'query ($after: String) { productTypes(first: 1, after: $after) { edges { node { name } } } attributes { edges { node { name } } } productType(name: "none") { name } }',
        { after: data.productTypes.pageInfo.endCursor },
      );
    expect(next.data).toMatchObject({
      productTypes: { edges: [{ node: { name: 'teapot' } }] },
      productType: null,
    });
  });

  it('is kept by operators, and by nobody else', async () => {
    for (const thing of ['Attribute', 'ProductType'] as const) {
      const input = { name: 'mine', ...(thing === 'Attribute' && { kind: 'TEXT', label: 'Mine' }) };
      await expect(tell('create', thing, input, { as: customer() })).rejects.toThrow('FORBIDDEN');
    }
  });
});
