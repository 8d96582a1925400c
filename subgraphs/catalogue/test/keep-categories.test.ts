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
  readonly code?: string;
}

async function tell(verb: string, input: object, as = stockKeeper): Promise<Answered> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await shop.as(as).execute<Record<string, Answered>>(
    `mutation ($input: ${type}!) { ${verb}(input: $input) {
       ... on Problem { code } ... on Category { id slug name names { language text } } } }`,
    { input },
  );
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data[verb]!;
}

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
    await tell('moveCategory', { categoryId: middle.id, parentId: fresh.id, position: 0 });
    expect(await pathOf('display')).toEqual(['parlour', 'shelves', 'display']);
    expect(await found({ category: 'attic' })).toEqual([]);
    expect(await found({ category: 'parlour' })).toEqual([teapot]);
    expect(await found({ query: 'parlour' })).toEqual([teapot]);
    expect(await found({ query: 'attic' })).toEqual([]);
  });

  it('is found by its new name when it was renamed', async () => {
    const category = await create('vessels');
    const teapot = await givenTeapot(category.id);
    await tell('renameCategory', { categoryId: category.id, name: 'Samovars' });
    expect(await found({ query: 'samovar' })).toEqual([teapot]);
    const { rows } = await shop.truth.query(
      `select label from catalogue.facet_values where value = 'vessels'`,
    );
    expect(rows).toEqual([{ label: 'Samovars' }]);
  });

  it('is not moved below itself', async () => {
    const top = await create('top');
    const below = await create('below', top.id);
    const input = { categoryId: top.id, parentId: below.id, position: 0 };
    expect(await tell('moveCategory', input)).toEqual({ code: 'INVALID_CATEGORY' });
    const nowhere = { categoryId: newId('cat'), parentId: null, position: 0 };
    expect(await tell('moveCategory', nowhere)).toEqual({ code: 'CATEGORY_NOT_FOUND' });
  });

  it('tells what became of it, version by version', async () => {
    const { id } = await create('told');
    await tell('renameCategory', { categoryId: id, name: 'Spoken' });
    await tell('moveCategory', { categoryId: id, parentId: null, position: 0 });
    const { rows } = await shop.truth.query<{ type: string }>(
      'select type from catalogue.events where aggregate_id = $1 order by aggregate_version',
      [id],
    );
    expect(rows.map(({ type }) => type)).toEqual([
      'CategoryCreated',
      'CategoryRenamed',
      'CategoryMoved',
    ]);
  });

  it('is kept by operators, and by nobody else', async () => {
    const input = { slug: 'mine', name: 'Mine' };
    await expect(tell('createCategory', input, customer())).rejects.toThrow('FORBIDDEN');
  });
});
