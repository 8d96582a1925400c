import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute } from '#kernel/persistence/sql.ts';
import {
  type FieldChange,
  type ProductChangeKind,
  changesBetween,
  kindOfChange,
} from '../domain/product-changes.ts';
import type { ProductRecord, VariantRecord } from '../domain/product-record.ts';
import type { ProductEvent } from '../events.ts';
import { writeEvents } from './write-events.ts';

/** A product as it was, null if it is new, and as it shall be. */
export type ProductChange = {
  readonly before: ProductRecord | null;
  readonly after: ProductRecord;
};

/** Who changes products, and when. */
export type Author = {
  /** A person's id, or what else does it. */
  readonly by: string;
  readonly at: Date;
  /** The file in which it stands. */
  readonly importId?: Id<'imp'>;
};

type Save = ProductChange & {
  readonly kind: ProductChangeKind;
  readonly fields: readonly FieldChange[];
};

/**
 * Writes what differs, who did it and the events about it: a handful of statements, however many products there are. The
 * caller holds their locks.
 * @returns the products as they are now, each under its new version, and without those of which nothing differs
 */
export async function saveProducts(
  em: EntityManager,
  changes: readonly ProductChange[],
  author: Author,
): Promise<ProductRecord[]> {
  const saves = changes.flatMap(({ before, after }): Save[] => {
    const fields = before ? changesBetween(before, after) : [];
    if (before && fields.length === 0) return [];
    const next = { ...after, version: after.version + 1 };
    return [{ before, after: next, fields, kind: kindOfChange(before, after) }];
  });
  if (saves.length === 0) return [];
  await writeOptions(em, saves);
  await writeProducts(em, saves);
  await writeVariants(em, saves, author.at);
  await writePrices(em, saves);
  await writeSpecialPrices(em, saves);
  await writeHistory(em, saves, author);
  await writeEvents(
    em,
    saves.map((save) => ({
      aggregateId: save.after.id,
      version: save.after.version,
      event: eventOf(save),
    })),
  );
  return saves.map(({ after }) => after);
}

const COLUMNS = [
  ['id', 'text'],
  ['version', 'int'],
  ['status', 'text'],
  ['slug', 'text'],
  ['slugs', 'jsonb'],
  ['name', 'text'],
  ['names', 'jsonb'],
  ['description', 'text'],
  ['descriptions', 'jsonb'],
  ['brand', 'text'],
  ['product_type', 'text'],
  ['category_id', 'text'],
  ['merchant_id', 'text'],
  ['provisioning', 'text'],
  ['attributes', 'jsonb'],
  ['minimum_age', 'int'],
  ['forbidden_regions', 'text[]'],
  ['alcohol_by_volume', 'numeric'],
  ['warnings', 'text[]'],
  ['media', 'jsonb'],
  ['tax_category', 'text'],
  ['published_at', 'timestamptz'],
] as const;

const rowOf = (record: ProductRecord): Record<(typeof COLUMNS)[number][0], unknown> => ({
  id: record.id,
  version: record.version,
  status: record.status,
  slug: record.slug,
  slugs: record.slugs,
  name: record.name,
  names: record.names,
  description: record.description,
  descriptions: record.descriptions,
  brand: record.brand,
  product_type: record.productType,
  category_id: record.categoryId,
  merchant_id: record.merchantId,
  provisioning: record.provisioning,
  attributes: record.attributes,
  minimum_age: record.minimumAge,
  forbidden_regions: record.forbiddenRegions,
  alcohol_by_volume: record.alcoholByVolume,
  warnings: record.warnings,
  media: record.media,
  tax_category: record.taxCategory,
  published_at: record.publishedAt,
});

/** New ones and changed ones apart: an upsert would run the triggers of both, and they are what takes the time. */
async function writeProducts(em: EntityManager, saves: readonly Save[]): Promise<void> {
  const names = COLUMNS.map(([name]) => name);
  const types = COLUMNS.map((column) => column.join(' ')).join(', ');
  const [fresh, changed] = [saves.filter(isNew), saves.filter((save) => !isNew(save))];
  await withRows(
    em,
    fresh.map(({ after }) => rowOf(after)),
    `insert into catalogue.products (${names.join(', ')})
     select ${names.join(', ')} from jsonb_to_recordset($1::jsonb) as row (${types})`,
  );
  await withRows(
    em,
    changed.map(({ after }) => rowOf(after)),
    `update catalogue.products p set ${names.map((name) => `${name} = row.${name}`).join(', ')}
     from jsonb_to_recordset($1::jsonb) as row (${types}) where p.id = row.id`,
  );
}

async function writeOptions(em: EntityManager, saves: readonly Save[]): Promise<void> {
  const changed = saves.filter(({ before, after }) => differ(before?.options ?? [], after.options));
  if (changed.length === 0) return;
  await execute(em, 'delete from catalogue.product_options where product_id = any ($1)', [
    changed.map(({ after }) => after.id),
  ]);
  await withRows(
    em,
    changed.flatMap(({ after }) =>
      after.options.map((option, position) => ({ product_id: after.id, position, ...option })),
    ),
    `insert into catalogue.product_options (product_id, position, name, choices)
     select product_id, position, name, choices from jsonb_to_recordset($1::jsonb)
       as row (product_id text, position int, name text, choices text[])`,
  );
}

/** A variant that was removed and is back takes its old place; a new one comes last, and nothing of it is on the shelf. */
async function writeVariants(em: EntityManager, saves: readonly Save[], at: Date): Promise<void> {
  const removed = saves.flatMap(({ before, after }) => missingFrom(after, before));
  if (removed.length > 0) {
    await execute(em, 'update catalogue.variants set removed_at = $2 where id = any ($1)', [
      removed,
      at,
    ]);
  }
  const changed = saves.flatMap(({ before, after }) =>
    changedVariants(before, after, ({ sku, name, options, media, taxCategory }) => [
      sku,
      name,
      options,
      media,
      taxCategory,
    ]).map((variant, place) => ({
      id: variant.id,
      product_id: after.id,
      place,
      sku: variant.sku,
      name: variant.name,
      options: variant.options,
      media: variant.media,
      tax_category: variant.taxCategory,
    })),
  );
  await withRows(
    em,
    changed,
    `with rows as (
       select * from jsonb_to_recordset($1::jsonb)
         as row (id text, product_id text, place int, sku text, name text, options jsonb, media jsonb,
           tax_category text)
     ), last as (
       select product_id, max(position) as position from catalogue.variants
       where product_id in (select product_id from rows) group by 1
     ), written as (
       insert into catalogue.variants (id, product_id, sku, name, options, media, tax_category, position)
       select id, rows.product_id, sku, name, options, media, tax_category, coalesce(last.position, -1) + 1 + place
       from rows left join last on last.product_id = rows.product_id
       on conflict (id) do update set sku = excluded.sku, name = excluded.name, options = excluded.options,
         media = excluded.media, tax_category = excluded.tax_category, removed_at = null
       returning id
     )
     insert into catalogue.stock_levels (variant_id) select id from written on conflict do nothing`,
  );
}

async function writePrices(em: EntityManager, saves: readonly Save[]): Promise<void> {
  const gone = saves.flatMap(({ before, after }) => {
    const kept = new Set(after.variants.flatMap(pricedIn));
    return (before?.variants ?? []).flatMap(pricedIn).filter((key) => !kept.has(key));
  });
  if (gone.length > 0) {
    await execute(
      em,
      `delete from catalogue.prices where (variant_id, currency) in (
         select * from unnest($1::text[], $2::text[]))`,
      [gone.map((key) => key.split('/')[0]), gone.map((key) => key.split('/')[1])],
    );
  }
  const set = saves.flatMap(({ before, after }) =>
    changedVariants(before, after, ({ prices }) => prices).flatMap(({ id, prices }) =>
      Object.entries(prices).map(([currency, amount_minor]) => ({
        variant_id: id,
        currency,
        amount_minor,
      })),
    ),
  );
  await withRows(
    em,
    set,
    `insert into catalogue.prices (variant_id, currency, amount_minor)
     select variant_id, currency, amount_minor from jsonb_to_recordset($1::jsonb)
       as row (variant_id text, currency text, amount_minor bigint)
     on conflict (variant_id, currency) do update set amount_minor = excluded.amount_minor
       where prices.amount_minor <> excluded.amount_minor`,
  );
}

async function writeSpecialPrices(em: EntityManager, saves: readonly Save[]): Promise<void> {
  const changed = saves
    .flatMap(({ before, after }) => changedVariants(before, after, (one) => one.specialPrices))
    .filter(({ specialPrices }) => specialPrices.length > 0);
  const emptied = saves.flatMap(({ before, after }) => {
    const kept = new Map(after.variants.map((variant) => [variant.id, variant.specialPrices]));
    return (before?.variants ?? [])
      .filter(
        ({ id, specialPrices }) => specialPrices.length > 0 && differ(kept.get(id), specialPrices),
      )
      .map(({ id }) => id);
  });
  if (emptied.length > 0)
    await execute(em, 'delete from catalogue.special_prices where variant_id = any ($1)', [
      emptied,
    ]);
  await withRows(
    em,
    changed.flatMap(({ id, specialPrices }) =>
      specialPrices.map((price) => ({ ...price, variant: id })),
    ),
    `insert into catalogue.special_prices (variant_id, currency, amount_minor, region, minimum_quantity, valid)
     select variant, currency, "minorUnits", region, "minimumQuantity", tstzrange("validFrom", "validUntil")
     from jsonb_to_recordset($1::jsonb) as row (variant text, currency text, "minorUnits" bigint, region text,
       "minimumQuantity" int, "validFrom" timestamptz, "validUntil" timestamptz)`,
  );
}

function writeHistory(em: EntityManager, saves: readonly Save[], { by, at, importId }: Author) {
  return execute(
    em,
    `insert into catalogue.product_changes (product_id, version, kind, fields, changed_by, changed_at, import_id)
     select product_id, version, kind, fields, $2, $3, $4 from jsonb_to_recordset($1::jsonb)
       as row (product_id text, version int, kind text, fields jsonb)`,
    [
      JSON.stringify(
        saves.map(({ after, kind, fields }) => ({
          product_id: after.id,
          version: after.version,
          kind,
          fields,
        })),
      ),
      by,
      at,
      importId ?? null,
    ],
  );
}

const EVENT_TYPES: Readonly<Record<ProductChangeKind, ProductEvent['type']>> = {
  CREATED: 'ProductCreated',
  UPDATED: 'ProductUpdated',
  PUBLISHED: 'ProductPublished',
  ARCHIVED: 'ProductArchived',
};

const eventOf = ({ after, kind, fields }: Save): ProductEvent => ({
  type: EVENT_TYPES[kind],
  data: {
    productId: after.id,
    status: after.status,
    slug: after.slug,
    fields: fields.map(({ field }) => field),
  },
});

const isNew = ({ before }: Save): boolean => before === null;

const differ = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) !== JSON.stringify(other);

const pricedIn = ({ id, prices }: VariantRecord): string[] =>
  Object.keys(prices).map((currency) => `${id}/${currency}`);

function missingFrom(after: ProductRecord, before: ProductRecord | null): string[] {
  const kept = new Set(after.variants.map(({ id }) => id));
  return (before?.variants ?? []).map(({ id }) => id).filter((id) => !kept.has(id));
}

function changedVariants(
  before: ProductRecord | null,
  after: ProductRecord,
  of: (variant: VariantRecord) => unknown,
): VariantRecord[] {
  const known = new Map(before?.variants.map((variant) => [variant.id, variant]));
  return after.variants.filter((variant) => {
    const earlier = known.get(variant.id);
    return !earlier || differ(of(earlier), of(variant));
  });
}

async function withRows(em: EntityManager, rows: readonly object[], statement: string) {
  if (rows.length > 0) await execute(em, statement, [JSON.stringify(rows)]);
}
