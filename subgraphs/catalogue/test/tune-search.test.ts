import { stableId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import type { Answer } from '#kernel/testing/start-context.ts';
import { plainText } from '../domain/query-words.ts';
import { parseSearch } from '../domain/search.ts';
import { generateCatalogue } from '../seed/index.ts';
import { searchProducts } from '../usecases/search-products.ts';
import { type Catalogue, startCatalogue, stockKeeper } from './given.ts';

let shop: Catalogue;

beforeAll(async () => {
  shop = await startCatalogue({ seeded: true });
});
afterAll(() => shop.stop());

const SYNONYM = { mutation: 'setSearchSynonym', kind: 'SearchSynonym' };
const PINS = { mutation: 'pinProducts', kind: 'SearchPins' };
const STOP_WORDS = { mutation: 'setSearchStopWords', kind: 'SearchStopWords' };
type Field = typeof SYNONYM;
type Said = { readonly code?: string; readonly version?: number; readonly currentVersion?: number };

const send = ({ mutation, kind }: Field, input: object, as: Principal = stockKeeper) =>
  shop.as(as).execute<{ result: Said }>(
    `mutation ($input: ${kind}Input!) { result: ${mutation}(input: $input) {
       ... on ${kind} { version } ... on Problem { code } ... on ChangedMeanwhile { currentVersion } } }`,
    { input },
  );
async function say(field: Field, input: object): Promise<Said> {
  const { data, errors } = await send(field, input);
  if (errors) throw new Error(String(errors[0]?.message));
  return data.result;
}
/** By somebody who has just looked: a wrong guess is told what he would see. */
async function tell(field: Field, input: object): Promise<Said> {
  const { currentVersion: expectedVersion } = await say(field, { ...input, expectedVersion: -1 });
  const said = await say(field, { ...input, expectedVersion });
  expect(said).not.toHaveProperty('code');
  return said;
}

async function slugs(query: string): Promise<string[]> {
  const search = parseSearch({ query, currency: 'EUR' });
  const { offers } = await searchProducts(shop.runtime, search, { limit: 10, after: null });
  return offers.map(({ product }) => product.slug);
}

describe('a synonym', () => {
  it('holds from the next search on, also in the plural and mistyped, until it is taken away', async () => {
    expect(await slugs('quaffers')).toEqual([]);
    await tell(SYNONYM, { language: 'en', term: 'quaffer', means: ['rosé wine'] });
    const found = await slugs('rosé wine');
    for (const query of ['quaffer', 'quaffers', 'quafer'])
      expect((await slugs(query)).length).toBe(found.length);
    await tell(SYNONYM, { language: 'en', term: 'quaffer', means: [] });
    expect(await slugs('quaffers')).toEqual([]);
  });
});

describe('pinned products', () => {
  it('stand first in their order, whether they match or not, and buried ones last', async () => {
    const [best = ''] = await slugs('gin');
    const pins = {
      query: 'Gín',
      first: ['slipway-pottery-hush-celadon-teapot', 'elsbeth-karrow-harbour-before-rain'],
      last: [best],
    };
    const ids = (of: string[]) => of.map((slug) => stableId('prd', slug));
    await tell(PINS, { ...pins, first: ids(pins.first), last: ids(pins.last) });
    const found = await slugs('gin');
    expect(found.slice(0, 2)).toEqual(pins.first);
    expect(found).not.toContain(best);
    await tell(PINS, { query: 'gin' });
    expect((await slugs('gin'))[0]).toBe(best);
  });
});

describe('a stop word', () => {
  it('is not looked for', async () => {
    const found = await slugs('gin');
    expect(await slugs('wine gin')).not.toEqual(found);
    await tell(STOP_WORDS, { words: ['Wine'] });
    expect(await slugs('wine gin')).toEqual(found);
    await tell(STOP_WORDS, { words: [] });
  });
});

describe('what was said of searches', () => {
  it('is remembered with who said it and what was said before, and nothing that changed nothing', async () => {
    const said = async (first: number) => {
      const { data } = await shop.as(stockKeeper).execute<{
        searchTuningHistory: { edges: { node: object }[]; pageInfo: { hasNextPage: boolean } };
      }>(
        `query ($first: Int!) { searchTuningHistory(first: $first) { pageInfo { hasNextPage }
           edges { node { about subject changedBy fields { field before after } } } } }`,
        { first },
      );
      return data.searchTuningHistory.edges.map(({ node }) => node);
    };
    const before = (await said(100)).length;
    const term = { language: 'de', term: 'Schorle' };
    await tell(SYNONYM, { ...term, means: ['wine', 'soda'] });
    await tell(SYNONYM, { ...term, means: ['wine', 'soda'] });
    await tell(SYNONYM, { ...term, means: [] });
    await tell(STOP_WORDS, { words: ['der', 'the', 'the'] });
    await tell(STOP_WORDS, { words: ['the', 'der'] });
    const teapot = stableId('prd', 'slipway-pottery-hush-celadon-teapot');
    await tell(PINS, { query: 'Thé', first: [teapot] });
    await tell(PINS, { query: 'the' });
    await tell(STOP_WORDS, { words: [] });
    const changedBy = stockKeeper.kind === 'user' ? stockKeeper.id : '';
    const entry = (about: string, subject: string, ...fields: (string | null)[][]) => ({
      about,
      subject,
      changedBy,
      fields: fields.map(([field, old, fresh]) => ({ field, before: old, after: fresh })),
    });
    expect(await said(6)).toEqual([
      entry('STOP_WORDS', '', ['words', '["der","the"]', '[]']),
      entry('PINS', 'the', ['first', `["${teapot}"]`, null], ['last', '[]', null]),
      entry('PINS', 'the', ['first', null, `["${teapot}"]`], ['last', null, '[]']),
      entry('STOP_WORDS', '', ['words', '[]', '["der","the"]']),
      entry('SYNONYM', 'de: Schorle', ['means', '["wine","soda"]', null]),
      entry('SYNONYM', 'de: Schorle', ['means', null, '["wine","soda"]']),
    ]);
    expect((await said(100)).length).toBe(before + 6);
  });

  it('is for operators, and nobody rewrites it', async () => {
    const { errors } = await shop
      .as(customer())
      .execute('{ searchTuningHistory { edges { node { subject } } } }');
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    await expect(shop.truth.query('delete from catalogue.search_changes')).rejects.toThrow();
  });
});

describe('whoever tunes the search', () => {
  it('needs the permission', async () => {
    for (const as of [customer(), operator('orders.read')]) {
      const { errors } = await send(STOP_WORDS, { words: [], expectedVersion: 1 }, as);
      expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
  });

  it.each<[Field, object]>([
    [SYNONYM, { language: 'english', term: 'gin', means: [] }],
    [SYNONYM, { language: 'xx', term: 'gin', means: [] }],
    [SYNONYM, { language: 'en', term: '!', means: ['gin'] }],
    [STOP_WORDS, { words: ['two words'] }],
    [STOP_WORDS, { words: ['w'.repeat(101)] }],
    [PINS, { query: 'gin', first: ['prd_none'] }],
  ])('is told what makes no sense: %j %j', async (field, input) => {
    const said = await say(field, { ...input, expectedVersion: 0 });
    expect(said).toMatchObject({ code: 'INVALID_SEARCH' });
  });

  it('says no more than a thousand stop words', async () => {
    const words = Array.from({ length: 1001 }, (_, number) => `w${number}`);
    const said = await say(STOP_WORDS, { words, expectedVersion: 1 });
    expect(said).toMatchObject({ code: 'INVALID_SEARCH' });
  });

  const jenever = { language: 'nl', term: 'jenever' };
  const celadon = { query: 'celadon' };
  const teapot = stableId('prd', 'slipway-pottery-hush-celadon-teapot');
  describe.each<[Field, object, object]>([
    [SYNONYM, { ...jenever, means: ['gin'] }, { ...jenever, means: [] }],
    [STOP_WORDS, { words: ['zum'] }, { words: [] }],
    [PINS, { ...celadon, first: [teapot] }, { ...celadon, first: [] }],
  ])('%j', (field, something, nothing) => {
    afterEach(() => tell(field, nothing));

    it('is told if somebody else was faster', async () => {
      const { version: seen } = await tell(field, nothing);
      const said = await Promise.all(
        [1, 2].map(() => say(field, { ...something, expectedVersion: seen })),
      );
      const { version } = said.find(({ code }) => code === undefined) ?? {};
      expect(version).toBeGreaterThan(Number(seen));
      expect(said).toContainEqual({ code: 'CHANGED_MEANWHILE', currentVersion: version });
    });

    it('is told also if somebody took it away, and said the same again', async () => {
      const { version: seen } = await tell(field, something);
      expect(await tell(field, something)).toEqual({ version: seen });
      await tell(field, nothing);
      await tell(field, something);
      const said = await say(field, { ...nothing, expectedVersion: seen });
      expect(said).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    });
  });
});

describe('the database', () => {
  it('takes texts apart as this program does', async () => {
    const { products } = generateCatalogue();
    const texts = [
      ...products.flatMap(({ name, description, names }) => [
        name,
        description,
        ...Object.values(names),
      ]),
      'Ø 28 cm',
      '1,000 Teile à 3.50',
      'T-shirt, chef’s ŒUVRE & Weiß',
    ];
    const { rows } = await shop.truth.query<{ plain: string }>(
      'select catalogue.plain_text(text) as plain from unnest($1::text[]) with ordinality as t (text, n) order by n',
      [texts],
    );
    expect(rows.map(({ plain }) => plain)).toEqual(texts.map(plainText));
  });

  it('knows what is available, whatever happens to stock', async () => {
    const slug = 'slipway-pottery-hush-celadon-teapot';
    const available = async () => {
      const { rows } = await shop.truth.query<{ available: boolean }>(
        'select available from catalogue.products where slug = $1',
        [slug],
      );
      return rows[0]?.available;
    };
    const stock = (onHand: number) =>
      shop.truth.query('update catalogue.stock_levels set on_hand = $1 where variant_id = $2', [
        onHand,
        stableId('var', 'SOLD-OUT-TEAPOT'),
      ]);
    expect(await available()).toBe(false);
    await stock(1);
    expect(await available()).toBe(true);
    await stock(0);
    expect(await available()).toBe(false);
  });
});

describe('what operators have said', () => {
  type Page = {
    list: {
      edges: { node: Record<string, unknown> }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };

  /** Everything in the list, read two by two. */
  async function listed(field: string, fields: string, filter = ''): Promise<object[]> {
    const nodes: object[] = [];
    for (let after: string | null = null; ;) {
      const query = `query ($after: String) { list: ${field}(first: 2, after: $after${filter}) {
        edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`;
      const answer: Answer<Page> = await shop.as(stockKeeper).execute<Page>(query, { after });
      const { edges, pageInfo } = answer.data.list;
      nodes.push(...edges.map(({ node }) => node));
      if (!pageInfo.hasNextPage) return nodes;
      after = pageInfo.endCursor;
    }
  }

  it('is listed, page by page', async () => {
    const product = stableId('prd', 'slipway-pottery-hush-celadon-teapot');
    for (const term of ['un', 'deux', 'trois'])
      await tell(SYNONYM, { language: 'eo', term, means: ['wine'] });
    await tell(STOP_WORDS, { words: ['zum', 'buy', 'cheap'] });
    for (const query of ['Thé', 'tee', 'tea']) await tell(PINS, { query, first: [product] });
    const language = ', language: "eo"';
    expect(await listed('searchSynonyms', 'language term means', language)).toEqual(
      ['deux', 'trois', 'un'].map((term) => ({ language: 'eo', term, means: ['wine'] })),
    );
    const { data } = await shop
      .as(stockKeeper)
      .execute<{ searchStopWords: object }>('{ searchStopWords { words } }');
    expect(data.searchStopWords).toEqual({ words: ['buy', 'cheap', 'zum'] });
    expect(await listed('searchPins', 'query first last')).toEqual(
      ['tea', 'tee', 'the'].map((query) => ({ query, first: [product], last: [] })),
    );
  });

  it.each(['searchSynonyms', 'searchStopWords', 'searchPins'])(
    'is for operators of the catalogue only: %s',
    async (field) => {
      for (const somebody of [customer(), operator('orders.manage')]) {
        const query = `{ ${field} { __typename } }`;
        const { errors } = await shop.as(somebody).execute(query);
        expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
      }
    },
  );
});
