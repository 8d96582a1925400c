import fc from 'fast-check';
import type { Currency } from '#kernel/domain/currency.ts';
import { stableId } from '#kernel/domain/id.ts';
import { type CollectionRule, scopeOf } from '../domain/collection.ts';
import type { Language } from '../domain/names.ts';
import type { Findings, SearchCounts } from '../domain/ports.ts';
import { sortKeyOf } from '../domain/query-words.ts';
import { PRICE_STEPS } from '../domain/price-steps.ts';
import type { Product } from '../domain/product.ts';
import {
  SEARCH_SORTS,
  type SearchFilter,
  type SearchPosition,
  type SearchRequest,
  parseSearch,
} from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { type SeedProduct, generateCatalogue } from '../seed/index.ts';
import { searchProducts } from '../usecases/search-products.ts';

type FoundProduct = Product & { readonly position: SearchPosition };

/**
 * What every way to search must do, whatever engine does it. Run against a real one that holds the seed.
 * @param sold says how many pieces of a product were sold, so that searches know it
 */
export function itSearchesProducts(
  runtime: () => Pick<CatalogueRuntime, 'search' | 'offers'>,
  sold: (pieces: Readonly<Record<string, number>>) => Promise<void>,
): void {
  const search = () => runtime().search;
  const seed = generateCatalogue();
  const parents = new Map(seed.categories.map(({ slug, parentSlug }) => [slug, parentSlug]));

  type Asked = Partial<SearchRequest> & { first?: number; after?: SearchPosition };

  async function find({ first = 20, after, ...request }: Asked = {}): Promise<FoundProduct[]> {
    const asked = parseSearch({ currency: 'EUR', ...request });
    const page = { limit: first, after: after ?? null };
    const { offers } = await searchProducts(runtime(), asked, page);
    return offers.map(({ product, position }) => ({ ...product, position }));
  }

  async function count(request: Partial<SearchRequest>): Promise<SearchCounts> {
    const asked = parseSearch({ currency: 'EUR', ...request });
    return (await search().find(asked, { limit: 1, after: null, counted: true })).count();
  }

  const slugsOf = (products: readonly FoundProduct[]) => products.map(({ slug }) => slug);

  async function everything(asked: Asked): Promise<FoundProduct[]> {
    const found = await find({ ...asked, first: 100 });
    for (let page = found; page.length === 100;) {
      page = await find({ ...asked, first: 100, after: page.at(-1)!.position });
      found.push(...page);
    }
    return found;
  }

  describe('words', () => {
    it('put products named so first', async () => {
      for (const { name } of await find({ query: 'gin', first: 5 })) expect(name).toMatch(/gin/i);
    });

    it('find their other forms, and themselves without accents', async () => {
      const [one, many] = [await find({ query: 'candle' }), await find({ query: 'candles' })];
      expect(one.length).toBeGreaterThan(0);
      expect(slugsOf(one)).toEqual(slugsOf(many));
      expect(slugsOf(await find({ query: 'chateau' }))).toEqual(
        slugsOf(await find({ query: 'Château' })),
      );
    });

    it('find what they are the beginning of', async () => {
      const whole = slugsOf(await find({ query: 'tempranillo', first: 100 }));
      const begun = new Set(slugsOf(await find({ query: 'tempran', first: 100 })));
      expect(whole.length).toBeGreaterThan(0);
      expect(whole.every((slug) => begun.has(slug))).toBe(true);
    });

    it('in quotes must all be there; a minus leaves out, and “or” takes either', async () => {
      const totalOf = async (query: string) => (await count({ query })).total;
      const [red, burgundy] = [await totalOf('"red"'), await totalOf('"burgundy"')];
      const both = await totalOf('"red" "burgundy"');
      expect(both).toBeGreaterThan(0);
      expect(both).toBeLessThan(Math.min(red, burgundy));
      expect(await totalOf('burgundy -red')).toBe(burgundy - both);
      expect(await totalOf('red or burgundy')).toBe(red + burgundy - both);
    });

    it('that nothing has find nothing', async () => {
      expect(await find({ query: 'xyzzyplugh' })).toEqual([]);
      expect(await count({ query: 'xyzzyplugh' })).toEqual({
        total: 0,
        lowest: null,
        highest: null,
        facets: [],
        options: [],
        prices: [],
      });
    });

    it.each([
      `'"; drop table --`,
      '&|!():*',
      '\u0000 the',
      '<->',
      "o'brien's",
      '\\',
      '"',
      '-',
      'or',
    ])('may be any characters: %p', async (query) => {
      expect((await find({ query })).length).toBeLessThanOrEqual(20);
    });
  });

  describe('what people mean', () => {
    const first = async (query: string) => (await find({ query, first: 1 }))[0];
    const meantBy = async (query: string) => {
      const asked = parseSearch({ currency: 'EUR', query });
      return (await search().find(asked, { limit: 1, after: null })).didYouMean;
    };

    it.each([
      ['french press', 'coffee equipment'],
      ['Teekanne', 'teaware'],
      ['théières', 'teaware'],
      ['cuchillo de pan', 'knife'],
      ['asciugamani', 'towel'],
      ['handtuecher', 'towel'],
      ['Leinenbettwäsche', 'bed linen'],
      ['vest', 'jacket'],
    ])('is found in other words and languages: %p', async (query, productType) => {
      expect((await first(query))?.productType).toBe(productType);
    });

    it('is found by what a value of an option is called in other languages', async () => {
      const colours = seed.options.find(({ name }) => name === 'Colour')?.choices;
      const names = colours?.find(({ value }) => value === 'Midnight')?.names ?? {};
      expect(names).toMatchObject({ de: 'Nachtblau', it: 'Blu notte' });
      for (const query of [...Object.values(names), 'nachtblaues Badetuch']) {
        const choices = (await first(query))?.options.flatMap((option) => option.choices);
        expect(choices).toContain('Midnight');
      }
    });

    it.each([
      ['teapot under 60 euro', { price: { atMost: '5999' } }],
      ['Teapot zwischen 30 und 90 €', { price: { atLeast: '3000', atMost: '9000' } }],
      ['teapot à plus de 40 euros', { price: { atLeast: '4001' } }],
    ])('is a price too: %p', async (query, filter) => {
      const meant = slugsOf(await find({ query: 'teapot ', filter }));
      expect(meant.length).toBeGreaterThan(0);
      expect(slugsOf(await find({ query }))).toEqual(meant);
      expect((await count({ query })).prices).toEqual((await count({ query: 'teapot ' })).prices);
    });

    it('is looked for as it was typed if nothing costs so, on each page', async () => {
      const tooCheap = { query: 'teapot under 1 euro' };
      const begin = await find({ ...tooCheap, first: 5 });
      for (const { name } of begin) expect(name).toMatch(/teapot/i);
      const next = await find({ ...tooCheap, first: 5, after: begin.at(-1)!.position });
      const both = await find({ ...tooCheap, first: 10 });
      expect(slugsOf([...begin, ...next])).toEqual(slugsOf(both));
      const few = await everything({ query: 'teapot under 60 euro' });
      expect(await find({ query: 'teapot under 60 euro', after: few.at(-1)!.position })).toEqual(
        [],
      );
    });

    it('is found when it is mistyped, and said', async () => {
      expect((await first('tempranilo'))?.attributes['grape']).toMatch(/Tempranillo/);
      expect(await meantBy('tempranilo')).toBe('tempranillo');
      expect(await meantBy('tempranillo')).toBeNull();
    });

    it('is found when letters of short words are swapped', async () => {
      expect(await meantBy('pniot nior')).toBe('pinot noir');
      expect(slugsOf(await find({ query: 'pniot nior' }))).toEqual(
        slugsOf(await find({ query: 'pinot noir' })),
      );
    });

    it.each(['WINE-PINOT-2019-75', 'wine pinot 2019 75', 'winepinot201975'])(
      'is one product when it is its SKU: %p',
      async (query) => {
        expect(slugsOf(await find({ query }))).toEqual(['domaine-vasseur-lenoir-pinot-noir-2019']);
      },
    );

    it.each([
      ['tea pot', 'teapot'],
      ['breadknife', 'bread knife'],
      ['t shirt', 't-shirt'],
    ])('is found whether words are written apart or together: %p', async (typed, usual) => {
      expect(slugsOf(await find({ query: typed, first: 1 }))).toEqual(
        slugsOf(await find({ query: usual, first: 1 })),
      );
    });

    it('is what is left when nothing has the other words', async () => {
      expect(slugsOf(await find({ query: 'gift for a whisky lover' }))).toEqual(
        slugsOf(await find({ query: 'whisky' })),
      );
    });

    it.each(['olive oil 0.5 l', 'olive oil 50cl', 'Olivenöl 0,5 Liter'])(
      'is a quantity however it is written: %p',
      async (query) => {
        const [{ total }, { total: all }] = [
          await count({ query }),
          await count({ query: '500 ml olive oil' }),
        ];
        expect(total).toBe(all);
        expect(total).toBeGreaterThan(0);
      },
    );

    it('is a product whose SKU stands among other words', async () => {
      expect(slugsOf(await find({ query: 'your article WINE-PINOT-2019-75?' }))).toEqual([
        'domaine-vasseur-lenoir-pinot-noir-2019',
      ]);
    });

    it('is what a thing is, before what it is named after', async () => {
      for (const { categoryId } of await find({ query: 'red wine', first: 10 }))
        expect(categoryId).toBe(stableId('cat', 'red-wine'));
    });

    it.each([
      ['chocolate', 'chocolate'],
      ['Honig', 'honey'],
      ['miele d’acacia', 'honey'],
    ])('is of the type that is called so, whatever else is: %p', async (query, productType) => {
      const found = await find({ query, first: 10 });
      expect(found).toHaveLength(10);
      expect(new Set(found.map((product) => product.productType))).toEqual(new Set([productType]));
    });

    it('is such a kind that has begun to be typed, before what only has the word', async () => {
      for (const { name } of await find({ query: 'cafeti', first: 5 }))
        expect(name).toMatch(/Cafetière$/);
    });

    it('may be of another year, rather than another thing of that year', async () => {
      const found = await find({ query: 'rioja 2018', first: 10 });
      expect(found.map(({ attributes }) => attributes['region'])).toEqual(found.map(() => 'Rioja'));
      expect(found[0]?.attributes['vintage']).toBe('2018');
    });

    it('may be something else of its kind, if hardly anything is it', async () => {
      const found = await find({ query: 'miele d’acacia', first: 100 });
      const isAcacia = found.map(({ name }) => name.includes('Acacia'));
      expect(isAcacia.lastIndexOf(true)).toBe(isAcacia.filter(Boolean).length - 1);
      expect(isAcacia).toContain(false);
    });

    it('need not all be there, if hardly anything has all of it', async () => {
      expect((await count({ query: 'slipway celadon teapot' })).total).toBeGreaterThan(1);
      expect((await first('slipway celadon teapot'))?.name).toBe('Hush Celadon Teapot');
    });
  });

  describe('a highlight', () => {
    it('marks what was found, and escapes everything else', async () => {
      const asked = parseSearch({ currency: 'EUR', query: 'celadon' });
      const found = await search().find(asked, { limit: 100, after: null });
      const teapot = stableId('prd', 'slipway-pottery-hush-celadon-teapot');
      const [highlight] = await found.highlight([teapot], 'en');
      expect(highlight?.name).toBe('Hush <mark>Celadon</mark> Teapot');
      expect(highlight?.description).toMatch(/<mark>celadon<\/mark>/);
    });

    it('is of the products that are asked for, in their order, and in a language if they have it', async () => {
      const asked = parseSearch({ currency: 'EUR', query: 'Tee' });
      const { places, highlight } = await search().find(asked, { limit: 10, after: null });
      const ids = places.map(({ id }) => id).toReversed();
      const german = await highlight(ids, 'de');
      expect(german.map(({ productId }) => productId)).toEqual(ids);
      expect(german.some(({ description }) => /<mark>\w*tee<\/mark>/i.test(description))).toBe(
        true,
      );
      expect(german).not.toEqual(await highlight(ids, 'en'));
    });
  });

  describe('the steps of prices', () => {
    it('hold every product that has a price, each in its own', async () => {
      const { prices } = await count({ filter: { category: 'wine', price: { atMost: '3000' } } });
      const wines = seed.products.filter((product) => meets(product, { category: 'wine' }, 'EUR'));
      const steps = countBy(
        wines.map((wine) =>
          String(PRICE_STEPS.findLast((step) => step <= lowestPrice(wine, 'EUR'))),
        ),
      );
      expect(new Map(prices.map(({ from, count: counted }) => [from, counted]))).toEqual(steps);
    });
  });

  describe('suggestions', () => {
    const suggest = (beginning: string, language: Language = 'en') =>
      search().suggest({ beginning, language, limit: 8 });

    it('are categories, brands and products with a word that begins so', async () => {
      const suggested = await suggest('tea');
      expect(suggested).toContainEqual({ kind: 'CATEGORY', text: 'Tea', value: 'tea' });
      expect(suggested.some(({ kind }) => kind === 'PRODUCT')).toBe(true);
      expect(suggested.length).toBeLessThanOrEqual(8);
      const brands = await suggest('ledg');
      expect(brands).toContainEqual({ kind: 'BRAND', text: 'Ledgerly', value: 'Ledgerly' });
    });

    it('are found by what they are called in any language, and shown in the one that is read', async () => {
      const wine = { kind: 'CATEGORY', value: 'red-wine' };
      expect(await suggest('rotw', 'de')).toContainEqual({ ...wine, text: 'Rotwein' });
      expect(await suggest('rotw')).toContainEqual({ ...wine, text: 'Red wine' });
      expect(await suggest('red wi', 'fr')).toContainEqual({ ...wine, text: 'Vin rouge' });
      const teas = (await suggest('tee', 'de')).filter(({ kind }) => kind === 'PRODUCT');
      const inEnglish = await suggest('tee');
      expect(teas).toHaveLength(inEnglish.filter(({ kind }) => kind === 'PRODUCT').length);
      expect(teas).not.toEqual(inEnglish.filter(({ kind }) => kind === 'PRODUCT'));
    });

    it('are none for what nothing begins with', async () => {
      expect(await suggest('xyzzy')).toEqual([]);
    });
  });

  describe('an order', () => {
    it.each(SEARCH_SORTS.flatMap((sort) => [{ sort }, { sort, query: 'wine' }]))(
      'covers everything once: %p',
      async (asked) => {
        const slugs = slugsOf(await everything(asked));
        expect(new Set(slugs).size).toBe(slugs.length);
        expect(slugs.length).toBe((await count(asked)).total);
      },
    );

    it('is the one that was asked for', async () => {
      const bySlug = new Map(seed.products.map((product) => [product.slug, product]));
      const pricesBy = async (sort: 'PRICE_ASC' | 'PRICE_DESC') =>
        slugsOf(await everything({ sort, query: 'wine' })).map((slug) =>
          lowestPrice(bySlug.get(slug)!, 'EUR'),
        );
      const prices = await pricesBy('PRICE_ASC');
      expect(prices).toEqual(prices.toSorted((a, b) => a - b));
      expect(await pricesBy('PRICE_DESC')).toEqual(prices.toReversed());
      const found = await find({ sort: 'NAME', first: 100 });
      const names = found.map(({ name }) => sortKeyOf(name));
      expect(names).toEqual(
        names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      const published = (await find({ first: 100 })).map(({ publishedAt }) =>
        publishedAt.getTime(),
      );
      expect(published).toEqual(published.toSorted((a, b) => b - a));
    });

    it('is by pieces sold, with words and without, page by page', async () => {
      const asked = { filter: { category: 'tea' }, sort: 'POPULARITY' } as const;
      const slugs = slugsOf(await everything(asked)).toReversed();
      const pieces = Object.fromEntries(
        slugs.slice(0, 4).map((slug, n) => [slug, 10 ** (9 - 2 * n)]),
      );
      await sold(pieces);
      const paged: string[] = [];
      for (let after: SearchPosition | undefined; paged.length < 5;) {
        const [next] = await find({ ...asked, first: 1, ...(after && { after }) });
        paged.push(next!.slug);
        after = next!.position;
      }
      expect(paged.slice(0, 4)).toEqual(slugs.slice(0, 4));
      expect((await find({ ...asked, query: 'tea', first: 1 }))[0]?.slug).toBe(slugs[0]);
      await sold(Object.fromEntries(slugs.slice(0, 4).map((slug) => [slug, 0])));
      const equals = await everything({ sort: 'POPULARITY' });
      const there = new Set(slugsOf(await everything({ filter: { inStockOnly: true } })));
      const inOrder = equals.toSorted(
        (a, b) => Number(there.has(b.slug)) - Number(there.has(a.slug)) || (a.id < b.id ? 1 : -1),
      );
      expect(there.size).toBeLessThan(equals.length);
      expect(slugsOf(equals)).toEqual(slugsOf(inOrder));
    });
  });

  describe('filters and facets', () => {
    const aWine = seed.products.find(({ productType }) => productType === 'wine')!;
    const cases: { filter: SearchFilter; currency?: Currency }[] = [
      { filter: {} },
      { filter: { category: 'wine' } },
      { filter: { category: 'drinks', brands: [aWine.brand] } },
      { filter: { brands: [aWine.brand, 'Ledgerly'], price: { atMost: '5000' } } },
      { filter: { category: 'wine', attributes: [{ name: 'colour', values: ['Red', 'White'] }] } },
      {
        filter: {
          category: 'wine',
          attributes: [
            { name: 'colour', values: ['Red'] },
            { name: 'country', values: [aWine.attributes['country'] ?? ''] },
          ],
          price: { atLeast: '1500', atMost: '4000' },
        },
        currency: 'GBP',
      },
      { filter: { inStockOnly: true, price: { atLeast: '10000' } } },
      { filter: { ageRestricted: true, sellableIn: 'US-UT' } },
      { filter: { ageRestricted: false, category: 'kitchen' } },
      { filter: { minimumAgeAtMost: 17, sellableIn: 'SA' } },
      { filter: { category: 'no-such-category' } },
      { filter: { price: { atLeast: '1' } }, currency: 'JPY' },
      {
        filter: {
          category: 'clothing',
          options: [
            { name: 'Size', values: ['M'] },
            { name: 'Colour', values: ['Navy', 'Rust'] },
          ],
        },
      },
      { filter: { options: [{ name: 'Size', values: ['S', 'XL'] }], inStockOnly: true } },
      {
        filter: {
          options: [{ name: 'Bottle', values: ['Magnum, 150 cl'] }],
          attributes: [{ name: 'colour', values: ['Red'] }],
          price: { atMost: '2500' },
        },
        currency: 'GBP',
      },
      { filter: { options: [{ name: 'No such option', values: ['M'] }] } },
    ];

    it.each(cases)(
      'agree with counting the whole catalogue by hand: %p',
      async ({ filter, currency = 'EUR' }) => {
        const products = await find({ filter, currency, sort: 'NAME', first: 100 });
        const { total, facets, options, lowest, highest } = await count({ filter, currency });
        const expected = seed.products.filter((product) => meets(product, filter, currency));
        expect(total).toBe(expected.length);
        const slugs = new Set(expected.map(({ slug }) => slug));
        expect(products).toHaveLength(Math.min(100, expected.length));
        expect(slugsOf(products).filter((slug) => !slugs.has(slug))).toEqual([]);
        const byHand = countingByHand(seed.products, filter, currency);
        for (const { facet, value, count: counted } of facets)
          expect([facet, value, counted]).toEqual([facet, value, byHand(facet).get(value)]);
        expect(byOption(options)).toEqual(countingOptionsByHand(seed.products, filter, currency));
        const categories = facets.filter(({ facet }) => facet === 'category');
        expect(categories).toHaveLength(byHand('category').size);
        const prices = seed.products
          .filter((product) => meets(product, filter, currency, 'price'))
          .map((product) => lowestPrice(product, currency))
          .filter(Number.isFinite);
        expect([lowest, highest]).toEqual(
          prices.length > 0
            ? [String(Math.min(...prices)), String(Math.max(...prices))]
            : [null, null],
        );
      },
    );

    it('are none for an attribute or an option that there is not, whatever it is called', async () => {
      for (const name of ['.*', 'a|b', '"[({<~@&#\\', 'colour.'.repeat(142)]) {
        const picks = [{ name, values: ['Red'] }];
        for (const filter of [{ attributes: picks }, { options: picks }]) {
          expect(await count({ filter })).toMatchObject({ total: 0, facets: [], options: [] });
        }
      }
    });

    it('agree with counting variants by hand, whatever is chosen of them', async () => {
      const offered = new Map<string, Set<string>>();
      for (const { name, values } of seed.products.flatMap((product) => product.options))
        offered.set(name, new Set([...(offered.get(name) ?? []), ...values]));
      const pick = (name: string) =>
        fc.record({
          name: fc.constant(name),
          values: fc.subarray([...offered.get(name)!], { minLength: 1 }),
        });
      const filters = fc.record({
        options: fc
          .subarray([...offered.keys()], { minLength: 1, maxLength: 2 })
          .chain((names) => fc.tuple(...names.map(pick))),
        inStockOnly: fc.boolean(),
      });
      const clothes = { options: [pick('Size'), pick('Colour')], inStockOnly: fc.constant(true) };
      const sizes = fc.record({ ...clothes, options: fc.tuple(...clothes.options) });
      await fc.assert(
        fc.asyncProperty(fc.oneof(filters, sizes), async (filter) => {
          const { total, options } = await count({ filter });
          expect(total).toBe(seed.products.filter((one) => meets(one, filter, 'EUR')).length);
          expect(byOption(options)).toEqual(countingOptionsByHand(seed.products, filter, 'EUR'));
        }),
        { numRuns: 30 },
      );
    });

    it('want one variant that is all of it and on the shelf, not several that are parts of it', async () => {
      const chosen = ({ options }: SeedProduct['variants'][number]) =>
        ['Size', 'Colour'].map((name) => ({ name, values: [options[name] ?? ''] }));
      const soldOut = seed.products
        .filter(({ options }) => options.length === 2)
        .flatMap(({ slug, variants }) =>
          variants.filter(({ stock }) => stock === 0).map((one) => ({ slug, one })),
        );
      const { slug, one } = soldOut.find(({ one: { options } }) => 'Size' in options)!;
      const [size, colour] = chosen(one);
      const slugs = async (filter: SearchFilter) => slugsOf(await everything({ filter }));
      const inStockOnly = true;
      expect(await slugs({ options: [size!, colour!] })).toContain(slug);
      expect(await slugs({ options: [size!], inStockOnly })).toContain(slug);
      expect(await slugs({ options: [colour!], inStockOnly })).toContain(slug);
      expect(await slugs({ options: [size!, colour!], inStockOnly })).not.toContain(slug);
    });

    it('are the same for who says beforehand that he counts, on whatever page', async () => {
      const asked = parseSearch({
        currency: 'EUR',
        query: 'wine',
        filter: {
          category: 'red-wine',
          price: { atMost: '4000' },
          options: [{ name: 'Bottle', values: ['Bottle, 75 cl'] }],
        },
      });
      const page = { limit: 10, after: null };
      const found = await search().find(asked, page);
      const counts = await found.count();
      for (const after of [null, found.places.at(-1)!]) {
        const before = await search().find(asked, { ...page, after, counted: true });
        expect(await before.count()).toEqual(counts);
        const plain = await search().find(asked, { ...page, after });
        // Each may show the catalogue at a moment of its own, and says which.
        const idsOf = ({ places }: Findings) => places.map(({ id }) => id);
        expect(idsOf(before)).toEqual(idsOf(plain));
      }
    });

    it('name categories for people', async () => {
      expect((await count({ query: 'burgundy' })).facets).toContainEqual(
        expect.objectContaining({ facet: 'category', value: 'red-wine', label: 'Red wine' }),
      );
    });
  });

  describe('a scope', () => {
    const named = seed.products.find(({ productType }) => productType === 'software')!;
    const id = stableId('prd', named.slug);
    const rules: Omit<CollectionRule, 'productIds'>[] = [
      {
        filter: { category: 'wine', attributes: [{ name: 'farming', values: ['Organic'] }] },
        currency: 'EUR',
      },
      {
        filter: { category: 'drinks', price: { atMost: '2000' }, inStockOnly: true },
        currency: 'USD',
      },
      {
        filter: { ageRestricted: false, sellableIn: 'US-UT', price: { atLeast: '3000' } },
        currency: 'GBP',
      },
      {
        filter: { options: [{ name: 'Size', values: ['M', 'L'] }], inStockOnly: true },
        currency: 'EUR',
      },
      { filter: { category: 'no-such-category' }, currency: 'EUR' },
      { filter: {}, currency: 'EUR' },
    ];
    const inScope = (product: SeedProduct, { filter, currency }: (typeof rules)[number]) =>
      product === named || (Object.keys(filter).length > 0 && meets(product, filter, currency));

    it.each(rules)(
      'has what its rule finds and what it names, and nothing else: %p',
      async (rule) => {
        const within = scopeOf({ ...rule, productIds: [id] });
        const found = slugsOf(await everything({ within, sort: 'NAME' }));
        const expected = seed.products.filter((product) => inScope(product, rule));
        expect(found.toSorted()).toEqual(expected.map(({ slug }) => slug).toSorted());
        expect((await count({ within })).total).toBe(expected.length);
      },
    );

    it.each(rules)(
      'is what facets and prices count, whatever is filtered beside it: %p',
      async (rule) => {
        const within = scopeOf({ ...rule, productIds: [id] });
        const filter = { category: 'red-wine', price: { atMost: '9000' } };
        const { total, facets } = await count({ within, filter });
        const scope = seed.products.filter((product) => inScope(product, rule));
        expect(total).toBe(scope.filter((product) => meets(product, filter, 'EUR')).length);
        const byHand = countingByHand(scope, filter, 'EUR');
        for (const { facet, value, count: counted } of facets)
          expect([facet, value, counted]).toEqual([facet, value, byHand(facet).get(value)]);
        const all = await count({ within });
        const dearest = Math.max(...scope.map((product) => lowestPrice(product, 'EUR')));
        expect(all.highest).toBe(String(dearest));
      },
    );

    it('shows what is to stand in front before all else, in that order, page by page', async () => {
      const tea = { filter: { category: 'tea' }, currency: 'EUR' } as const;
      const plain = (await find({ within: scopeOf({ ...tea, productIds: [] }), first: 100 })).map(
        (product) => product.id,
      );
      const inFront = [plain[7]!, stableId('prd', 'not-there'), id, plain[2]!];
      const within = scopeOf({ ...tea, productIds: [id] });
      const found: string[] = [];
      for (let after: SearchPosition | undefined; ;) {
        const page = await find({ within, inFront, first: 3, ...(after && { after }) });
        found.push(...page.map((product) => product.id));
        if (page.length < 3) break;
        after = page.at(-1)!.position;
      }
      const named = inFront.filter((one) => one === id || plain.includes(one));
      expect(found).toEqual([...named, ...plain.filter((one) => !named.includes(one))]);
    });

    it('is searched by words like everything else', async () => {
      const within = scopeOf({ filter: { category: 'tea' }, currency: 'EUR', productIds: [] });
      const categories = new Set([stableId('cat', 'tea')]);
      const found = await find({ within, query: 'black', first: 100 });
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ categoryId }) => !categories.has(categoryId))).toEqual([]);
    });
  });

  /** The rules of filters, applied to the seed by hand; `except` is the filter that its own facet leaves out. */
  function meets(
    product: SeedProduct,
    filter: SearchFilter,
    currency: Currency,
    except?: string,
  ): boolean {
    const price = lowestPrice(product, currency);
    const picked = (facet: string, values: readonly string[] | null | undefined) =>
      facet === except ||
      !values ||
      facetValues(product, facet).some((value) => values.includes(value));
    return (
      picked('category', filter.category == null ? null : [filter.category]) &&
      picked('brand', filter.brands) &&
      (filter.attributes ?? []).every(({ name, values }) => picked(name, values)) &&
      (except === 'price' ||
        !filter.price ||
        (price >= Number(filter.price.atLeast ?? 0) &&
          price <= Number(filter.price.atMost ?? 1e18))) &&
      variantsMeeting(product, filter, except).length > 0 &&
      (filter.ageRestricted == null || filter.ageRestricted === (product.minimumAge !== null)) &&
      (filter.minimumAgeAtMost == null || (product.minimumAge ?? 0) <= filter.minimumAgeAtMost) &&
      !product.forbiddenRegions.some(
        (region) => filter.sellableIn === region || filter.sellableIn?.split('-')[0] === region,
      )
    );
  }

  function variantsMeeting({ variants }: SeedProduct, filter: SearchFilter, except?: string) {
    const picks = (filter.options ?? []).filter(({ name }) => except !== optionFacet(name));
    return variants.filter(
      ({ options, stock }) =>
        (!filter.inStockOnly || stock > 0) &&
        picks.every(({ name, values }) => values.includes(options[name] ?? '')),
    );
  }

  /** No attribute is called so. */
  const optionFacet = (name: string) => `option ${name}`;

  const lowestPrice = ({ variants }: SeedProduct, currency: Currency): number =>
    Math.min(
      ...variants.map(
        ({ prices }) => (prices as Partial<Record<Currency, number>>)[currency] ?? Infinity,
      ),
    );

  function facetValues(product: SeedProduct, facet: string): string[] {
    if (facet === 'brand') return [product.brand];
    if (facet !== 'category')
      return [product.attributes[facet]].filter((value) => value !== undefined);
    const path: string[] = [];
    for (
      let slug: string | null = product.categorySlug;
      slug !== null;
      slug = parents.get(slug) ?? null
    )
      path.push(slug);
    return path;
  }

  /** How many products have each value of a facet, if its own filter is left out. Each facet is counted once. */
  function countingByHand(among: readonly SeedProduct[], filter: SearchFilter, currency: Currency) {
    const counted = new Map<string, Map<string, number>>();
    return (facet: string): Map<string, number> => {
      const known = counted.get(facet);
      if (known) return known;
      const others = among.filter((product) => meets(product, filter, currency, facet));
      const counts = countBy(others.flatMap((product) => facetValues(product, facet)));
      counted.set(facet, counts);
      return counts;
    };
  }

  /** By option, how many products have each value in a variant that meets all else. */
  function countingOptionsByHand(
    among: readonly SeedProduct[],
    filter: SearchFilter,
    currency: Currency,
  ) {
    const names = new Set(among.flatMap(({ options }) => options.map(({ name }) => name)));
    return new Map(
      [...names].flatMap((name) => {
        const except = optionFacet(name);
        const others = among.filter((product) => meets(product, filter, currency, except));
        const counts = countBy(
          others.flatMap((product) => {
            const variants = variantsMeeting(product, filter, except);
            return [...new Set(variants.flatMap(({ options }) => options[name] ?? []))];
          }),
        );
        return counts.size > 0 ? [[name, counts] as const] : [];
      }),
    );
  }

  const byOption = (counts: SearchCounts['options']) =>
    new Map(
      [...Map.groupBy(counts, ({ facet }) => facet)].map(([name, values]) => [
        name,
        new Map(values.map(({ value, count: counted }) => [value, counted])),
      ]),
    );

  function countBy(values: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  }
}
