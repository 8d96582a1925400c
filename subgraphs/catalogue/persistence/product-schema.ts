import type { EntityManager } from '@mikro-orm/postgresql';
import { isId } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { Attribute } from '../domain/attribute.ts';
import { ProductsDoNotFit } from '../domain/errors.ts';
import type { ProductSchema, ProductType } from '../domain/product-type.ts';

const ATTRIBUTES = `select id, version, name, kind, unit, label, labels, choices from catalogue.attributes`;
const TYPES = `select t.id, t.version, t.name, t.names, (
    select coalesce(json_agg(json_build_object('name', attribute, 'required', required) order by position), '[]')
    from catalogue.product_type_attributes where product_type = t.name) as attributes
  from catalogue.product_types t`;

/** Where a page begins, and how many it holds. */
export type NamePage = { readonly limit: number; readonly after: string | null };

const PAGED = 'where ($1::text is null or name > $1) order by name limit $2';

export const listAttributes = (em: EntityManager, { limit, after }: NamePage) =>
  sql<Attribute>(em, `${ATTRIBUTES} ${PAGED}`, [after, limit]);

export const listProductTypes = (em: EntityManager, { limit, after }: NamePage) =>
  sql<ProductType>(em, `${TYPES} ${PAGED}`, [after, limit]);

export const attributesNamed = (em: EntityManager, names: readonly string[]) =>
  sql<Attribute>(em, `${ATTRIBUTES} where name = any ($1)`, [names]);

export const productTypesNamed = (em: EntityManager, names: readonly string[]) =>
  sql<ProductType>(em, `${TYPES} where t.name = any ($1)`, [names]);

/** All that can be said of products; nobody changes it until the transaction ends. It is small. */
export const lockSchema = (
  em: EntityManager,
  values: readonly Readonly<Record<string, unknown>>[] = [],
): Promise<ProductSchema> => locked(em, 'pg_advisory_xact_lock_shared', values);

/** The same, for whoever is about to change it, and waits for those who write products. */
export const lockSchemaToChange = (em: EntityManager): Promise<ProductSchema> =>
  locked(em, 'pg_advisory_xact_lock', []);

/** @param values among which are the ids of products that are referred to */
async function locked(
  em: EntityManager,
  lock: string,
  values: readonly Readonly<Record<string, unknown>>[],
): Promise<ProductSchema> {
  await sql(em, `select ${lock}(hashtextextended('catalogue/product-types', 0))`);
  const attributes = await sql<Attribute>(em, ATTRIBUTES);
  const types = await sql<ProductType>(em, TYPES);
  return {
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    types: new Map(types.map((type) => [type.name, type])),
    products: await existing(em, values.flatMap(Object.values)),
  };
}

async function existing(em: EntityManager, values: readonly unknown[]): Promise<Set<string>> {
  const ids = values.filter((value) => typeof value === 'string' && isId('prd', value));
  if (ids.length === 0) return new Set();
  const found = await sql<{ id: string }>(
    em,
    'select id from catalogue.products where id = any ($1)',
    [ids],
  );
  return new Set(found.map(({ id }) => id));
}

export const saveAttribute = (em: EntityManager, attribute: Attribute) =>
  execute(
    em,
    `insert into catalogue.attributes (id, version, name, kind, unit, label, labels, choices)
     select id, version, name, kind, unit, label, labels, choices from jsonb_to_record($1::jsonb)
       as row (id text, version int, name text, kind text, unit text, label text, labels jsonb, choices jsonb)
     on conflict (id) do update set version = excluded.version, label = excluded.label, labels = excluded.labels,
       choices = excluded.choices`,
    [JSON.stringify(attribute)],
  );

export async function saveProductType(em: EntityManager, type: ProductType): Promise<void> {
  await execute(
    em,
    `insert into catalogue.product_types (id, version, name, names) values ($1, $2, $3, $4)
     on conflict (id) do update set version = excluded.version, names = excluded.names`,
    [type.id, type.version, type.name, JSON.stringify(type.names)],
  );
  await execute(em, 'delete from catalogue.product_type_attributes where product_type = $1', [
    type.name,
  ]);
  await execute(
    em,
    `insert into catalogue.product_type_attributes (product_type, attribute, position, required)
     select $1, one ->> 'name', place, (one ->> 'required')::boolean
     from jsonb_array_elements($2::jsonb) with ordinality as each (one, place)`,
    [type.name, JSON.stringify(type.attributes)],
  );
}

export const removeAttributeRow = (em: EntityManager, { id }: Attribute) =>
  execute(em, 'delete from catalogue.attributes where id = $1', [id]);

export const removeProductTypeRow = (em: EntityManager, { id }: ProductType) =>
  execute(em, 'delete from catalogue.product_types where id = $1', [id]);

export async function countOfType(em: EntityManager, { name }: ProductType): Promise<number> {
  const [counted] = await sql<{ count: number }>(
    em,
    'select count(*)::int as count from catalogue.products where product_type = $1',
    [name],
  );
  return counted!.count;
}

/** What products of a few types may not say any more, or must say from now on. */
export type Demands = {
  readonly types: readonly string[];
  readonly unsayable?: readonly string[];
  readonly required?: readonly string[];
  /** An attribute, and choices of it that are gone. */
  readonly unchoosable?: { readonly attribute: string; readonly choices: readonly string[] };
};

/**
 * Products fit their types at all times, so only what is new is looked at: in one pass, whatever else there is to say of a
 * product. To judge 100,000 of them anew would keep everybody who writes one waiting for ten seconds.
 * @throws {ProductsDoNotFit} if products are not as they must be
 */
export async function requireFit(
  em: EntityManager,
  { types, unsayable = [], required = [], unchoosable }: Demands,
): Promise<void> {
  if (unsayable.length + required.length === 0 && !unchoosable) return;
  const [worst] = await sql<{ attribute: string; products: number }>(
    em,
    `select attribute, count(*)::int as products from catalogue.products p cross join lateral (
       select attribute from unnest($2::text[]) attribute where p.attributes ->> attribute is not null
       union all
       select attribute from unnest($3::text[]) attribute
         where p.status = 'PUBLISHED' and p.attributes ->> attribute is null
       union all
       select $4 where p.attributes ->> $4 = any ($5)
     ) misfit where p.product_type = any ($1) group by 1 order by 2 desc, 1 limit 1`,
    [types, unsayable, required, unchoosable?.attribute ?? '', unchoosable?.choices ?? []],
  );
  if (worst) throw new ProductsDoNotFit(worst.attribute, worst.products);
}
