import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Id, newId } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidStockLocation, StockLocationNotFound } from '../domain/errors.ts';
import {
  type LocationFacts,
  type StockLocation,
  parseStockLocation,
} from '../domain/stock-location.ts';
import { type SeenVersion, nextVersion, requireSeen } from '../domain/versions.ts';
import { recordChange } from '../persistence/definitions.ts';
import { addLocation, changeLocation, lockLocation } from '../persistence/stock-locations.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** Source: PostgreSQL 18, appendix A, error codes. */
const UNIQUE_VIOLATION = '23505';

/** A place, as whoever changes it has seen it. */
export type SeenLocation = SeenVersion & { readonly id: Id<'loc'> };

/**
 * @throws {InvalidStockLocation} also if another has its name
 * @throws {InvalidRegion}
 */
export function addStockLocation(
  rt: CatalogueRuntime,
  by: string,
  facts: LocationFacts,
): Promise<StockLocation> {
  const after = { id: newId('loc'), version: 1, ...parseStockLocation(facts) };
  return named(rt, async (em) => {
    await addLocation(em, after);
    await recordChange(em, { before: null, after }, null, { by, at: rt.clock() });
    return after;
  });
}

/**
 * Describes a place anew. What is promised stays where it was promised. Whoever describes it as it is changes nothing.
 * @throws {StockLocationNotFound | ChangedMeanwhile}
 * @throws {InvalidStockLocation} also if another has its name
 * @throws {InvalidRegion}
 */
export function changeStockLocation(
  rt: CatalogueRuntime,
  by: string,
  seen: SeenLocation,
  facts: LocationFacts,
): Promise<StockLocation> {
  const described = parseStockLocation(facts);
  return named(rt, async (em) => {
    const location = await lockLocation(em, seen.id);
    if (!location) throw new StockLocationNotFound();
    const before = requireSeen(location, seen);
    if (isDeepStrictEqual(before, { ...before, ...described })) return before;
    const after = nextVersion({ ...before, ...described });
    await changeLocation(em, after);
    await recordChange(em, { before, after }, null, { by, at: rt.clock() });
    return after;
  });
}

async function named(
  rt: CatalogueRuntime,
  write: (em: EntityManager) => Promise<StockLocation>,
): Promise<StockLocation> {
  try {
    return await inTransaction(rt.orm, write);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new InvalidStockLocation('Another location has this name.');
  }
}
