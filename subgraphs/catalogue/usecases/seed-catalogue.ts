import type { EntityManager } from '@mikro-orm/postgresql';
import { stableId } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { synonymKey } from '../domain/query-words.ts';
import { insertTerms } from '../persistence/options.ts';
import { addLocation } from '../persistence/stock-locations.ts';
import { changeStock } from '../persistence/stock.ts';
import {
  type SeedCatalogue,
  type SeedCategory,
  type SeedProduct,
  generateCatalogue,
} from '../seed/index.ts';

/** A busy machine needs longer for thousands of rows than anything else may take. PostgreSQL before 17 has no such limit. */
const ALLOW_TIME = `select set_config('transaction_timeout', '0', true)
  where current_setting('server_version_num')::int >= 170000`;

/** When the first product of the demo shop went on sale, and how long until the next. */
const OPENED_AT = Date.UTC(2024, 0, 8);
const HOURS_BETWEEN_PRODUCTS = 7;

/**
 * Loads the demo catalogue into an empty one, in one transaction; a catalogue that has any product is left as it is.
 * The same names give the same ids in every installation.
 */
export async function seedCatalogue(
  { orm, clock }: Pick<Runtime, 'orm' | 'clock'>,
  generate: () => SeedCatalogue = generateCatalogue,
): Promise<void> {
  if (await hasProducts(orm.em.fork())) return;
  await inTransaction(orm, async (em) => {
    // Of two processes that start at once, the second waits here and then finds the work done.
    await sql(em, ALLOW_TIME);
    await sql(em, `select pg_advisory_xact_lock(hashtextextended('catalogue/seed', 0))`);
    if (await hasProducts(em)) return;
    const catalogue = generate();
    await insertCategories(em, catalogue.categories);
    await insertSchema(em, catalogue);
    await insertOptions(em, catalogue);
    await insertProducts(em, catalogue.products);
    await insertVariants(em, catalogue.products);
    await insertStock(em, catalogue.products, clock());
    await insertSynonyms(em, catalogue.synonyms);
    await insertCollections(em, catalogue);
    await sql(em, 'select catalogue.learn_words()');
  });
  // A fresh table has no statistics, and search is planned by them.
  await sql(orm.em.fork(), 'select catalogue.refresh_statistics()');
}

async function hasProducts(em: EntityManager): Promise<boolean> {
  const [answer] = await sql<{ any: boolean }>(
    em,
    'select exists (select from catalogue.products) as any',
  );
  return answer?.any ?? false;
}

async function insertCategories(
  em: EntityManager,
  categories: readonly SeedCategory[],
): Promise<void> {
  const paths = new Map<string | null, string>();
  const rows = categories.map(({ slug, name, names, parentSlug, position }) => {
    const path = [paths.get(parentSlug), slug].filter(Boolean).join('/');
    paths.set(slug, path);
    const parentId = parentSlug === null ? null : stableId('cat', parentSlug);
    return { id: stableId('cat', slug), slug, name, names, parent_id: parentId, path, position };
  });
  await insertAll(
    em,
    'categories',
    'id text, slug text, name text, names jsonb, parent_id text, path text, position int',
    rows,
  );
}

async function insertSchema(
  em: EntityManager,
  { attributes, productTypes }: SeedCatalogue,
): Promise<void> {
  await insertAll(
    em,
    'attributes',
    'id text, name text, kind text, unit text, label text, labels jsonb, choices jsonb',
    attributes.map((attribute) => ({ ...attribute, id: stableId('att', attribute.name) })),
  );
  await insertAll(
    em,
    'product_types',
    'id text, name text, names jsonb',
    productTypes.map(({ name, names }) => ({ id: stableId('pty', name), name, names })),
  );
  await insertAll(
    em,
    'product_type_attributes',
    'product_type text, attribute text, position int, required boolean',
    productTypes.flatMap(({ name, attributes: own }) =>
      own.map((attribute, position) => ({
        product_type: name,
        attribute: attribute.name,
        position,
        required: attribute.required,
      })),
    ),
  );
}

async function insertOptions(
  em: EntityManager,
  { options, products }: SeedCatalogue,
): Promise<void> {
  const offered = products.flatMap((product) =>
    product.options.map(({ name, values }, position) => ({
      product_id: stableId('prd', product.slug),
      position,
      name,
      choices: values,
    })),
  );
  await insertAll(
    em,
    'product_options',
    'product_id text, position int, name text, choices text[]',
    offered,
  );
  const named = options.map((option) => ({
    ...option,
    id: stableId('opt', option.name),
    version: 1,
  }));
  await insertAll(
    em,
    'options',
    'id text, version int, name text, names jsonb, choices jsonb',
    named,
  );
  await insertTerms(em, named);
}

async function insertProducts(em: EntityManager, products: readonly SeedProduct[]): Promise<void> {
  const rows = products.map((product, index) => ({
    id: stableId('prd', product.slug),
    status: 'PUBLISHED',
    slug: product.slug,
    name: product.name,
    names: product.names,
    slugs: product.slugs,
    description: product.description,
    descriptions: product.descriptions,
    brand: product.brand,
    product_type: product.productType,
    category_id: stableId('cat', product.categorySlug),
    merchant_id: stableId('mer', product.sellerSlug),
    provisioning: product.provisioning,
    attributes: product.attributes,
    minimum_age: product.minimumAge,
    forbidden_regions: product.forbiddenRegions,
    alcohol_by_volume: product.alcoholByVolume,
    media: product.media,
    tax_category: product.taxCategory,
    published_at: publicationOf(index, products.length),
    // What its stock would make of it, row by row.
    available: product.variants.some(({ stock }) => stock > 0),
  }));
  await insertAll(
    em,
    'products',
    `id text, status text, slug text, name text, names jsonb, slugs jsonb, description text, descriptions jsonb, brand text, product_type text, category_id text,
     merchant_id text, provisioning text, attributes jsonb, minimum_age int, forbidden_regions text[],
     alcohol_by_volume numeric, media jsonb, tax_category text, published_at timestamptz, available boolean`,
    rows,
  );
}

/** Trades stand one after the other in the seed; here they take turns, so that what is new is a mixture. */
function publicationOf(index: number, count: number): string {
  const strides = 7;
  const turn = Math.floor((index % strides) * (count / strides)) + Math.floor(index / strides);
  return new Date(OPENED_AT + turn * HOURS_BETWEEN_PRODUCTS * 3_600_000).toISOString();
}

async function insertVariants(em: EntityManager, products: readonly SeedProduct[]): Promise<void> {
  const variants = products.flatMap((product) =>
    product.variants.map((variant, position) => ({
      ...variant,
      id: stableId('var', variant.sku),
      product_id: stableId('prd', product.slug),
      position,
    })),
  );
  await insertAll(
    em,
    'variants',
    'id text, product_id text, sku text, name text, options jsonb, position int',
    variants.map(({ id, product_id, sku, name, options, position }) => ({
      id,
      product_id,
      sku,
      name,
      options,
      position,
    })),
  );
  const prices = variants.flatMap(({ id, prices: amounts }) =>
    Object.entries(amounts).map(([currency, amount_minor]) => ({
      variant_id: id,
      currency,
      amount_minor,
    })),
  );
  await insertAll(em, 'prices', 'variant_id text, currency text, amount_minor bigint', prices);
  await insertAll(
    em,
    'special_prices',
    'variant_id text, currency text, amount_minor bigint, minimum_quantity int, valid tstzrange',
    variants.flatMap(({ id, pricesOfSix }) =>
      Object.entries(pricesOfSix ?? {}).map(([currency, amount_minor]) => ({
        variant_id: id,
        currency,
        amount_minor,
        minimum_quantity: 6,
        valid: '(,)',
      })),
    ),
  );
}

/** Keys need no shelf, so they lie in a place of their own. */
const PLACES = {
  SHIPMENT: { id: stableId('loc', 'rotterdam'), name: 'Rotterdam', country: 'NL', priority: 1 },
  LICENCE_KEY: { id: stableId('loc', 'online'), name: 'Online', country: 'NL', priority: 2 },
};

/** From so few pieces on, sellers are told. */
const FEW = 5;

async function insertStock(
  em: EntityManager,
  products: readonly SeedProduct[],
  at: Date,
): Promise<void> {
  for (const place of Object.values(PLACES))
    await addLocation(em, { ...place, version: 1, serves: [] });
  const opening = products.flatMap(({ provisioning, variants }) =>
    variants.map(({ sku, stock }) => ({
      variantId: stableId('var', sku),
      locationId: PLACES[provisioning].id,
      onHand: stock,
      reserved: 0,
    })),
  );
  const reason = 'The stock that the shop opened with.';
  await changeStock(em, opening, { kind: 'RECEIPT', reason, operatorId: null, at });
  await execute(
    em,
    `update catalogue.stock_levels set low_stock_threshold = $1, low = available <= $1`,
    [FEW],
  );
}

async function insertSynonyms(
  em: EntityManager,
  synonyms: SeedCatalogue['synonyms'],
): Promise<void> {
  const rows = synonyms.map(({ language, term, means }) => ({
    id: stableId('syn', `${language}/${term}`),
    language,
    term,
    term_key: synonymKey(term),
    means,
  }));
  await insertAll(
    em,
    'search_synonyms',
    'id text, language text, term text, term_key text, means text[]',
    rows,
  );
}

async function insertCollections(
  em: EntityManager,
  { collections, products }: SeedCatalogue,
): Promise<void> {
  const bySku = new Map(
    products.flatMap(({ slug, variants }) =>
      variants.map(({ sku }) => [sku, stableId('prd', slug)] as const),
    ),
  );
  await insertAll(
    em,
    'collections',
    `id text, published boolean, slug text, slugs jsonb, name text, names jsonb, description text, descriptions jsonb,
     position int, rule jsonb, sort text`,
    collections.map(({ filter, skus, ...collection }) => ({
      ...collection,
      id: stableId('col', collection.slug),
      // A smaller catalogue has not all of them.
      rule: { filter, currency: 'EUR', productIds: skus.flatMap((sku) => bySku.get(sku) ?? []) },
    })),
  );
  await insertAll(
    em,
    'collection_slugs',
    'collection_id text, language text, slug text, current boolean',
    collections.flatMap(({ slug, slugs }) =>
      Object.entries({ en: slug, ...slugs }).map(([language, address]) => ({
        collection_id: stableId('col', slug),
        language,
        slug: address,
        current: true,
      })),
    ),
  );
}

/** One statement for all rows. `columns` are the table's, each with its type. */
async function insertAll(
  em: EntityManager,
  table: string,
  columns: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const names = columns
    .split(',')
    .map((column) => column.trim().split(' ')[0])
    .join(', ');
  await execute(
    em,
    `insert into catalogue.${table} (${names})
     select ${names} from jsonb_to_recordset($1::jsonb) as row (${columns})`,
    [JSON.stringify(rows)],
  );
}
