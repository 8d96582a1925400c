import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import { documentsOf } from '../search/elasticsearch/document.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  type Catalogue,
  WAREHOUSE,
  givenCategory,
  givenStock,
  startCatalogue,
  stockKeeper,
} from './given.ts';

let shop: Catalogue;
let categoryId: Id<'cat'>;
beforeAll(async () => {
  shop = await startCatalogue();
});
beforeEach(async () => {
  categoryId = await givenCategory(shop);
});
afterAll(() => shop.stop());

const RECORD = `__typename ... on Problem { code } ... on InvalidProduct { faults { path } }
  ... on ProductRecord { id version status slug name publishedAt
    category { slug } variants { id sku name prices { decimal currency } } }`;

interface Answered {
  readonly __typename: string;
  readonly code?: string;
  readonly id: Id<'prd'>;
  readonly version: number;
  readonly status: string;
  readonly variants: { id: Id<'var'>; sku: string }[];
}

async function tell(
  verb: string,
  type: string,
  input: object,
  as: Principal = stockKeeper,
): Promise<Answered> {
  const more = verb === 'createProduct' ? '' : '... on ProductChanged { currentVersion }';
  const { data, errors } = await shop
    .as(as)
    .execute<Record<string, Answered>>(
      `mutation ($input: ${type}!) { ${verb}(input: $input) { ${RECORD} ${more} } }`,
      { input },
    );
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data[verb]!;
}

/** What a change of this product begins with. */
const seen = ({ id, version }: Answered) => ({ productId: id, expectedVersion: version });

const eur = (minorUnits: string) => [{ minorUnits, currency: 'EUR' }];

let made = 0;

/** A word that nothing else has, and no other one begins with. */
function aWord(): string {
  made += 1;
  return `gizmo${made.toString(2).padStart(8, '0').replaceAll('0', 'a').replaceAll('1', 'o')}`;
}

const newProduct = (word: string, more: object = {}) => ({
  slug: word,
  name: `Clay ${word}`,
  brand: `Maker ${word}`,
  productType: 'teapot',
  categoryId,
  merchantId: newId('mer'),
  options: [{ name: 'Size', values: ['small', 'large'] }],
  variants: [
    {
      sku: `${word}-S`,
      name: 'small',
      options: [{ name: 'Size', value: 'small' }],
      prices: eur('1200'),
    },
  ],
  ...more,
});

const create = (word: string, more: object = {}) =>
  tell('createProduct', 'CreateProductInput', newProduct(word, more));

async function publish(word: string, more: object = {}): Promise<Answered> {
  return tell('publishProduct', 'SeenProductInput', seen(await create(word, more)));
}

const archive = (product: Answered) => tell('archiveProduct', 'SeenProductInput', seen(product));

/** Everywhere that buyers look, and whether they find it there. */
async function seenByBuyers(word: string, product: Answered): Promise<Record<string, boolean>> {
  const variantId = product.variants[0]?.id;
  const { data, errors } = await shop.as(ANONYMOUS).execute<Record<string, unknown>>(
    `query ($id: ID!, $slug: String!, $variant: ID!, $sku: String!) {
       byId: product(id: $id) { name } bySlug: product(slug: $slug) { name }
       variant(id: $variant) { sku } bySku: variant(sku: $sku) { sku } variants(ids: [$variant]) { sku }
       found: searchProducts(query: $slug) { edges { node { slug } } }
       skuFound: searchProducts(query: $sku) { edges { node { slug } } }
       listed: searchProducts(filter: { brands: ["Maker ${word}"] }) { edges { node { slug } } }
       suggested: suggestProducts(beginning: $slug) { text } }`,
    { id: product.id, slug: word, variant: variantId, sku: `${word}-S` },
  );
  expect(errors).toBeUndefined();
  const rest = await Promise.all(
    [`products/${word}`, `variants/${word}-S`].map(
      async (path) => (await fetch(`${shop.url}/api/v1/${path}`)).status === 200,
    ),
  );
  const answers = Object.entries(data).map(
    ([field, value]) => [field, /gizmo/.test(JSON.stringify(value))] as const,
  );
  return { ...Object.fromEntries(answers), restProduct: rest[0]!, restVariant: rest[1]! };
}

const everywhere = (found: boolean) =>
  Object.fromEntries(
    'byId bySlug variant bySku variants found skuFound listed suggested restProduct restVariant'
      .split(' ')
      .map((place) => [place, found]),
  );

describe('a product', () => {
  it('is seen by buyers while it is published, and at no other time', async () => {
    const word = aWord();
    const draft = await create(word);
    expect(draft).toMatchObject({ status: 'DRAFT', version: 1, publishedAt: null });
    expect(await seenByBuyers(word, draft)).toEqual(everywhere(false));
    const onSale = await tell('publishProduct', 'SeenProductInput', seen(draft));
    expect(onSale).toMatchObject({ status: 'PUBLISHED', version: 2 });
    expect(await seenByBuyers(word, onSale)).toEqual(everywhere(true));
    const gone = await archive(onSale);
    // A brand stays known, but nothing is found by it.
    expect(await seenByBuyers(word, gone)).toEqual({ ...everywhere(false), suggested: true });
    const back = await tell('publishProduct', 'SeenProductInput', seen(gone));
    expect(await seenByBuyers(word, back)).toEqual(everywhere(true));
  });

  it('has a document in the index while it is published, and a new version of it with each change', async () => {
    const word = aWord();
    const documentOf = async ({ id }: Answered) =>
      (await documentsOf(shop.runtime.orm.em.fork(), [id]))[0]!;
    const draft = await create(word);
    const none = await documentOf(draft);
    expect(none.document).toBeNull();
    const onSale = await tell('publishProduct', 'SeenProductInput', seen(draft));
    const indexed = await documentOf(onSale);
    expect(indexed.document).toMatchObject({ name: `clay ${word}`, prices: { EUR: 1200 } });
    const gone = await documentOf(await archive(onSale));
    expect(gone.document).toBeNull();
    expect(gone.version).toBeGreaterThan(indexed.version);
    expect(indexed.version).toBeGreaterThan(none.version);
  });

  it('stays what it was for those who refer to it, once it was on sale', async () => {
    const ask = async ({ id, variants }: Answered) => {
      const { data } = await shop.as(ANONYMOUS).execute<{ _entities: unknown[] }>(
        `query ($representations: [_Any!]!) { _entities(representations: $representations) {
           ... on Product { name } ... on Variant { sku availability { inStock } product { name } } } }`,
        {
          representations: [
            { __typename: 'Product', id },
            { __typename: 'Variant', id: variants[0]?.id },
          ],
        },
      );
      return data._entities;
    };
    const word = aWord();
    const draft = await create(word);
    expect(await ask(draft)).toEqual([null, null]);
    const gone = await archive(await tell('publishProduct', 'SeenProductInput', seen(draft)));
    const product = { name: `Clay ${word}` };
    expect(await ask(gone)).toEqual([
      product,
      { sku: `${word}-S`, availability: { inStock: false }, product },
    ]);
  });

  it('cannot be reserved once it is archived', async () => {
    const product = await publish(aWord());
    const variantId = product.variants[0]!.id;
    await givenStock(shop, variantId, { [WAREHOUSE]: 5 });
    const reserve = () =>
      reserveStock(shop.runtime, {
        orderId: newId('ord'),
        lines: [{ variantId, quantity: 1 }],
        shipTo: null,
        expiresAt: shop.clock.minutesFromNow(10),
      });
    await expect(reserve()).resolves.toMatchObject({ status: 'HELD' });
    await archive(product);
    await expect(reserve()).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      shortages: [{ variantId, requested: 1, available: 0 }],
    });
  });

  it('is archived also if it was never on sale', async () => {
    const word = aWord();
    const gone = await archive(await create(word));
    expect(gone).toMatchObject({ status: 'ARCHIVED', publishedAt: null });
    expect(await seenByBuyers(word, gone)).toEqual(everywhere(false));
  });

  it('is published with a price, and only then', async () => {
    const draft = await create(aWord(), { variants: [] });
    const refused = await tell('publishProduct', 'SeenProductInput', seen(draft));
    expect(refused).toMatchObject({ __typename: 'ProductNotReady', code: 'PRODUCT_NOT_READY' });
  });

  it('is changed by one of two operators who have seen the same of it', async () => {
    const product = await create(aWord());
    const answers = await Promise.all(
      ['Red Pot', 'Blue Pot'].map((name) =>
        tell('updateProduct', 'UpdateProductInput', { ...seen(product), name }),
      ),
    );
    expect(answers.map(({ __typename }) => __typename).toSorted()).toEqual([
      'ProductChanged',
      'ProductRecord',
    ]);
    expect(answers.find(({ code }) => code)).toMatchObject({ currentVersion: 2 });
  });

  it('stays as it is, version and all, when nothing else is said of it', async () => {
    const word = aWord();
    const product = await create(word);
    const name = `Clay ${word}`;
    const same = await tell('updateProduct', 'UpdateProductInput', { ...seen(product), name });
    expect(same.version).toBe(product.version);
  });

  it('is refused with everything that is wrong with it', async () => {
    const product = await create(aWord());
    const input = { ...seen(product), slug: 'no slug', name: '' };
    expect(await tell('updateProduct', 'UpdateProductInput', input)).toMatchObject({
      code: 'INVALID_PRODUCT',
      faults: [{ path: 'slug' }, { path: 'name' }],
    });
    const twice = {
      ...seen(product),
      attributes: [
        { name: 'lid', value: 'yes' },
        { name: 'lid', value: 'no' },
      ],
    };
    expect(await tell('updateProduct', 'UpdateProductInput', twice)).toMatchObject({
      faults: [{ path: 'attributes.lid' }],
    });
  });

  it('is refused with what is said twice and with all else, each in its place', async () => {
    const word = aWord();
    const size = { name: 'Size', value: 'small' };
    const wrong = await create(word, {
      slug: 'no slug',
      name: '',
      names: [
        { language: 'de', text: 'Topf' },
        { language: 'de', text: 'Kanne' },
      ],
      taxCategory: '!',
      attributes: [
        { name: 'shoe size', value: '46' },
        { name: 'lid', value: 'yes' },
        { name: 'lid', value: 'no' },
      ],
      variants: [
        { sku: `${word}-S`, name: 'small', options: [size], prices: eur('1') },
        { sku: 'no sku', name: '', options: [size], prices: [...eur('0'), ...eur('2')] },
      ],
    });
    const faults = (answer: object) =>
      ((answer as { faults?: { path: string }[] }).faults ?? []).map(({ path }) => path).toSorted();
    expect(faults(wrong)).toEqual([
      'attributes.lid',
      'attributes.shoe size',
      'name',
      'names.de',
      'slug',
      'taxCategory',
      'variants.1.name',
      'variants.1.options',
      'variants.1.prices.EUR',
      'variants.1.sku',
    ]);
    const product = await create(word);
    const prices = [
      { sku: `${word}-S`, prices: eur('1') },
      { sku: `${word}-S`, prices: [...eur('2'), ...eur('3')] },
    ];
    const priced = await tell('setPrices', 'SetPricesInput', {
      ...seen(product),
      variants: prices,
    });
    expect(faults(priced)).toEqual(['variants.1.prices.EUR', 'variants.1.sku']);
  });

  it('is sorted into a category that there is', async () => {
    const product = await create(aWord());
    const input = { ...seen(product), categoryId: newId('cat') };
    const answer = await tell('updateProduct', 'UpdateProductInput', input);
    expect(answer).toMatchObject({ code: 'CATEGORY_NOT_FOUND' });
  });

  it('shows buyers what the law demands', async () => {
    const word = aWord();
    const product = await publish(word);
    await tell('setProductCompliance', 'SetComplianceInput', {
      ...seen(product),
      minimumAge: 18,
      forbiddenRegions: ['US-UT'],
      alcoholByVolume: 12.5,
      warnings: ['Contains sulphites.'],
    });
    const { data } = await shop
      .as(ANONYMOUS)
      .execute(
        `{ product(slug: "${word}") { minimumAge forbiddenRegions alcoholByVolume warnings } }`,
      );
    expect(data).toEqual({
      product: {
        minimumAge: 18,
        forbiddenRegions: ['US-UT'],
        alcoholByVolume: 12.5,
        warnings: ['Contains sulphites.'],
      },
    });
  });

  it('is kept by operators, and by nobody else', async () => {
    const input = newProduct(aWord());
    const tried = (as: Principal) => tell('createProduct', 'CreateProductInput', input, as);
    await expect(tried(ANONYMOUS)).rejects.toThrow('UNAUTHENTICATED');
    await expect(tried(customer())).rejects.toThrow('FORBIDDEN');
    await expect(tried(operator('orders.read'))).rejects.toThrow('FORBIDDEN');
    const { errors } = await shop
      .as(customer())
      .execute('{ productRecords { edges { node { id } } } }');
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});

describe('an address that a product had before', () => {
  const namedBy = async (slug: string) => {
    const { data } = await shop
      .as(ANONYMOUS)
      .execute<{ product: { slug: string } | null }>(`{ product(slug: "${slug}") { slug } }`);
    const rest = await fetch(`${shop.url}/api/v1/products/${slug}`);
    const told = rest.ok ? ((await rest.json()) as { slug: string }).slug : null;
    expect(told).toBe(data.product?.slug ?? null);
    return told;
  };
  const rename = (product: Answered, slug: string) =>
    tell('updateProduct', 'UpdateProductInput', { ...seen(product), slug });

  it('leads to it until another product takes it', async () => {
    const [first, second, third] = [aWord(), aWord(), aWord()];
    const renamed = await rename(await rename(await publish(first), second), third);
    expect(await Promise.all([first, second, third].map(namedBy))).toEqual([third, third, third]);
    const other = await publish(aWord(), { slug: first });
    expect(await Promise.all([first, second].map(namedBy))).toEqual([first, third]);
    await rename(renamed, second);
    expect(await Promise.all([second, third].map(namedBy))).toEqual([second, second]);
    await archive(other);
    expect(await namedBy(first)).toBeNull();
  });
});

describe('names', () => {
  it('belong to one product, also when two take the same at once', async () => {
    const [slug, sku] = [aWord(), aWord()];
    const sameSlug = await Promise.all([create(aWord(), { slug }), create(aWord(), { slug })]);
    expect(sameSlug.map(({ code }) => code ?? 'KEPT').toSorted()).toEqual(['KEPT', 'SLUG_TAKEN']);
    const variants = [
      { sku, name: 'small', options: [{ name: 'Size', value: 'small' }], prices: eur('1') },
    ];
    const sameSku = await Promise.all([
      create(aWord(), { variants }),
      create(aWord(), { variants }),
    ]);
    expect(sameSku.map(({ code }) => code ?? 'KEPT').toSorted()).toEqual(['KEPT', 'SKU_TAKEN']);
  });
});

describe('a variant', () => {
  const large = (word: string) => ({
    sku: `${word}-L`,
    name: 'large',
    options: [{ name: 'Size', value: 'large' }],
    prices: eur('2000'),
  });

  it('is added with nothing on the shelf, changed, and priced', async () => {
    const word = aWord();
    const added = await tell('addVariant', 'AddVariantInput', {
      ...seen(await create(word)),
      variant: large(word),
    });
    expect(added.variants.map(({ sku }) => sku)).toEqual([`${word}-S`, `${word}-L`]);
    const changed = await tell('updateVariant', 'UpdateVariantInput', {
      ...seen(added),
      sku: `${word}-L`,
      newSku: `${word}-XL`,
      name: 'huge',
    });
    const priced = await tell('setPrices', 'SetPricesInput', {
      ...seen(changed),
      variants: [{ sku: `${word}-XL`, prices: [{ minorUnits: '2100', currency: 'GBP' }] }],
    });
    expect(priced.variants[1]).toEqual({
      id: added.variants[1]?.id,
      sku: `${word}-XL`,
      name: 'huge',
      prices: [{ decimal: '21.00', currency: 'GBP' }],
    });
    const { rows } = await shop.truth.query<{ onHand: number }>(
      'select on_hand as "onHand" from catalogue.stock_levels where variant_id = $1',
      [added.variants[1]?.id],
    );
    expect(rows).toEqual([{ onHand: 0 }]);
  });

  it('is not sold once it was removed, and is the same again when it comes back', async () => {
    const word = aWord();
    const product = await publish(word);
    const added = await tell('addVariant', 'AddVariantInput', {
      ...seen(product),
      variant: large(word),
    });
    const { id, sku } = added.variants[1]!;
    await givenStock(shop, id, { [WAREHOUSE]: 5 });
    const sold = async () => {
      const { data } = await shop.as(ANONYMOUS).execute<never>(
        `{ variant(id: "${id}") { sku } product(slug: "${word}") { variants { sku } }
           searchProducts(query: "${word}", filter: { inStockOnly: true }) { edges { node { slug } } } }`,
      );
      return data;
    };
    expect(await sold()).toMatchObject({
      variant: { sku },
      product: { variants: [{ sku: `${word}-S` }, { sku }] },
      searchProducts: { edges: [{ node: { slug: word } }] },
    });
    const removed = await tell('removeVariant', 'RemoveVariantInput', { ...seen(added), sku });
    expect(await sold()).toMatchObject({
      variant: null,
      product: { variants: [{ sku: `${word}-S` }] },
      searchProducts: { edges: [] },
    });
    const back = await tell('addVariant', 'AddVariantInput', {
      ...seen(removed),
      variant: large(word),
    });
    expect(back.variants[1]?.id).toBe(id);
    expect(await sold()).toMatchObject({ variant: { sku } });
  });

  it('chooses of an option that is new in the same step', async () => {
    const word = aWord();
    const product = await tell('addVariant', 'AddVariantInput', {
      ...seen(await create(word)),
      variant: large(word),
    });
    const options = ['Size', 'Lid'].map((name) => ({ name, values: ['small', 'large', 'none'] }));
    const choosing = (size: string) => ({
      sku: `${word}-${size.charAt(0).toUpperCase()}`,
      options: [
        { name: 'Lid', value: 'none' },
        { name: 'Size', value: size },
      ],
    });
    const change = (variants: object[]) =>
      tell('updateProduct', 'UpdateProductInput', { ...seen(product), options, variants });
    expect(await change([choosing('large')])).toMatchObject({
      faults: [{ path: `variants.${word}-S.options.Lid` }],
    });
    const twice = {
      ...choosing('small'),
      options: choosing('small').options.concat([{ name: 'Lid', value: 'large' }]),
    };
    expect(await change([choosing('large'), twice])).toMatchObject({
      faults: [{ path: 'variants.1.options.Lid' }],
    });
    expect(await change([{ ...choosing('large'), sku: 'nobody' }])).toMatchObject({
      code: 'VARIANT_NOT_OF_PRODUCT',
    });
    expect(await change([choosing('large'), choosing('small')])).toMatchObject({
      version: product.version + 1,
    });
    const { data } = await shop
      .as(stockKeeper)
      .execute(`{ productRecord(slug: "${word}") { variants { options { name value } } } }`);
    expect(data).toEqual({
      productRecord: {
        variants: [{ options: choosing('small').options }, { options: choosing('large').options }],
      },
    });
  });

  it('goes last only after another one has a price, or its product is archived', async () => {
    const word = aWord();
    const product = await publish(word);
    const remove = (from: Answered) =>
      tell('removeVariant', 'RemoveVariantInput', { ...seen(from), sku: `${word}-S` });
    expect(await remove(product)).toMatchObject({ code: 'PRODUCT_NOT_READY' });
    const added = await tell('addVariant', 'AddVariantInput', {
      ...seen(product),
      variant: large(word),
    });
    expect((await remove(added)).variants.map(({ sku }) => sku)).toEqual([`${word}-L`]);
    const other = aWord();
    const archived = await archive(await publish(other));
    expect(
      await tell('removeVariant', 'RemoveVariantInput', { ...seen(archived), sku: `${other}-S` }),
    ).toMatchObject({ variants: [] });
  });

  it('must be one of the product', async () => {
    const product = await create(aWord());
    const input = { ...seen(product), sku: 'nobody' };
    expect(await tell('removeVariant', 'RemoveVariantInput', input)).toMatchObject({
      code: 'VARIANT_NOT_OF_PRODUCT',
    });
  });
});

describe('the history of a product', () => {
  const historyOf = async (productId: string) => {
    const { data } = await shop.as(stockKeeper).execute<{
      productHistory: { edges: { node: object }[]; pageInfo: { hasNextPage: boolean } };
    }>(
      `query ($productId: ID!) { productHistory(productId: $productId, first: 2) { pageInfo { hasNextPage }
         edges { node { version kind changedBy changedAt fields { field before after } } } } }`,
      { productId },
    );
    return data.productHistory;
  };

  it('says who changed what, and when, the newest first', async () => {
    const word = aWord();
    const product = await publish(word);
    await tell('setPrices', 'SetPricesInput', {
      ...seen(product),
      variants: [{ sku: `${word}-S`, prices: eur('1300') }],
    });
    const { edges, pageInfo } = await historyOf(product.id);
    const by = { changedBy: stockKeeper.id, changedAt: shop.clock.now.toISOString() };
    expect(edges.map(({ node }) => node)).toEqual([
      {
        ...by,
        version: 3,
        kind: 'UPDATED',
        fields: [{ field: `variants.${word}-S.prices.EUR`, before: '1200', after: '1300' }],
      },
      {
        ...by,
        version: 2,
        kind: 'PUBLISHED',
        fields: [{ field: 'status', before: 'DRAFT', after: 'PUBLISHED' }],
      },
    ]);
    expect(pageInfo.hasNextPage).toBe(true);
  });

  it('is never rewritten, not even by the owner of the database', async () => {
    await create(aWord());
    await expect(shop.truth.query('delete from catalogue.product_changes')).rejects.toThrow(
      'product_changes is only ever added to',
    );
  });

  it('is told as events, one for each version', async () => {
    const word = aWord();
    const product = await archive(await publish(word));
    const { rows } = await shop.truth.query(
      `select type, aggregate_version as version, data from catalogue.events where aggregate_id = $1 order by 2`,
      [product.id],
    );
    const data = { productId: product.id, slug: word };
    expect(rows).toEqual([
      { type: 'ProductCreated', version: 1, data: { ...data, status: 'DRAFT', fields: [] } },
      {
        type: 'ProductPublished',
        version: 2,
        data: { ...data, status: 'PUBLISHED', fields: ['status'] },
      },
      {
        type: 'ProductArchived',
        version: 3,
        data: { ...data, status: 'ARCHIVED', fields: ['status'] },
      },
    ]);
  });
});

describe('a list of products as operators keep them', () => {
  const LIST = `query ($filter: ProductRecordFilter, $first: Int! = 50, $after: String) {
    productRecords(filter: $filter, first: $first, after: $after) { pageInfo { endCursor hasNextPage }
      edges { node { slug status category { slug } merchant { id } attributes { name } options { name values }
        variants { sku options { name } prices { decimal } } } } } }`;

  interface Listed {
    productRecords: {
      pageInfo: { endCursor: string; hasNextPage: boolean };
      edges: { node: { slug: string } }[];
    };
  }
  const list = (variables: object) => shop.as(stockKeeper).execute<Listed>(LIST, { ...variables });
  const slugsOf = ({ data }: { data: Listed }) =>
    data.productRecords.edges.map(({ node }) => node.slug);

  it('is filtered by status, category, brand, name and SKU', async () => {
    const [one, two] = [aWord(), aWord()];
    await create(one);
    await publish(two);
    const category = categoryId;
    expect(slugsOf(await list({ filter: { category } }))).toEqual([one, two]);
    expect(slugsOf(await list({ filter: { category, statuses: ['DRAFT'] } }))).toEqual([one]);
    expect(slugsOf(await list({ filter: { brand: `Maker ${two}` } }))).toEqual([two]);
    expect(slugsOf(await list({ filter: { words: `CLAY ${one}`, category } }))).toEqual([one]);
    expect(slugsOf(await list({ filter: { words: `${two}-` } }))).toEqual([two]);
  });

  it('is read page by page, each in two statements however many products and variants it has', async () => {
    const words = Array.from({ length: 5 }, aWord);
    for (const word of words) await create(word);
    const filter = { category: categoryId };
    const first = await statementsOf(() => list({ filter, first: 3 }));
    expect(first.statements).toHaveLength(2);
    const { pageInfo } = first.result.data.productRecords;
    expect(pageInfo.hasNextPage).toBe(true);
    const second = await list({ filter, first: 3, after: pageInfo.endCursor });
    expect([...slugsOf(first.result), ...slugsOf(second)]).toEqual(words.toSorted());
  });
});

it('a change costs the same number of statements however many variants a product has', async () => {
  const withVariants = (count: number) => {
    const word = aWord();
    const choices = Array.from({ length: count }, (_, place) => `${place}`);
    return create(word, {
      options: [{ name: 'Size', values: choices }],
      variants: choices.map((choice) => ({
        sku: `${word}-${choice}`,
        name: choice,
        options: [{ name: 'Size', value: choice }],
        prices: eur('100'),
      })),
    });
  };
  await withVariants(1);
  const [few, many] = [
    await statementsOf(() => withVariants(1)),
    await statementsOf(() => withVariants(60)),
  ];
  expect(many.result.variants).toHaveLength(60);
  expect(many.statements.length).toBe(few.statements.length);
});
