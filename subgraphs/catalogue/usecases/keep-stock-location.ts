import type { EntityManager } from '@mikro-orm/postgresql';
import { type Id, newId } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidStockLocation, StockLocationNotFound } from '../domain/errors.ts';
import { type StockLocation, parseStockLocation } from '../domain/stock-location.ts';
import { recordStep } from '../persistence/definitions.ts';
import { addLocation, changeLocation, lockLocation } from '../persistence/stock-locations.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** Source: PostgreSQL 18, appendix A, error codes. */
const UNIQUE_VIOLATION = '23505';

type Described = Omit<StockLocation, 'id'>;

/**
 * @throws {InvalidStockLocation} also if another has its name
 * @throws {InvalidRegion}
 */
export async function addStockLocation(
  rt: CatalogueRuntime,
  by: string,
  described: Described,
): Promise<StockLocation> {
  const location = { id: newId('loc'), ...parseStockLocation(described) };
  await named(rt, async (em) => {
    await addLocation(em, location);
    const step = { id: location.id, before: null, after: location };
    await recordStep(em, step, { by, at: rt.clock() });
  });
  return location;
}

/**
 * Describes a place anew. What is promised stays where it was promised.
 * @throws {StockLocationNotFound}
 * @throws {InvalidStockLocation} also if another has its name
 * @throws {InvalidRegion}
 */
export async function changeStockLocation(
  rt: CatalogueRuntime,
  by: string,
  id: Id<'loc'>,
  described: Described,
): Promise<StockLocation> {
  const location = { id, ...parseStockLocation(described) };
  await named(rt, async (em) => {
    const before = await lockLocation(em, id);
    if (!before) throw new StockLocationNotFound();
    await changeLocation(em, location);
    await recordStep(em, { id, before, after: location }, { by, at: rt.clock() });
  });
  return location;
}

async function named(
  rt: CatalogueRuntime,
  write: (em: EntityManager) => Promise<void>,
): Promise<void> {
  try {
    await inTransaction(rt.orm, write);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new InvalidStockLocation('Another location has this name.');
  }
}
