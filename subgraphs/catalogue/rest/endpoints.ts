import { z } from 'zod';
import { decodeCursor, encodeCursor, text, wholeNumber } from '#kernel/graphql/cursor.ts';
import { isId } from '#kernel/domain/id.ts';
import { REGION } from '#kernel/domain/region.ts';
import { type Collection, within } from '../domain/collection.ts';
import { LANGUAGES } from '../domain/names.ts';
import type { OnFallback } from '../domain/ports.ts';
import type { Product, Variant } from '../domain/product.ts';
import {
  SEARCH_SORTS,
  type SearchSort,
  type Search,
  type SearchFilter,
  type SearchRequest,
  boundsSaid,
  cursorParts,
  parseSearch,
  positionFrom,
} from '../domain/search.ts';
import { findCollection, listCollections as readCollections } from '../persistence/collections.ts';
import { addressOf, allCategories, variantsWith } from '../persistence/products.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import {
  MOST_SUGGESTIONS,
  searchProducts,
  suggestProducts,
  summarizeSearch,
} from '../usecases/search-products.ts';
import { Moved, endpoint } from './endpoint.ts';
import {
  availability,
  availabilityResource,
  category,
  categoryResource,
  collection,
  collectionResource,
  currency,
  facet,
  moneyResource,
  priceBounds,
  priceBoundsResource,
  priceRange,
  product,
  productResource,
  suggestion,
  variant,
  variantResource,
} from './resources.ts';
import { type ReaderAsked, facetResources, readerOf } from './translations.ts';

const MAX_PAGE = 100;
const MAX_VARIANTS = 100;
/** As many as the graph can be asked for. */
const MAX_QUANTITY = 2 ** 31 - 1;

/** A tenth of what the graph reckons for all of it, because it reckons with lists as long as they may be. */
const PRODUCT_POINTS = 40;
const VARIANT_POINTS = 10;
/** As one of the graph. */
const LIST_POINTS = 10;
const COUNTING_POINTS = 100;

const costOfSearch = ({ first }: { readonly first: number }) =>
  LIST_POINTS + COUNTING_POINTS + first * PRODUCT_POINTS;

/** Whatever else a client sends names nothing: ids, slugs and SKUs are made of these. */
const name = (description: string) =>
  z
    .string()
    .regex(/^[\w.-]{1,200}$/, 'This is made of letters, digits, _, . and -, at most 200.')
    .meta({ description });

const words = z.string().max(200);
export const flag = z.enum(['true', 'false']).transform((said) => said === 'true');
const minorUnits = z
  .string()
  .regex(/^\d{1,18}$/, 'This is a whole number of minor units: 1234 for EUR 12.34.');
const region = z
  .string()
  .regex(REGION, 'This is a country such as US, or a part of one such as US-UT.');

const spoken = z.enum(LANGUAGES).optional().meta({
  description:
    'The language of names and descriptions; that of `Accept-Language` by default. What is not said in it is English.',
});

const pageSize = (most: number, usual: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(usual)
    .meta({ description: `How many to answer, from 1 to ${most}.` });

const PAGE = {
  first: pageSize(MAX_PAGE, 20),
  after: z
    .string()
    .max(2000)
    .optional()
    .meta({ description: 'Only what follows this cursor: the `nextCursor` of the page before.' }),
};

const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Ask for the next page `after` this; null on the last page.' });

/** Of whoever would buy, as in the graph. */
const PURCHASE = {
  region: region.optional().meta({
    description:
      'Where it goes, ISO 3166-1 or ISO 3166-2; some regions have prices of their own. `sellableIn` finds only what may be sold there.',
  }),
  quantity: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_QUANTITY)
    .default(1)
    .meta({ description: 'How many pieces of a variant are bought; many may cost less each.' }),
};

const LISTED = {
  category: words
    .optional()
    .meta({ description: 'The slug of a category; what is below it is listed too.' }),
  brand: z
    .array(words)
    .max(50)
    .default([])
    .meta({ description: 'Any of these brands; repeat the parameter for more.' }),
  currency: currency
    .default('EUR')
    .meta({ description: 'The currency in which prices are compared and summed up.' }),
  language: spoken,
  ...PURCHASE,
  ...PAGE,
};

const namedValues = z
  .array(
    z
      .string()
      .regex(
        /^[^:]{1,100}:[^:].{0,198}$/u,
        'This is a name and a value with a colon between, such as grape:Riesling.',
      ),
  )
  .max(50)
  .default([]);

const FILTERED = {
  q: words.optional().meta({ description: 'What to search for.' }),
  ...LISTED,
  attribute: namedValues.meta({
    description:
      'A name and a value, as facets name them, with a colon between; any of the values of one name.',
    examples: [['grape:Riesling']],
  }),
  option: namedValues.meta({
    description:
      'What a buyer chooses: a name and a value, as facets name them, with a colon between; any of the values of one name. One and the same variant must have one of each name, and be in stock if that is asked for too.',
    examples: [['Size:M', 'Colour:Navy']],
  }),
  priceAtLeast: minorUnits.optional().meta({
    description:
      'The lowest price, in minor units of the currency: of one piece, now, wherever it goes.',
  }),
  priceAtMost: minorUnits.optional().meta({
    description:
      'The highest price, in minor units of the currency: of one piece, now, wherever it goes.',
  }),
  inStock: flag
    .optional()
    .meta({ description: 'Only what has at least one variant in stock that has the options.' }),
  ageRestricted: flag
    .optional()
    .meta({ description: 'Only products with a minimum age, or only ones without.' }),
  minimumAgeAtMost: z.coerce
    .number()
    .int()
    .min(0)
    .max(200)
    .optional()
    .meta({ description: 'Only what a buyer of this age, in years, may buy.' }),
  sellableIn: region.optional().meta({
    description:
      'Only what may be sold in this region: ISO 3166-1 alpha-2 such as "US", or ISO 3166-2 such as "US-UT".',
  }),
  sort: z
    .enum(SEARCH_SORTS)
    .default('RELEVANCE')
    .meta({ description: 'The order. Without words, by relevance is the newest first.' }),
};

const NOTHING = z.strictObject({});
const IN_LANGUAGE = z.strictObject({ language: spoken });
const PRICED = z.strictObject({ language: spoken, ...PURCHASE });

const listProducts = endpoint({
  path: '/products',
  operationId: 'listProducts',
  summary: 'List products',
  description: 'All products, or those of a category or of brands, the newest first.',
  params: NOTHING,
  query: z.strictObject(LISTED),
  answer: z.strictObject({ items: z.array(product), nextCursor }),
  paged: true,
  searches: true,
  cost: ({ first }) => LIST_POINTS + first * PRODUCT_POINTS,
  handle: async (rt, { query, language, onFallback }) => {
    const { category: slug, brand } = query;
    const filter = { category: slug ?? null, brands: brand };
    const { items, nextCursor: next } = await pageOf(
      rt,
      { filter, sort: 'NEWEST' },
      { ...query, language, onFallback },
    );
    return { items, nextCursor: next };
  },
});

const getProduct = endpoint({
  path: '/products/{product}',
  operationId: 'getProduct',
  summary: 'Read a product',
  description:
    'A product with its variants, prices and availability. Who asks for a slug that it had before is led to the one it has now.',
  params: z.strictObject({
    product: name('The id of the product, its slug in any language, or one that it had before.'),
  }),
  query: PRICED,
  answer: product,
  moves: true,
  cost: () => PRODUCT_POINTS,
  handle: async (rt, { params, query, language }) => {
    const asked = [params.product];
    const isBySlug = !isId('prd', params.product);
    const [offer] = isBySlug
      ? (await rt.offers.bySlug(asked)).values()
      : await rt.offers.with('id', asked);
    if (offer?.product.status !== 'PUBLISHED') return null;
    const one = offer.product;
    if (isBySlug && ![one.slug, ...Object.values(one.slugs)].includes(params.product)) {
      const address = await addressOf(reading(rt), params.product);
      return new Moved(`/products/${address?.slug ?? one.slug}`);
    }
    const reader = await readerOf(rt, { ...query, language }, optionsOf(one));
    return productResource(one, offer.variants.filter(isForSale), reader);
  },
});

const getVariant = endpoint({
  path: '/variants/{variant}',
  operationId: 'getVariant',
  summary: 'Read a variant',
  description: 'A variant with its prices and availability.',
  params: z.strictObject({ variant: name('The id or the stock-keeping unit of the variant.') }),
  query: PRICED,
  answer: variant,
  cost: () => VARIANT_POINTS,
  handle: async (rt, { params, query, language }) => {
    const key = isId('var', params.variant) ? 'id' : 'sku';
    const [found] = await variantsWith(reading(rt), key, [params.variant]);
    if (!found?.forSale) return null;
    const reader = await readerOf(rt, { ...query, language }, Object.keys(found.options));
    return variantResource(found, reader);
  },
});

const listCategories = endpoint({
  path: '/categories',
  operationId: 'listCategories',
  summary: 'List categories',
  description: 'The whole tree, every level in its order; it is small.',
  params: NOTHING,
  query: IN_LANGUAGE,
  answer: z.strictObject({ items: z.array(category) }),
  cost: () => LIST_POINTS,
  handle: async (rt, { language }) => ({
    items: (await allCategories(reading(rt))).map((one) => categoryResource(one, language)),
  }),
});

const getCategory = endpoint({
  path: '/categories/{category}',
  operationId: 'getCategory',
  summary: 'Read a category',
  description: 'One node of the tree.',
  params: z.strictObject({ category: name('The id or the slug of the category.') }),
  query: IN_LANGUAGE,
  answer: category,
  cost: () => LIST_POINTS,
  handle: async (rt, { params, language }) => {
    const all = await allCategories(reading(rt));
    const found = all.find(({ id, slug }) => [id, slug].includes(params.category));
    return found ? categoryResource(found, language) : null;
  },
});

const FOUND = z.strictObject({
  items: z.array(product),
  nextCursor,
  didYouMean: z.string().nullable().meta({
    description: 'What was looked for, if the query seemed mistyped; null if it did not.',
  }),
  total: z.int().min(0).meta({ description: 'How many products are found in all.' }),
  facets: z.array(facet).meta({ description: 'Ways to narrow the search.' }),
  priceRange: priceRange.nullable(),
  priceUnderstood: priceBounds.nullable(),
});

const search = endpoint({
  path: '/search',
  operationId: 'searchProducts',
  summary: 'Search products',
  description: 'By words, filters or both, with everything found counted by facets.',
  params: NOTHING,
  query: z.strictObject(FILTERED),
  answer: FOUND,
  paged: true,
  searches: true,
  cost: costOfSearch,
  handle: async (rt, { query, ...reader }) => found(rt, wantedBy(query), { ...query, ...reader }),
});

const suggest = endpoint({
  path: '/suggestions',
  operationId: 'suggestProducts',
  summary: 'Suggest products',
  description: 'Categories, brands and products for a query that is being typed.',
  params: NOTHING,
  query: z.strictObject({
    beginning: words.meta({ description: 'What has been typed.' }),
    language: spoken,
    first: pageSize(MOST_SUGGESTIONS, 8),
  }),
  answer: z.strictObject({ items: z.array(suggestion) }),
  searches: true,
  cost: ({ first }) => LIST_POINTS + first,
  handle: async (rt, { query: { beginning, first }, language, onFallback }) => ({
    items: await suggestProducts(rt, { beginning, language, limit: first }, onFallback),
  }),
});

const listCollections = endpoint({
  path: '/collections',
  operationId: 'listCollections',
  summary: 'List collections',
  description: 'Those that are published, by their positions.',
  params: NOTHING,
  query: z.strictObject({ language: spoken, ...PAGE }),
  answer: z.strictObject({ items: z.array(collection), nextCursor }),
  paged: true,
  cost: ({ first }) => LIST_POINTS + first,
  handle: async (rt, { query, language }) => {
    const [position, slug] = query.after ? decodeCursor(query.after, wholeNumber, text) : [];
    const rows = await readCollections(reading(rt), {
      limit: query.first + 1,
      after: position === undefined || slug === undefined ? null : { position, slug },
      unpublished: false,
    });
    const shown = rows.slice(0, query.first);
    const last = rows.length > query.first ? shown.at(-1) : undefined;
    return {
      items: shown.map((one) => collectionResource(one, language)),
      nextCursor: last ? encodeCursor(last.position, last.slug) : null,
    };
  },
});

const COLLECTION = z.strictObject({
  collection: name(
    'The id of the collection, its slug in any language, or one that it had before.',
  ),
});

const getCollection = endpoint({
  path: '/collections/{collection}',
  operationId: 'getCollection',
  summary: 'Read a collection',
  description: 'Who asks for a slug that it had before is led to the one it has now.',
  params: COLLECTION,
  query: IN_LANGUAGE,
  answer: collection,
  moves: true,
  cost: () => LIST_POINTS,
  handle: async (rt, { params, language }) => {
    const one = await collectionAt(rt, params.collection);
    return one instanceof Moved || one === null ? one : collectionResource(one, language);
  },
});

const listCollectionProducts = endpoint({
  path: '/collections/{collection}/products',
  operationId: 'listCollectionProducts',
  summary: 'List the products of a collection',
  description:
    'What belongs to it now, narrowed by words and filters, in the order of the collection unless you ask for another. In its own order the products that its rule names stand first.',
  params: COLLECTION,
  query: z.strictObject({
    ...FILTERED,
    sort: z
      .enum(SEARCH_SORTS)
      .optional()
      .meta({ description: 'The order; the collection’s by default, or by relevance with words.' }),
  }),
  answer: FOUND,
  paged: true,
  moves: true,
  searches: true,
  cost: costOfSearch,
  handle: async (rt, { params, query, ...reader }) => {
    const one = await collectionAt(rt, params.collection, '/products');
    if (one instanceof Moved || one === null) return one;
    const { q = null, sort = null } = query;
    const wanted = { ...wantedBy(query), ...within(one, { query: q, sort }) };
    return found(rt, wanted, { ...query, ...reader });
  },
});

/** Null if buyers see none. */
async function collectionAt(
  rt: CatalogueRuntime,
  asked: string,
  part = '',
): Promise<Collection | Moved | null> {
  const one = await findCollection(reading(rt), asked);
  if (!one?.published) return null;
  const { slug } = one.address;
  return asked === one.id || asked === slug ? one : new Moved(`/collections/${slug}${part}`);
}

const getAvailability = endpoint({
  path: '/availability',
  operationId: 'getAvailability',
  summary: 'Read availability',
  description:
    'What of some variants can be bought now. A variant that is not for sale is left out.',
  params: NOTHING,
  query: z.strictObject({
    variant: z
      .array(name('A variant’s id.'))
      .min(1)
      .max(MAX_VARIANTS)
      .meta({ description: `Up to ${MAX_VARIANTS} ids; repeat the parameter.` }),
  }),
  answer: z.strictObject({ items: z.array(availability) }),
  cost: ({ variant: ids }) => ids.length,
  handle: async (rt, { query }) => ({
    items: (await variantsWith(reading(rt), 'id', query.variant))
      .filter(isForSale)
      .map(availabilityResource),
  }),
});

const optionsOf = ({ options }: Product): string[] => options.map(({ name: option }) => option);

const isForSale = ({ forSale }: Variant): boolean => forSale;

export const ENDPOINTS = [
  listProducts,
  getProduct,
  getVariant,
  listCategories,
  getCategory,
  search,
  suggest,
  listCollections,
  getCollection,
  listCollectionProducts,
  getAvailability,
] as const;

interface PageAsked extends ReaderAsked {
  readonly first: number;
  readonly after?: string | undefined;
  readonly currency: SearchRequest['currency'];
  readonly counted?: boolean;
  readonly onFallback: OnFallback;
}

type Filtered = Omit<z.output<z.ZodObject<typeof FILTERED>>, 'sort'> & {
  readonly sort?: SearchSort | undefined;
};

function wantedBy(query: Filtered): Omit<SearchRequest, 'currency'> {
  const filter: SearchFilter = {
    category: query.category ?? null,
    brands: query.brand,
    attributes: namedIn(query.attribute),
    options: namedIn(query.option),
    price: { atLeast: query.priceAtLeast ?? null, atMost: query.priceAtMost ?? null },
    inStockOnly: query.inStock ?? false,
    ageRestricted: query.ageRestricted ?? null,
    minimumAgeAtMost: query.minimumAgeAtMost ?? null,
    sellableIn: query.sellableIn ?? null,
  };
  return { query: query.q ?? null, filter, sort: query.sort ?? null };
}

/** A page, and everything found counted. */
async function found(
  rt: CatalogueRuntime,
  wanted: Omit<SearchRequest, 'currency'>,
  asked: PageAsked,
): Promise<z.input<typeof FOUND>> {
  const page = await pageOf(rt, wanted, { ...asked, counted: true });
  const { total, lowest, highest, facets } = await summarizeSearch(rt, page.findings);
  return {
    items: page.items,
    nextCursor: page.nextCursor,
    didYouMean: page.findings.didYouMean,
    total,
    facets: await facetResources(rt, asked.language, facets),
    priceRange:
      lowest === null || highest === null
        ? null
        : {
            lowest: moneyResource(lowest, asked.currency),
            highest: moneyResource(highest, asked.currency),
          },
    priceUnderstood: priceBoundsResource(boundsSaid(page.findings.search), asked.currency),
  };
}

async function pageOf(
  rt: CatalogueRuntime,
  wanted: Omit<SearchRequest, 'currency'>,
  { first, after, currency: code, counted = false, onFallback, ...asker }: PageAsked,
) {
  const asked: Search = parseSearch({ ...wanted, currency: code });
  const position =
    after === undefined
      ? null
      : positionFrom(asked, decodeCursor(after, text, text, text, text, text));
  const part = { limit: first, after: position, counted };
  const { offers, next, ...findings } = await searchProducts(rt, asked, part, onFallback);
  const reader = await readerOf(
    rt,
    asker,
    offers.flatMap((offer) => optionsOf(offer.product)),
  );
  return {
    findings,
    items: offers.map(({ product: one, variants }) =>
      productResource(one, variants.filter(isForSale), reader),
    ),
    nextCursor: next && encodeCursor(...cursorParts(asked, next)),
  };
}

function namedIn(pairs: readonly string[]): NonNullable<SearchFilter['attributes']> {
  const split = pairs.map((pair) => {
    const colon = pair.indexOf(':');
    return { name: pair.slice(0, colon), value: pair.slice(colon + 1) };
  });
  return [...Map.groupBy(split, (pair) => pair.name)].map(([facetName, values]) => ({
    name: facetName,
    values: values.map(({ value }) => value),
  }));
}
