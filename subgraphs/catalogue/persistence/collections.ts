import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import {
  type Collection,
  type CollectionRule,
  type RuleTerms,
  addressesOf,
} from '../domain/collection.ts';
import { CollectionSlugTaken } from '../domain/errors.ts';
import type { Language } from '../domain/names.ts';
import type { CollectionEvent } from '../events.ts';
import { recordChange } from './definitions.ts';
import { lockSchema } from './product-schema.ts';
import type { Author } from './save-products.ts';

const COLUMNS = `c.id, c.version, c.published, c.slug, c.slugs, c.name, c.names, c.description, c.descriptions, c.media,
  c.position, c.rule, c.sort`;

/** Where a page begins, and how many it holds. */
export type CollectionPage = {
  /** Null for all. */
  readonly limit: number | null;
  readonly after: { readonly position: number; readonly slug: string } | null;
  readonly unpublished: boolean;
};

/** In the order of their positions. */
export const listCollections = (
  em: EntityManager,
  { limit, after, unpublished }: CollectionPage,
): Promise<Collection[]> =>
  sql<Collection>(
    em,
    `select ${COLUMNS} from catalogue.collections c
     where (c.published or $1) and ($2::int is null or (c.position, c.slug) > ($2, $3))
     order by c.position, c.slug limit $4`,
    [unpublished, after?.position ?? null, after?.slug ?? null, limit],
  );

/** A collection that an address leads to, and the one it has now in the language of that address. */
export type AddressedCollection = Collection & {
  readonly address: { readonly language: Language; readonly slug: string };
};

/** By its id, by a slug in any language, or by one that it had before. Null if there is none. */
export async function findCollection(
  em: EntityManager,
  idOrSlug: string,
): Promise<AddressedCollection | null> {
  const [found] = await sql<AddressedCollection>(
    em,
    `select ${COLUMNS}, json_build_object('language', coalesce(present.language, 'en'),
       'slug', coalesce(present.slug, c.slug)) as address
     from catalogue.collections c
     left join catalogue.collection_slugs asked on asked.collection_id = c.id and asked.slug = $1
     left join catalogue.collection_slugs present on present.collection_id = c.id and present.current
       and present.language = asked.language
     where c.id = $1 or asked.slug is not null`,
    [idOrSlug],
  );
  return found ?? null;
}

/**
 * One that nobody else changes until the transaction ends; null if there is none. Collections are few, so all wait for each
 * other.
 */
export async function lockCollection(em: EntityManager, id: Id<'col'>): Promise<Collection | null> {
  await lockCollections(em);
  const [found] = await sql<Collection>(
    em,
    `select ${COLUMNS} from catalogue.collections c where c.id = $1`,
    [id],
  );
  return found ?? null;
}

export const lockCollections = (em: EntityManager) =>
  sql(em, `select pg_advisory_xact_lock(hashtextextended('catalogue/collections', 0))`);

/** What a rule may name. Nobody takes any of it away until the transaction ends. */
export async function lockRuleTerms(em: EntityManager, rule: CollectionRule): Promise<RuleTerms> {
  const named = rule.productIds.map((id) => ({ id }));
  const { attributes, products } = await lockSchema(em, named);
  await sql(em, `select pg_advisory_xact_lock_shared(hashtextextended('catalogue/categories', 0))`);
  const categories = await sql<{ slug: string }>(em, 'select slug from catalogue.categories');
  return { attributes, products, categories: new Set(categories.map(({ slug }) => slug)) };
}

/**
 * Writes a collection, who changed it, and tells it. The caller holds the lock.
 * @throws {CollectionSlugTaken}
 */
export async function saveCollection(
  em: EntityManager,
  type: CollectionEvent['type'],
  { before, after }: { readonly before: Collection | null; readonly after: Collection },
  author: Author,
): Promise<void> {
  await requireOwnAddresses(em, after);
  await execute(
    em,
    `insert into catalogue.collections (id, version, published, slug, slugs, name, names, description, descriptions, media,
       position, rule, sort)
     select id, version, published, slug, slugs, name, names, description, descriptions, media, position, rule, sort
       from jsonb_to_record($1::jsonb) as row (id text, version int, published boolean, slug text, slugs jsonb, name text,
         names jsonb, description text, descriptions jsonb, media jsonb, position int, rule jsonb, sort text)
     on conflict (id) do update set version = excluded.version, published = excluded.published, slug = excluded.slug,
       slugs = excluded.slugs, name = excluded.name, names = excluded.names, description = excluded.description,
       descriptions = excluded.descriptions, media = excluded.media, position = excluded.position, rule = excluded.rule,
       sort = excluded.sort`,
    [JSON.stringify(after)],
  );
  await saveAddresses(em, after);
  await recordChange(em, { before, after }, eventAbout(type, after), author);
}

async function requireOwnAddresses(em: EntityManager, collection: Collection): Promise<void> {
  const [taken] = await sql<{ slug: string }>(
    em,
    `select slug from catalogue.collection_slugs where slug = any ($1) and current and collection_id <> $2 limit 1`,
    [addressesOf(collection).map(([, slug]) => slug), collection.id],
  );
  if (taken) throw new CollectionSlugTaken(taken.slug);
}

/** Old ones go on leading there, until another collection takes them. */
async function saveAddresses(em: EntityManager, collection: Collection): Promise<void> {
  const addresses = addressesOf(collection);
  await execute(
    em,
    'update catalogue.collection_slugs set current = false where collection_id = $1 and current',
    [collection.id],
  );
  await execute(
    em,
    `insert into catalogue.collection_slugs (collection_id, language, slug, current)
     select $1, language, slug, true from unnest($2::text[], $3::text[]) as row (language, slug)
     on conflict (slug) do update set collection_id = excluded.collection_id, language = excluded.language, current = true`,
    [collection.id, addresses.map(([language]) => language), addresses.map(([, slug]) => slug)],
  );
}

/** Its addresses lead nowhere from now on, and may be taken. */
export async function removeCollectionRow(
  em: EntityManager,
  collection: Collection,
  author: Author,
): Promise<void> {
  await execute(em, 'delete from catalogue.collections where id = $1', [collection.id]);
  const event = eventAbout('CollectionRemoved', collection);
  await recordChange(em, { before: collection, after: null }, event, author);
}

const eventAbout = (
  type: CollectionEvent['type'],
  { id, slug, published }: Collection,
): CollectionEvent => ({ type, data: { collectionId: id, slug, published } });

/** The slugs of the collections whose rules name a category. */
export const collectionsNamingCategory = async (
  em: EntityManager,
  slug: string,
): Promise<string[]> =>
  slugs(
    em,
    `select slug from catalogue.collections where rule -> 'filter' ->> 'category' = $1 order by slug`,
    [slug],
  );

/** The slugs of the collections whose rules name an attribute, or, if some are given, one of these values of it. */
export const collectionsNamingAttribute = async (
  em: EntityManager,
  name: string,
  values: readonly string[] | null = null,
): Promise<string[]> =>
  slugs(
    em,
    `select slug from catalogue.collections where exists (
       select from jsonb_array_elements(rule -> 'filter' -> 'attributes') one
       where one ->> 'name' = $1 and ($2::text[] is null or exists (
         select from jsonb_array_elements_text(one -> 'values') value where value = any ($2)))) order by slug`,
    [name, values],
  );

const slugs = async (em: EntityManager, query: string, values: unknown[]): Promise<string[]> =>
  (await sql<{ slug: string }>(em, query, values)).map(({ slug }) => slug);
