import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { customer } from '#kernel/testing/principals.ts';
import { createProduct, publishProduct } from '../usecases/keep-products.ts';
import { type Catalogue, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

const PLAIN = { specialPrices: [], media: [], taxCategory: null };

interface Answered {
  readonly id: Id<'cat'>;
  readonly version: number;
  readonly code?: string;
}

async function tell(verb: string, input: object, as = stockKeeper): Promise<Answered> {
  const type =
    verb === 'removeCategory'
      ? 'SeenCategoryInput'
      : `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await shop.as(as).execute<Record<string, Answered>>(
    `mutation ($input: ${type}!) { ${verb}(input: $input) {
       ... on Problem { code } ... on Category { id version slug name names { language text } } } }`,
    { input },
  );
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data[verb]!;
}

/** What a change of this category begins with. */
const seen = ({ id, version }: Answered) => ({ categoryId: id, expectedVersion: version });

const create = (slug: string, parentId: string | null = null) =>
  tell('createCategory', { slug, name: `All ${slug}`, parentId });

async function pathOf(slug: string): Promise<string[]> {
  const { data } = await shop
    .as(ANONYMOUS)
    .execute<{ categories: Node[] }>(
      '{ categories { slug children { slug children { slug children { slug } } } } }',
    );
  return search(data.categories, slug);
}

interface Node {
  readonly slug: string;
  readonly children?: readonly Node[];
}

const search = (nodes: readonly Node[], slug: string): string[] =>
  nodes.flatMap((node) => {
    if (node.slug === slug) return [slug];
    const below = search(node.children ?? [], slug);
    return below.length > 0 ? [node.slug, ...below] : [];
  });

async function givenTeapot(categoryId: Id<'cat'>): Promise<string> {
  const slug = `teapot-${newId('prd').slice(-8)}`;
  const variant = { sku: slug, name: 'one', options: {}, prices: { EUR: '1200' }, ...PLAIN };
  const made = await createProduct(shop.runtime, 'test', {
    slug,
    name: 'Teapot',
    slugs: {},
    names: {},
    description: '',
    descriptions: {},
    brand: 'Oldmoor',
    productType: 'pot',
    categoryId,
    merchantId: newId('mer'),
    provisioning: 'SHIPMENT',
    attributes: {},
    options: [],
    minimumAge: null,
    forbiddenRegions: [],
    alcoholByVolume: null,
    warnings: [],
    media: [],
    taxCategory: 'standard',
    variants: [variant],
  });
  await publishProduct(shop.runtime, 'test', { productId: made.id, expectedVersion: 1 });
  return slug;
}

/** What is found in a category, and how the facet calls each category. */
async function found(variables: { category?: string; query?: string }) {
  const { data, errors } = await shop.as(ANONYMOUS).execute<{
    searchProducts: {
      edges: { node: { slug: string } }[];
      facets: { name: string; values: { value: string; label: string }[] }[];
    };
  }>(
    `query ($category: String, $query: String) { searchProducts(query: $query, filter: { category: $category }) {
       edges { node { slug } } facets { name values { value label } } } }`,
    variables,
  );
  expect(errors).toBeUndefined();
  return data.searchProducts.edges.map(({ node }) => node.slug);
}

describe('a category', () => {
  it('is added under another one, with its names', async () => {
    const parent = await create('kitchen');
    const names = [{ language: 'de', text: 'Kannen' }];
    const input = { slug: 'kettles', name: 'Kettles', names, parentId: parent.id };
    expect(await tell('createCategory', input)).toMatchObject({ name: 'Kettles', names });
    expect(await pathOf('kettles')).toEqual(['kitchen', 'kettles']);
  });

  it('has a slug of its own, also when two are added at once', async () => {
    const answers = await Promise.all([create('twins'), create('twins')]);
    expect(answers.map(({ code }) => code ?? 'KEPT').toSorted()).toEqual([
      'CATEGORY_SLUG_TAKEN',
      'KEPT',
    ]);
  });

  it('takes its products along when it is moved, whoever looks for them', async () => {
    const [old, fresh] = [await create('attic'), await create('parlour')];
    const middle = await create('shelves', old.id);
    const teapot = await givenTeapot((await create('display', middle.id)).id);
    expect(await found({ category: 'attic' })).toEqual([teapot]);
    await tell('moveCategory', { ...seen(middle), parentId: fresh.id, position: 0 });
    expect(await pathOf('display')).toEqual(['parlour', 'shelves', 'display']);
    expect(await found({ category: 'attic' })).toEqual([]);
    expect(await found({ category: 'parlour' })).toEqual([teapot]);
    expect(await found({ query: 'parlour' })).toEqual([teapot]);
    expect(await found({ query: 'attic' })).toEqual([]);
  });

  it('is found by its new name when it was renamed', async () => {
    const category = await create('vessels');
    const teapot = await givenTeapot(category.id);
    await tell('renameCategory', { ...seen(category), name: 'Samovars' });
    expect(await found({ query: 'samovar' })).toEqual([teapot]);
    const { rows } = await shop.truth.query(
      `select label from catalogue.facet_values where value = 'vessels'`,
    );
    expect(rows).toEqual([{ label: 'Samovars' }]);
  });

  it('tells its place among those beside it, and takes another one', async () => {
    const parent = await create('queue');
    const children: Answered[] = [];
    for (const slug of ['one', 'two', 'three']) children.push(await create(slug, parent.id));
    const places = async () => {
      const { data } = await shop
        .as(ANONYMOUS)
        .execute<{ category: { children: { slug: string; position: number }[] } }>(
          '{ category(slug: "queue") { children { slug position } } }',
        );
      return data.category.children.map(({ slug, position }) => `${position} ${slug}`);
    };
    expect(await places()).toEqual(['0 one', '1 two', '2 three']);
    const move = (position: number) =>
      tell('moveCategory', { ...seen(children[2]!), parentId: parent.id, position });
    expect(await move(-1)).toEqual({ code: 'INVALID_CATEGORY' });
    await move(1);
    expect(await places()).toEqual(['0 one', '1 three', '2 two']);
    const { data } = await shop.as(stockKeeper).execute(
      `mutation ($input: SeenCategoryInput!) {
         removeCategory(input: $input) { ... on Category { slug position } } }`,
      { input: seen(children[0]!) },
    );
    expect(data).toEqual({ removeCategory: { slug: 'one', position: null } });
  });

  it('is not moved below itself', async () => {
    const top = await create('top');
    const below = await create('below', top.id);
    const input = { ...seen(top), parentId: below.id, position: 0 };
    expect(await tell('moveCategory', input)).toEqual({ code: 'INVALID_CATEGORY' });
    const nowhere = { ...seen({ ...top, id: newId('cat') }), parentId: null, position: 0 };
    expect(await tell('moveCategory', nowhere)).toEqual({ code: 'CATEGORY_NOT_FOUND' });
  });

  it('changes only from the version that was seen', async () => {
    const category = await create('seen');
    const renamed = await tell('renameCategory', { ...seen(category), name: 'Looked at' });
    expect(renamed.version).toBe(2);
    expect(await tell('renameCategory', { ...seen(category), name: 'Stared at' })).toEqual({
      code: 'CHANGED_MEANWHILE',
    });
    const move = { ...seen(category), parentId: null, position: 0 };
    expect(await tell('moveCategory', move)).toEqual({ code: 'CHANGED_MEANWHILE' });
    expect(await tell('removeCategory', seen(category))).toEqual({ code: 'CHANGED_MEANWHILE' });
  });

  it('is removed when nothing is in it, and offered to nobody any more', async () => {
    const above = await create('barrow');
    const category = await create('wheelbarrows', above.id);
    await givenTeapot(category.id);
    expect(await tell('removeCategory', seen(category))).toEqual({ code: 'CATEGORY_IN_USE' });
    expect(await tell('removeCategory', seen(above))).toEqual({ code: 'CATEGORY_IN_USE' });
    const other = await create('elsewhere');
    await shop.truth.query(
      'update catalogue.products set category_id = $1 where category_id = $2',
      [other.id, category.id],
    );
    expect(await tell('removeCategory', seen(category))).toMatchObject({ slug: 'wheelbarrows' });
    expect(await pathOf('wheelbarrows')).toEqual([]);
    const { rows } = await shop.truth.query(
      `select from catalogue.facet_values where value = 'wheelbarrows'`,
    );
    expect(rows).toEqual([]);
    expect(await create('wheelbarrows')).toMatchObject({ version: 1 });
  });

  it('tells what became of it, version by version, and who did it', async () => {
    const told = await create('told');
    const renamed = await tell('renameCategory', { ...seen(told), name: 'Spoken' });
    const place = { parentId: null, position: 0 };
    const moved = await tell('moveCategory', { ...seen(renamed), ...place });
    await tell('removeCategory', seen(moved));
    const { rows } = await shop.truth.query<{ type: string }>(
      'select type from catalogue.events where aggregate_id = $1 order by aggregate_version',
      [told.id],
    );
    expect(rows.map(({ type }) => type)).toEqual([
      'CategoryCreated',
      'CategoryRenamed',
      'CategoryMoved',
      'CategoryRemoved',
    ]);
    const { data } = await shop.as(stockKeeper).execute<{
      definitionHistory: { edges: { node: object }[] };
    }>(`query ($id: ID!) { definitionHistory(id: $id) { edges { node { kind changedBy fields { field } } } } }`, { id: told.id });
    const changedBy = expect.stringMatching(/^usr_/) as string;
    expect(data.definitionHistory.edges.map(({ node }) => node).slice(1)).toMatchObject([
      { kind: 'CHANGED', changedBy, fields: [{ field: 'position' }] },
      { kind: 'CHANGED', changedBy, fields: [{ field: 'name' }] },
      { kind: 'CREATED', changedBy, fields: [] },
    ]);
  });

  it('is kept by operators, and by nobody else', async () => {
    const input = { slug: 'mine', name: 'Mine' };
    await expect(tell('createCategory', input, customer())).rejects.toThrow('FORBIDDEN');
  });
});
