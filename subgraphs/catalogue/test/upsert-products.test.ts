import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Catalogue, givenCategory, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;
let categoryId: Id<'cat'>;
beforeAll(async () => {
  shop = await startCatalogue();
  categoryId = await givenCategory(shop);
});
afterAll(() => shop.stop());

interface Answer {
  readonly __typename: string;
  readonly outcome?: string;
  readonly product?: { readonly id: Id<'prd'>; readonly version: number; readonly slug: string };
  readonly currentVersion?: number;
  readonly faults?: readonly { readonly path: string }[];
}

async function upsert(products: readonly object[], as: Principal = stockKeeper): Promise<Answer[]> {
  const { data, errors } = await shop.as(as).execute<{ upsertProducts: Answer[] }>(
    `mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { __typename
       ... on UpsertedProduct { outcome product { id version status slug name minimumAge
         category { slug } attributes { name value } options { name values }
         variants { sku options { value } prices { decimal currency } specialPrices { minimumQuantity } } } }
       ... on InvalidProduct { faults { path } } ... on ProductChanged { currentVersion } } }`,
    { input: { products } },
  );
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.upsertProducts;
}

let made = 0;
const aSlug = () => `upsert-${(made += 1)}`;
const eur = (minorUnits: string) => [{ minorUnits, currency: 'EUR' }];
const size = (value: string) => ({ options: [{ name: 'Size', value }] });

const merchantId = newId('mer');
const pot = (slug: string, more: object = {}) => ({
  slug,
  name: `Pot ${slug}`,
  brand: 'Oldmoor',
  productType: 'pot',
  categoryId,
  merchantId,
  attributes: [{ name: 'glaze', value: 'blue' }],
  options: [{ name: 'Size', values: ['S', 'L'] }],
  compliance: { minimumAge: 18, forbiddenRegions: [], warnings: [] },
  variants: [
    { sku: `${slug}-S`, name: 'small', ...size('S'), prices: eur('1200') },
    { sku: `${slug}-L`, name: 'large', ...size('L'), prices: eur('1800') },
  ],
  ...more,
});

const outcomes = (answers: readonly Answer[]) =>
  answers.map(({ __typename, outcome }) => outcome ?? __typename);

describe('products that are said all at once', () => {
  it('are made, changed or left, each as it needs', async () => {
    const [known, same, fresh] = [aSlug(), aSlug(), aSlug()];
    await upsert([pot(known), pot(same)]);
    const answers = await upsert([
      pot(fresh, { status: 'PUBLISHED' }),
      pot(same),
      { slug: known, name: 'Pan', variants: [{ sku: `${known}-L`, prices: eur('2000') }] },
    ]);
    expect(outcomes(answers)).toEqual(['CREATED', 'UNCHANGED', 'UPDATED']);
    expect(answers[0]?.product).toMatchObject({
      status: 'PUBLISHED',
      version: 1,
      minimumAge: 18,
      category: { slug: categoryId },
      attributes: [{ name: 'glaze', value: 'blue' }],
    });
    expect(answers[2]?.product).toMatchObject({
      name: 'Pan',
      version: 2,
      attributes: [{ name: 'glaze', value: 'blue' }],
      variants: [
        { sku: `${known}-S`, prices: [{ decimal: '12.00', currency: 'EUR' }] },
        { sku: `${known}-L`, prices: [{ decimal: '20.00', currency: 'EUR' }] },
      ],
    });
  });

  it('change nothing when they are said again', async () => {
    const products = [pot(aSlug(), { status: 'PUBLISHED' }), pot(aSlug())];
    const first = await upsert(products);
    const again = await upsert(products);
    expect(outcomes(again)).toEqual(['UNCHANGED', 'UNCHANGED']);
    expect(again.map(({ product }) => product)).toEqual(first.map(({ product }) => product));
  });

  it('are kept beside others that are refused, each with all its faults', async () => {
    const [good, bad, taken, other] = [aSlug(), aSlug(), aSlug(), aSlug()];
    await upsert([pot(taken)]);
    const wrong = pot(bad, {
      name: '',
      categoryId: 'cat_none',
      attributes: [
        { name: 'glaze', value: 'blue' },
        { name: 'glaze', value: 'red' },
      ],
      variants: [
        { sku: `${bad}-S`, name: 'small', ...size('S'), prices: [...eur('1'), ...eur('2')] },
      ],
    });
    const answers = await upsert([
      wrong,
      pot(good),
      pot(other, { variants: [{ sku: `${taken}-S`, name: 'small', ...size('S') }] }),
      pot(other, { slugs: [{ language: 'de', text: taken }] }),
      pot(good),
      { slug: aSlug(), id: newId('prd') },
    ]);
    expect(outcomes(answers)).toEqual([
      'InvalidProduct',
      'CREATED',
      'InvalidProduct',
      'InvalidProduct',
      'InvalidProduct',
      'ProductNotFound',
    ]);
    const pathsOf = ({ faults }: Answer) => faults?.map(({ path }) => path).toSorted();
    expect(answers.slice(0, 5).map(pathsOf)).toEqual([
      ['attributes.glaze', 'categoryId', 'name', 'variants.0.prices.EUR'],
      undefined,
      ['variants.0.sku'],
      ['slugs.de'],
      ['slug'],
    ]);
  });

  it('are known by an id where their slug changes', async () => {
    const [slug, better] = [aSlug(), aSlug()];
    const [{ product }] = (await upsert([pot(slug)])) as [Answer];
    const [renamed] = (await upsert([{ id: product?.id, slug: better }])) as [Answer];
    expect(renamed).toMatchObject({
      outcome: 'UPDATED',
      product: { id: product?.id, slug: better },
    });
    expect(outcomes(await upsert([{ id: product?.id, name: 'Pan' }]))).toEqual(['UPDATED']);
  });

  it('stay as they are if somebody else was faster', async () => {
    const slug = aSlug();
    const seen = (expectedVersion: number) =>
      upsert([pot(slug, { expectedVersion, name: `Pot ${expectedVersion}` })]);
    expect(outcomes(await seen(0))).toEqual(['CREATED']);
    expect(await seen(0)).toEqual([{ __typename: 'ProductChanged', currentVersion: 1 }]);
    expect(outcomes(await seen(1))).toEqual(['UPDATED']);
  });

  it('are made once by two who say them at the same time', async () => {
    const slugs = Array.from({ length: 20 }, aSlug);
    const both = await Promise.all([
      upsert(slugs.map((slug) => pot(slug))),
      upsert(slugs.toReversed().map((slug) => pot(slug))),
    ]);
    expect(both.flatMap(outcomes).toSorted()).toEqual([
      ...slugs.map(() => 'CREATED'),
      ...slugs.map(() => 'UNCHANGED'),
    ]);
  });

  it('tell who said what of them', async () => {
    const slug = aSlug();
    await upsert([pot(slug)]);
    const [{ product }] = (await upsert([{ slug, name: 'Pan' }])) as [Answer];
    const { data } = await shop.as(stockKeeper).execute<{ productHistory: { edges: object[] } }>(
      `query ($id: ID!) { productHistory(productId: $id) { edges { node {
         kind changedBy fields { field before after } } } } }`,
      { id: product?.id },
    );
    const changedBy = stockKeeper.kind === 'user' ? stockKeeper.id : '';
    expect(data.productHistory.edges).toEqual([
      {
        node: {
          kind: 'UPDATED',
          changedBy,
          fields: [{ field: 'name', before: `Pot ${slug}`, after: 'Pan' }],
        },
      },
      { node: { kind: 'CREATED', changedBy, fields: [] } },
    ]);
  });

  it('cost as many statements for a hundred as for one, and are a hundred at most', async () => {
    const many = (count: number) => Array.from({ length: count }, () => pot(aSlug()));
    const costOf = async (products: readonly object[]) =>
      (await statementsOf(() => upsert(products))).statements.length;
    await upsert(many(1));
    const [one, hundred] = [await costOf(many(1)), await costOf(many(100))];
    expect(hundred).toBe(one);
    await expect(upsert(many(101))).rejects.toThrow('BAD_USER_INPUT');
  });

  it('are said by operators only', async () => {
    await expect(upsert([pot(aSlug())], ANONYMOUS)).rejects.toThrow('UNAUTHENTICATED');
    await expect(upsert([pot(aSlug())], customer())).rejects.toThrow('FORBIDDEN');
  });
});
