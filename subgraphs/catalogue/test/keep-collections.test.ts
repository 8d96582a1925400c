import { newId, stableId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Catalogue, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

interface Told {
  readonly id: string;
  readonly version: number;
  readonly slug: string;
  readonly published: boolean;
  readonly code?: string;
  readonly faults?: readonly { readonly path: string }[];
}

async function tell(verb: string, input: object, as: Principal = stockKeeper): Promise<Told> {
  const says = ['createCollection', 'updateCollection'].includes(verb);
  const type = says ? `${verb.charAt(0).toUpperCase()}${verb.slice(1)}` : 'SeenCollection';
  const { data, errors } = await shop.as(as).execute<Record<string, Told>>(
    `mutation ($input: ${type}Input!) { ${verb}(input: $input) {
       ... on Problem { code } ${says ? '... on InvalidCollection { faults { path } }' : ''}
       ... on Collection { id version slug published name names { language text } position sort
         rule { filter { category brands attributes { name values } options { name values } price { atMost } } currency productIds } } } }`,
    { input },
  );
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data[verb]!;
}

const TEA = { filter: { category: 'tea' } };
let made = 0;

/** Not published. */
const create = (facts: object = {}) => {
  made += 1;
  return tell('createCollection', { slug: `made-${made}`, name: 'Made', rule: TEA, ...facts });
};
const seen = ({ id, version }: Told) => ({ collectionId: id, expectedVersion: version });
const published = async (facts: object = {}) =>
  tell('publishCollection', seen(await create(facts)));

interface Shown {
  readonly slug: string;
  readonly totalCount: number;
  readonly slugs: readonly string[];
}

async function show(slug: string, asked = '', as: Principal = ANONYMOUS): Promise<Shown | null> {
  const { data, errors } = await shop.as(as).execute<{
    collection: {
      slug: string;
      products: { totalCount: number; edges: { node: { slug: string } }[] };
    } | null;
  }>(
    `query ($slug: String!) { collection(slug: $slug) { slug products(first: 100 ${asked}) {
       totalCount edges { node { slug } } } } }`,
    { slug },
  );
  expect(errors).toBeUndefined();
  const found = data.collection;
  return (
    found && {
      slug: found.slug,
      totalCount: found.products.totalCount,
      slugs: found.products.edges.map(({ node }) => node.slug),
    }
  );
}

async function slugsFound(filter: string, sort = 'NEWEST'): Promise<string[]> {
  const { data } = await shop.as(ANONYMOUS).execute<{
    searchProducts: { edges: { node: { slug: string } }[] };
  }>(`{ searchProducts(filter: ${filter}, sort: ${sort}, first: 100) { edges { node { slug } } } }`);
  return data.searchProducts.edges.map(({ node }) => node.slug);
}

describe('a collection', () => {
  it('holds what its rule finds, in its own order unless another is asked for', async () => {
    const { slug } = await published({ sort: 'PRICE_ASC' });
    const filter = '{ category: "tea" }';
    expect((await show(slug))?.slugs).toEqual(await slugsFound(filter, 'PRICE_ASC'));
    for (const sort of ['NAME', 'POPULARITY'])
      expect((await show(slug, `sort: ${sort}`))?.slugs).toEqual(await slugsFound(filter, sort));
  });

  it('is narrowed by what a buyer asks beside its rule, and never widened', async () => {
    const { slug } = await published();
    const inTea = await show(
      slug,
      'filter: { attributes: [{ name: "caffeine", values: ["None"] }] }',
    );
    expect(inTea?.slugs).toEqual(
      await slugsFound('{ category: "tea", attributes: [{ name: "caffeine", values: ["None"] }] }'),
    );
    expect((await show(slug, 'filter: { category: "wine" }'))?.totalCount).toBe(0);
    const black = await show(slug, 'query: "black"');
    const tea = new Set((await show(slug))?.slugs);
    expect(black?.totalCount).toBeGreaterThan(0);
    expect(black?.slugs.filter((found) => !tea.has(found))).toEqual([]);
  });

  it('has products that its rule names, whatever they meet, as long as they are on sale', async () => {
    const cashbook = stableId('prd', 'ledgerly-cashbook');
    const { slug } = await published({ rule: { ...TEA, productIds: [cashbook] } });
    expect((await show(slug))?.slugs).toContain('ledgerly-cashbook');
    const { rows } = await shop.truth.query<{ version: number }>(
      'select version from catalogue.products where id = $1',
      [cashbook],
    );
    const input = { productId: cashbook, expectedVersion: rows[0]?.version };
    await shop
      .as(stockKeeper)
      .execute(
        'mutation ($input: SeenProductInput!) { archiveProduct(input: $input) { __typename } }',
        { input },
      );
    expect((await show(slug))?.slugs).not.toContain('ledgerly-cashbook');
  });

  it('shows those that its rule names first, as it names them, unless a buyer wants another order', async () => {
    const tea = await slugsFound('{ category: "tea" }', 'PRICE_ASC');
    const named = [tea[9]!, 'slipway-pottery-hush-celadon-teapot', tea[4]!];
    const productIds = named.map((one) => stableId('prd', one));
    const { slug } = await published({ sort: 'PRICE_ASC', rule: { ...TEA, productIds } });
    const others = tea.filter((one) => !named.includes(one));
    expect((await show(slug))?.slugs).toEqual([...named, ...others]);
    const cheapest = (await show(slug, 'sort: PRICE_ASC'))?.slugs ?? [];
    expect(cheapest.filter((one) => tea.includes(one))).toEqual(tea);
    expect((await show(slug, 'query: "black"'))?.slugs[0]).not.toBe(named[0]);
  });

  it('follows what is said of products in the same moment', async () => {
    const { slug } = await published({ rule: { filter: { brands: ['Brand to come'] } } });
    expect((await show(slug))?.totalCount).toBe(0);
    await shop.truth.query(
      `update catalogue.products set brand = 'Brand to come' where slug = 'domaine-vasseur-lenoir-pinot-noir-2019'`,
    );
    expect((await show(slug))?.slugs).toEqual(['domaine-vasseur-lenoir-pinot-noir-2019']);
  });

  it('may be what there is in one size and colour', async () => {
    const options = [
      { name: 'Size', values: ['M'] },
      { name: 'Colour', values: ['Navy'] },
    ];
    const one = await published({ rule: { filter: { options, inStockOnly: true } } });
    expect(one).toMatchObject({ rule: { filter: { options } } });
    const shown = await show(one.slug);
    const { rows } = await shop.truth.query<{ slug: string }>(
      `select distinct p.slug from catalogue.products p join catalogue.variants v on v.product_id = p.id
         join catalogue.stock_levels s on s.variant_id = v.id
       where v.options @> '{"Size": "M", "Colour": "Navy"}' and s.available > 0`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(shown?.slugs.toSorted()).toEqual(rows.map(({ slug }) => slug).toSorted());
  });

  it('is by prices in the currency of its rule, whatever a buyer pays in', async () => {
    const rule = { filter: { category: 'wine', price: { atMost: '2000' } }, currency: 'EUR' };
    const { slug } = await published({ rule });
    const inEuro = await show(slug, 'sort: NAME');
    expect(inEuro?.totalCount).toBeGreaterThan(0);
    expect((await show(slug, 'sort: NAME, currency: "GBP"'))?.slugs).toEqual(inEuro?.slugs);
  });

  it('pages by cursors like a search', async () => {
    const { slug } = await published({ sort: 'NAME' });
    const all = (await show(slug))?.slugs ?? [];
    const page = async (after: string | null) => {
      const { data } = await shop.as(ANONYMOUS).execute<{
        collection: {
          products: { pageInfo: { endCursor: string }; edges: { node: { slug: string } }[] };
        };
      }>(
        `query ($slug: String!, $after: String) { collection(slug: $slug) { products(first: 3, after: $after) {
           pageInfo { endCursor } edges { node { slug } } } } }`,
        { slug, after },
      );
      const { edges, pageInfo } = data.collection.products;
      return { slugs: edges.map(({ node }) => node.slug), end: pageInfo.endCursor };
    };
    const first = await page(null);
    expect([...first.slugs, ...(await page(first.end)).slugs]).toEqual(all.slice(0, 6));
  });

  it('costs one statement more than the search that its products are', async () => {
    const { slug } = await published();
    await show(slug);
    const { statements } = await statementsOf(() => show(slug));
    expect(statements).toHaveLength(3);
  });
});

describe('a product', () => {
  interface Belonging {
    readonly slug: string;
    readonly collections: readonly { readonly slug: string }[];
  }

  const belongings = async (search: string): Promise<Map<string, readonly string[]>> => {
    const { data, errors } = await shop.as(ANONYMOUS).execute<{
      searchProducts: { edges: { node: Belonging }[] };
    }>(`{ searchProducts(${search}) { edges { node { slug collections { slug } } } } }`);
    expect(errors).toBeUndefined();
    return new Map(
      data.searchProducts.edges.map(({ node }) => [
        node.slug,
        node.collections.map((collection) => collection.slug),
      ]),
    );
  };

  it('tells which collections hold it, by their positions', async () => {
    const rule = {
      filter: { brands: ['Ledgerly'] },
      productIds: [stableId('prd', 'slipway-pottery-hush-celadon-teapot')],
    };
    const last = await published({ rule, position: 20 });
    const first = await published({ rule, position: 10 });
    await create({ rule });
    const ours = new Set([last.slug, first.slug]);
    for (const [, slugs] of await belongings('filter: { brands: ["Ledgerly"] }'))
      expect(slugs.filter((slug) => ours.has(slug))).toEqual([first.slug, last.slug]);
  });

  it('is in just those collections that show it', async () => {
    const { data } = await shop.as(ANONYMOUS).execute<{
      collections: { edges: { node: { slug: string } }[] };
    }>('{ collections(first: 100) { edges { node { slug } } } }');
    const told = await belongings('first: 100, filter: { category: "coffee-and-tea" }');
    expect(told.size).toBe(100);
    for (const { node } of data.collections.edges) {
      const shown = await show(node.slug, 'filter: { category: "coffee-and-tea" }');
      const telling = [...told].filter(([, slugs]) => slugs.includes(node.slug));
      if ((shown?.totalCount ?? 0) <= 100)
        expect(telling.filter(([slug]) => !shown?.slugs.includes(slug))).toEqual([]);
      for (const slug of shown?.slugs ?? [])
        if (told.has(slug)) expect(told.get(slug)).toContain(node.slug);
    }
  });

  it('costs as many statements for a hundred as for one, however many collections there are', async () => {
    const statementsFor = async (first: number) => {
      await belongings(`first: ${first}`);
      return (await statementsOf(() => belongings(`first: ${first}`))).statements.length;
    };
    const one = await statementsFor(1);
    await published();
    expect(await statementsFor(100)).toBe(one);
  });
});

describe('a collection that is not published', () => {
  it('is seen by operators only', async () => {
    const { id, slug } = await create();
    for (const as of [ANONYMOUS, customer()]) expect(await show(slug, '', as)).toBeNull();
    expect(await show(slug, '', stockKeeper)).toMatchObject({ slug });
    const list = (as: Principal, all: boolean) =>
      shop
        .as(as)
        .execute<{ collections: { edges: { node: { id: string } }[] } }>(
          `{ collections(first: 100, includeUnpublished: ${all}) { edges { node { id } } } }`,
        );
    const ids = async (as: Principal, all: boolean) =>
      (await list(as, all)).data.collections.edges.map(({ node }) => node.id);
    expect(await ids(ANONYMOUS, false)).not.toContain(id);
    expect(await ids(stockKeeper, true)).toContain(id);
    expect((await list(customer(), true)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  it('is seen once it is, until it is hidden again', async () => {
    const shown = await published();
    expect(await show(shown.slug)).not.toBeNull();
    const hidden = await tell('unpublishCollection', seen(shown));
    expect(hidden).toMatchObject({ published: false, version: 3 });
    expect(await show(shown.slug)).toBeNull();
  });
});

describe('the list of collections', () => {
  it('stands by position, page after page', async () => {
    const read = async (after: string | null) => {
      const { data } = await shop.as(ANONYMOUS).execute<{
        collections: {
          edges: { node: { slug: string; position: number } }[];
          pageInfo: { endCursor: string | null; hasNextPage: boolean };
        };
      }>(
        `query ($after: String) { collections(first: 2, after: $after) {
           edges { node { slug position } } pageInfo { endCursor hasNextPage } } }`,
        { after },
      );
      return data.collections;
    };
    const places: string[] = [];
    for (let page = await read(null); ; page = await read(page.pageInfo.endCursor)) {
      places.push(
        ...page.edges.map(({ node }) => `${String(node.position).padStart(4)} ${node.slug}`),
      );
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(places).toEqual(places.toSorted());
    expect(new Set(places).size).toBe(places.length);
    expect(places).toContain('   1 organic-wine');
  });
});

describe('the address of a collection', () => {
  const leads = async (slug: string) => {
    const { data } = await shop
      .as(ANONYMOUS)
      .execute<{ collectionAddress: object | null }>(
        `query ($slug: String!) { collectionAddress(slug: $slug) { slug language moved collection { id } } }`,
        { slug },
      );
    return data.collectionAddress;
  };

  it('goes on leading there when it has another one, in each language', async () => {
    const slugs = [{ language: 'de', text: 'alte-tees' }];
    const one = await published({ slug: 'old-teas', slugs });
    const fresh = { slug: 'new-teas', slugs: [{ language: 'de', text: 'neue-tees' }] };
    await tell('updateCollection', { ...seen(one), ...fresh });
    const collection = { id: one.id };
    expect(await leads('old-teas')).toEqual({
      slug: 'new-teas',
      language: 'EN',
      moved: true,
      collection,
    });
    expect(await leads('alte-tees')).toMatchObject({
      slug: 'neue-tees',
      language: 'DE',
      moved: true,
    });
    expect(await leads('neue-tees')).toMatchObject({ moved: false });
    expect((await show('old-teas'))?.slug).toBe('new-teas');
    expect(await leads('nowhere')).toBeNull();
  });

  it('is its own, also when two take it at once, and free again when another one was chosen', async () => {
    const answers = await Promise.all([create({ slug: 'twins' }), create({ slug: 'twins' })]);
    expect(answers.map(({ code }) => code ?? 'KEPT').toSorted()).toEqual([
      'COLLECTION_SLUG_TAKEN',
      'KEPT',
    ]);
    const kept = answers.find(({ code }) => code === undefined)!;
    const slugs = [{ language: 'fr', text: 'twins' }];
    expect(await create({ slugs })).toMatchObject({ code: 'COLLECTION_SLUG_TAKEN' });
    await tell('updateCollection', { ...seen(kept), slug: 'single' });
    expect(await create({ slugs })).toMatchObject({ version: 1 });
  });
});

describe('operators', () => {
  it('say of a collection what they like, from the version that they have seen', async () => {
    const one = await create();
    const names = [{ language: 'de', text: 'Tees' }];
    const told = { name: 'Teas', names, position: 7, sort: 'POPULARITY' };
    expect(await tell('updateCollection', { ...seen(one), ...told })).toMatchObject({
      ...told,
      version: 2,
      rule: { filter: { category: 'tea', brands: null }, currency: 'EUR', productIds: [] },
    });
    for (const verb of ['updateCollection', 'publishCollection', 'removeCollection'])
      expect(await tell(verb, seen(one))).toEqual({ code: 'CHANGED_MEANWHILE' });
    const nowhere = { collectionId: newId('col'), expectedVersion: 1 };
    expect(await tell('updateCollection', nowhere)).toEqual({ code: 'COLLECTION_NOT_FOUND' });
  });

  it('are told all that is wrong with a rule, and nothing is kept', async () => {
    const filter = { category: 'nowhere', attributes: [{ name: 'shoe size', values: ['42'] }] };
    expect(await create({ slug: 'wrong', rule: { filter } })).toEqual({
      code: 'INVALID_COLLECTION',
      faults: [{ path: 'rule.filter.category' }, { path: 'rule.filter.attributes.shoe size' }],
    });
    expect(await create({ slug: 'wrong', rule: { filter: {} } })).toMatchObject({
      faults: [{ path: 'rule' }],
    });
    expect(await show('wrong', '', stockKeeper)).toBeNull();
  });

  it('see what became of a collection, and who did it', async () => {
    const one = await published();
    const rule = { filter: { category: 'coffee' } };
    const changed = await tell('updateCollection', { ...seen(one), rule });
    await tell('removeCollection', seen(changed));
    expect(await show(one.slug, '', stockKeeper)).toBeNull();
    const { data } = await shop.as(stockKeeper).execute<{
      definitionHistory: { edges: { node: object }[] };
    }>(`query ($id: ID!) { definitionHistory(id: $id) { edges { node { kind changedBy fields { field before after } } } } }`, { id: one.id });
    const changedBy = expect.stringMatching(/^usr_/) as string;
    const category = { field: 'rule.filter.category', before: 'tea', after: 'coffee' };
    expect(data.definitionHistory.edges.map(({ node }) => node)).toMatchObject([
      { kind: 'REMOVED' },
      { kind: 'CHANGED', changedBy, fields: [category] },
      { kind: 'CHANGED', changedBy, fields: [{ field: 'published' }] },
      { kind: 'CREATED', changedBy, fields: [] },
    ]);
    const { rows } = await shop.truth.query<{ type: string }>(
      'select type from catalogue.events where aggregate_id = $1 order by aggregate_version',
      [one.id],
    );
    expect(rows.map(({ type }) => type)).toEqual([
      'CollectionCreated',
      'CollectionPublished',
      'CollectionChanged',
      'CollectionRemoved',
    ]);
  });

  it('are the only ones who keep collections', async () => {
    const input = { slug: 'mine', name: 'Mine', rule: TEA };
    await expect(tell('createCollection', input, customer())).rejects.toThrow('FORBIDDEN');
  });
});

describe('what a rule names', () => {
  const mutate = async (mutation: string, input: object) => {
    const { data, errors } = await shop
      .as(stockKeeper)
      .execute<Record<string, object>>(mutation, { input });
    expect(errors).toBeUndefined();
    return Object.values(data)[0];
  };

  it('is no category that can be removed', async () => {
    const add = `mutation ($input: CreateCategoryInput!) { createCategory(input: $input) { ... on Category { id } } }`;
    const remove = `mutation ($input: SeenCategoryInput!) { removeCategory(input: $input) {
      ... on Category { slug } ... on CategoryInUse { products collections } } }`;
    const { id } = (await mutate(add, { slug: 'samovars', name: 'Samovars' })) as { id: string };
    const one = await create({ rule: { filter: { category: 'samovars' } } });
    const input = { categoryId: id, expectedVersion: 1 };
    expect(await mutate(remove, input)).toEqual({ products: 0, collections: [one.slug] });
    await tell('removeCollection', seen(one));
    expect(await mutate(remove, input)).toEqual({ slug: 'samovars' });
  });

  it('is no attribute that can be removed, nor a choice of it', async () => {
    const add = `mutation ($input: CreateAttributeInput!) { createAttribute(input: $input) { ... on Attribute { name version } } }`;
    const update = `mutation ($input: UpdateAttributeInput!) { updateAttribute(input: $input) {
      ... on Attribute { version } ... on AttributeInUse { collections } } }`;
    const remove = `mutation ($input: SeenByNameInput!) { removeAttribute(input: $input) {
      ... on Attribute { name } ... on AttributeInUse { productTypes collections } } }`;
    const choices = [{ value: 'Tall' }, { value: 'Small' }];
    await mutate(add, { name: 'stature', kind: 'ENUM', label: 'Stature', choices });
    const attributes = [{ name: 'stature', values: ['Tall'] }];
    const one = await create({ rule: { filter: { attributes } } });
    const known = { name: 'stature', expectedVersion: 1 };
    expect(await mutate(remove, known)).toEqual({ productTypes: [], collections: [one.slug] });
    const without = { ...known, choices: [{ value: 'Small' }] };
    expect(await mutate(update, without)).toEqual({ collections: [one.slug] });
    expect(await mutate(update, { ...known, choices: [{ value: 'Tall' }] })).toEqual({
      version: 2,
    });
  });
});
