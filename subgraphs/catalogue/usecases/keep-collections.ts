import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import {
  type Collection,
  type CollectionFacts,
  newCollection,
  withCollectionFacts,
} from '../domain/collection.ts';
import { CollectionNotFound, InvalidCollection } from '../domain/errors.ts';
import { type Slips, madeSound } from '../domain/faults.ts';
import { type SeenVersion, nextVersion, requireSeen } from '../domain/versions.ts';
import type { CollectionEvent } from '../events.ts';
import {
  lockCollection,
  lockCollections,
  lockRuleTerms,
  removeCollectionRow,
  saveCollection,
} from '../persistence/collections.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** A collection, as whoever changes it has seen it. */
export type SeenCollection = SeenVersion & { readonly id: Id<'col'> };

/**
 * Keeps a new collection, which nobody sees until it is published.
 * @throws {InvalidCollection | CollectionSlugTaken}
 */
export const createCollection = (
  rt: CatalogueRuntime,
  by: string,
  facts: CollectionFacts,
  slips: Slips = [],
): Promise<Collection> =>
  inTransaction(rt.orm, async (em) => {
    const terms = await lockRuleTerms(em, facts.rule);
    await lockCollections(em);
    const made = madeSound(slips, InvalidCollection, () => newCollection(facts, terms));
    const after = nextVersion(made);
    const author = { by, at: rt.clock() };
    await saveCollection(em, 'CollectionCreated', { before: null, after }, author);
    return after;
  });

/**
 * Says something else of a collection.
 * @throws {CollectionNotFound | ChangedMeanwhile | InvalidCollection | CollectionSlugTaken}
 */
export const updateCollection = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenCollection,
  facts: Partial<CollectionFacts>,
  slips: Slips = [],
): Promise<Collection> =>
  inTransaction(rt.orm, async (em) => {
    // What a rule names is held before collections are, by whoever changes one, so that nobody waits in a circle.
    const terms = facts.rule ? await lockRuleTerms(em, facts.rule) : null;
    const before = await seenCollection(em, seen);
    const after = madeSound(slips, InvalidCollection, () =>
      withCollectionFacts(before, facts, terms),
    );
    return save(rt, em, by, 'CollectionChanged', { before, after });
  });

/**
 * Shows a collection to buyers, or hides it from them. One that is so already stays as it is.
 * @throws {CollectionNotFound | ChangedMeanwhile}
 */
export const setCollectionPublished = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenCollection,
  published: boolean,
): Promise<Collection> =>
  inTransaction(rt.orm, async (em) => {
    const before = await seenCollection(em, seen);
    if (before.published === published) return before;
    const type = published ? 'CollectionPublished' : 'CollectionUnpublished';
    return save(rt, em, by, type, { before, after: { ...before, published } });
  });

/** @throws {CollectionNotFound | ChangedMeanwhile} */
export const removeCollection = (
  rt: CatalogueRuntime,
  by: string,
  seen: SeenCollection,
): Promise<Collection> =>
  inTransaction(rt.orm, async (em) => {
    const collection = await seenCollection(em, seen);
    await removeCollectionRow(em, collection, { by, at: rt.clock() });
    return collection;
  });

async function seenCollection(em: EntityManager, seen: SeenCollection): Promise<Collection> {
  const collection = await lockCollection(em, seen.id);
  if (!collection) throw new CollectionNotFound();
  return requireSeen(collection, seen);
}

async function save(
  rt: CatalogueRuntime,
  em: EntityManager,
  by: string,
  type: CollectionEvent['type'],
  { before, after }: { readonly before: Collection; readonly after: Collection },
): Promise<Collection> {
  const next = nextVersion(after);
  await saveCollection(em, type, { before, after: next }, { by, at: rt.clock() });
  return next;
}
