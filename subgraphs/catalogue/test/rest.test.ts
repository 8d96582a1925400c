import { statementsOf } from '#kernel/testing/count-statements.ts';
import { problem } from '../rest/resources.ts';
import { ENDPOINTS } from '../rest/endpoints.ts';
import { openApiDocument } from '../rest/openapi.ts';
import { type Catalogue, startCatalogue, withoutUnderstanding } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

const get = (path: string, init?: RequestInit) => fetch(`${shop.url}/api/v1${path}`, init);

interface Page {
  readonly items: readonly { readonly id: string; readonly slug: string }[];
  readonly nextCursor: string | null;
}

const read = async <Body = Page>(path: string): Promise<Body> => {
  const response = await get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
};

const refused = async (path: string, init?: RequestInit) => {
  const response = await get(path, init);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const body = problem.parse(await response.json());
  expect(body.status).toBe(response.status);
  return body;
};

const ASKED: Readonly<Record<string, string>> = {
  listProducts: '/products?category=wine&first=5',
  getProduct: '/products/ledgerly-cashbook',
  getVariant: '/variants/SOFT-LEDGERLY-1Y',
  listCategories: '/categories',
  getCategory: '/categories/wine',
  searchProducts: '/search?q=red&inStock=true&first=3&attribute=style:Red',
  suggestProducts: '/suggestions?beginning=cha&first=5',
  listCollections: '/collections?first=2',
  getCollection: '/collections/organic-wine',
  listCollectionProducts: '/collections/organic-wine/products?first=3&attribute=colour:Red',
  getAvailability: '/availability?variant=var_none&variant=var_other',
};

it.each(ENDPOINTS.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  '%s answers what its definition says',
  async (operationId, { answer }) => {
    const body = await read<unknown>(ASKED[operationId] ?? '');
    expect(answer.parse(body)).toEqual(body);
  },
);

it('shows the same product by its id and by its slug, and its variant by id and SKU', async () => {
  const bySlug = await read<{ id: string; variants: { id: string; sku: string }[] }>(
    '/products/ledgerly-cashbook',
  );
  expect(bySlug).toMatchObject({
    name: 'Ledgerly Cashbook',
    variants: [
      {
        prices: expect.arrayContaining([
          expect.objectContaining({
            unitPrice: { minorUnits: '4900', decimal: '49.00', currency: 'EUR' },
          }),
        ]) as unknown,
      },
      {},
    ],
  });
  expect(await read(`/products/${bySlug.id}`)).toEqual(bySlug);
  const [variant] = bySlug.variants;
  expect(await read(`/variants/${variant?.id}`)).toEqual(variant);
  expect(await read(`/variants/${variant?.sku}`)).toEqual(variant);
  expect(await read<{ items: unknown[] }>(`/availability?variant=${variant?.id}`)).toMatchObject({
    items: [{ variantId: variant?.id, inStock: true }],
  });
});

it('lists every product of a category once, page after page, by the cursor and by the link alike', async () => {
  const seen: string[] = [];
  for (let path: string | undefined = '/products?category=spirits&first=100'; path;) {
    const response: Response = await get(path);
    const page = (await response.json()) as Page;
    seen.push(...page.items.map(({ id }) => id));
    const link: string | undefined = /<\/api\/v1(.*)>; rel="next"/.exec(
      response.headers.get('link') ?? '',
    )?.[1];
    expect(link === undefined).toBe(page.nextCursor === null);
    if (page.nextCursor) expect(link).toContain(encodeURIComponent(page.nextCursor));
    path = link;
  }
  const { total } = await read<{ total: number }>('/search?category=spirits&first=1');
  expect(seen).toHaveLength(total);
  expect(new Set(seen).size).toBe(total);
});

it('reads a page with all its variants in two statements, a search in four, and two more for what is not kept', async () => {
  for (const [path, statements] of Object.entries({
    '/products?first=50': 2,
    '/search?q=red+wine&first=50': 4,
  })) {
    const [anew, again] = [
      await statementsOf(() => read(path)),
      await statementsOf(() => read(path)),
    ];
    expect(withoutUnderstanding(anew.statements).length).toBeLessThanOrEqual(statements + 2);
    expect(withoutUnderstanding(again.statements)).toHaveLength(statements);
  }
});

it('suggests, says what it looked for instead, and leaves out what a buyer is too young for', async () => {
  const { items } = await read<{ items: { kind: string; value: string }[] }>(
    '/suggestions?beginning=ledg',
  );
  expect(items.length).toBeGreaterThan(0);
  expect((await refused('/suggestions')).parameters).toMatchObject([{ name: 'beginning' }]);
  const mistyped = await read<{ didYouMean: string | null }>('/search?q=chardonay&first=1');
  expect(mistyped.didYouMean).toBe('chardonnay');
  const { total: grown } = await read<{ total: number }>('/search?category=wine&first=1');
  const young = '/search?category=wine&minimumAgeAtMost=15&first=1';
  expect((await read<{ total: number }>(young)).total).toBeLessThan(grown);
});

it('filters by any value of one attribute, and by all attributes', async () => {
  const facets = await read<{
    facets: { name: string; values: { value: string; count: number }[] }[];
  }>('/search?category=wine');
  const [one, other] = facets.facets.find(({ name }) => name === 'colour')?.values ?? [];
  const both = await read<{ total: number }>(
    `/search?category=wine&attribute=colour:${one?.value}&attribute=colour:${other?.value}`,
  );
  expect(both.total).toBe((one?.count ?? 0) + (other?.count ?? 0));
});

it('filters by what one variant has, and counts what else there is of it', async () => {
  type Found = {
    total: number;
    facets: { kind: string; name: string; values: { value: string; count: number }[] }[];
  };
  const { facets } = await read<Found>('/search?category=clothing&option=Size:M&inStock=true');
  const colours = facets.find(({ kind, name }) => kind === 'OPTION' && name === 'Colour');
  const [{ value, count } = { value: '', count: 0 }] = colours?.values ?? [];
  const path = `/search?category=clothing&inStock=true&option=Size:M&option=Colour:${value}`;
  expect((await read<Found>(path)).total).toBe(count);
  expect(count).toBeGreaterThan(0);
});

it('shows collections that are published, with what belongs to them', async () => {
  const { items } = await read('/collections?first=100&language=de');
  expect(items.map(({ slug }) => slug)).toContain('organic-wine');
  expect(items.map(({ slug }) => slug)).not.toContain('winter-wool');
  expect(await refused('/collections/winter-wool/products')).toMatchObject({ status: 404 });
  const belongs = await read<{ total: number }>('/collections/organic-wine/products?first=1');
  const found = await read<{ total: number }>('/search?category=wine&attribute=farming:Organic');
  expect(belongs.total).toBe(found.total);
});

it('leads from an address that a collection had to the one it has', async () => {
  await shop.truth.query(
    `insert into catalogue.collection_slugs select 'bio-wine', id, 'en', false from catalogue.collections
     where slug = 'organic-wine'`,
  );
  for (const part of ['', '/products']) {
    const { status, headers } = await get(`/collections/bio-wine${part}`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([
      308,
      `/api/v1/collections/organic-wine${part}`,
    ]);
  }
  expect((await get('/collections/biowein')).status).toBe(200);
});

it('says that nothing has changed to who has the answer already', async () => {
  const first = await get('/products/ledgerly-cashbook');
  const tag = first.headers.get('etag') ?? '';
  expect(first.headers.get('cache-control')).toBe('public, no-cache');
  const again = await get('/products/ledgerly-cashbook', { headers: { 'if-none-match': tag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  await shop.truth.query(
    `update catalogue.stock_levels set on_hand = on_hand + 1
     where variant_id = (select id from catalogue.variants where sku = 'SOFT-LEDGERLY-1Y')`,
  );
  const changed = await get('/products/ledgerly-cashbook', { headers: { 'if-none-match': tag } });
  expect(changed.status).toBe(200);
});

it('says what each answer costs: a search more than a product, and a long page more than a short one', async () => {
  const costs: number[] = [];
  for (const path of ['/products/ledgerly-cashbook', '/search?first=1', '/search?first=100']) {
    costs.push(Number((await get(path)).headers.get('x-cost')));
  }
  expect(costs[0]).toBeGreaterThan(0);
  expect(costs).toEqual(costs.toSorted((one, other) => one - other));
  expect(new Set(costs).size).toBe(3);
});

it.each(['br', 'gzip'])('is compressed by %s for who takes it', async (encoding) => {
  const accept = { headers: { 'accept-encoding': encoding } };
  for (const path of ['/products?first=5', '/openapi.json']) {
    const { headers } = await get(path, accept);
    expect(headers.get('content-encoding')).toBe(encoding);
    expect(headers.get('vary')).toMatch(/accept-encoding/i);
  }
});

it.each([
  ['/products?first=0', 'first'],
  ['/products?first=ten', 'first'],
  ['/products?frist=10', 'frist'],
  ['/products?first=1&first=2', 'first'],
  ['/search?currency=EURO', 'currency'],
  ['/search?currency=XXX', 'currency'],
  ['/search?attribute=colour', 'attribute'],
  ['/search?option=Size', 'option'],
  ['/search?priceAtLeast=-1', 'priceAtLeast'],
  ['/search?sellableIn=Utah', 'sellableIn'],
  ['/variants/SOFT-LEDGERLY-1Y?region=Utah', 'region'],
  ['/variants/SOFT-LEDGERLY-1Y?quantity=0', 'quantity'],
  ['/products/not%20a%20slug', 'product'],
  ['/availability', 'variant'],
])('refuses %s, and says that it is for `%s`', async (path, parameter) => {
  const { status, code, parameters } = await refused(path);
  expect([status, code, parameters?.[0]?.name]).toEqual([400, 'BAD_USER_INPUT', parameter]);
});

it.each([
  ['/products?first=1&first=2', 'Say this only once.'],
  ['/products?language=de&language=fr', 'Say this only once.'],
  ['/products?first=ten', 'This is a whole number.'],
  ['/products?first=1.5', 'This is a whole number.'],
  ['/products?first=101', 'This is at most 100.'],
  ['/search?currency=EURO', 'This is not an ISO 4217 code such as EUR.'],
  ['/search?inStock=yes', 'This is one of true, false.'],
  [`/search?q=${'x'.repeat(201)}`, 'This is at most 200 characters.'],
  [`/availability?${'variant=var_1&'.repeat(101)}`, 'This is at most 100 of them.'],
  ['/products/not%20a%20slug', 'This is made of letters, digits, _, . and -, at most 200.'],
])('says of %.60s in words: %s', async (path, message) => {
  expect((await refused(path)).parameters).toMatchObject([{ message }]);
});

it('answers a problem wherever nothing is', async () => {
  const response = await fetch(`${shop.url}/catalogue/nothing`);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(await response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
});

it('says of what must be said that it was left out', async () => {
  expect((await refused('/availability')).parameters).toEqual([
    { name: 'variant', message: 'This must be said.' },
  ]);
});

it.each([
  ['/search?priceAtLeast=5&priceAtMost=4', 400, 'INVALID_SEARCH'],
  ['/products?after=yesterday', 400, 'BAD_USER_INPUT'],
  ['/products/%E0%A4%A', 400, 'BAD_USER_INPUT'],
  ['/products/no-such-thing', 404, 'NOT_FOUND'],
  ['/variants/NO-SUCH-SKU', 404, 'NOT_FOUND'],
  ['/nothing', 404, 'NOT_FOUND'],
])('refuses %s by %i %s', async (path, status, code) => {
  expect(await refused(path)).toMatchObject({ status, code });
});

it('can only be read, as JSON, from any page', async () => {
  expect(await refused('/products', { method: 'POST' })).toMatchObject({ status: 405 });
  const accept = { headers: { accept: 'text/csv' } };
  expect(await refused('/products', accept)).toMatchObject({ status: 406 });
  const { headers } = await get('/categories', { headers: { origin: 'https://shop.example' } });
  expect(headers.get('access-control-allow-origin')).toBe('*');
});

it('describes itself to programs and to people', async () => {
  const document = await read<typeof openApiDocument>('/openapi.json');
  expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument)));
  const operations = Object.values(document.paths ?? {}).map(
    ({ get: { operationId } = {} }) => operationId,
  );
  expect(operations).toEqual(ENDPOINTS.map(({ operationId }) => operationId));
  const page = await get('/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  for (const { operationId, summary } of ENDPOINTS) {
    expect(html).toContain(`<section id="${operationId}"><h2>${summary}</h2>`);
  }
});
