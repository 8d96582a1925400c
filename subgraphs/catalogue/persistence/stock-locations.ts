import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { StockLocation } from '../domain/stock-location.ts';

const COLUMNS = 'id, version, name, country, serves, priority';

const valuesOf = ({ id, version, name, country, serves, priority }: StockLocation) => [
  id,
  version,
  name,
  country,
  serves,
  priority,
];

export async function addLocation(em: EntityManager, location: StockLocation): Promise<void> {
  await execute(
    em,
    `insert into catalogue.stock_locations (${COLUMNS}) values ($1, $2, $3, $4, $5, $6)`,
    valuesOf(location),
  );
}

/** A place that nobody else changes until the transaction ends; null if there is none. */
export async function lockLocation(
  em: EntityManager,
  id: Id<'loc'>,
): Promise<StockLocation | null> {
  const [found] = await sql<StockLocation>(
    em,
    `select ${COLUMNS} from catalogue.stock_locations where id = $1 for no key update`,
    [id],
  );
  return found ?? null;
}

export async function changeLocation(em: EntityManager, location: StockLocation): Promise<void> {
  await execute(
    em,
    `update catalogue.stock_locations set (${COLUMNS}) = ($1, $2, $3, $4, $5, $6) where id = $1`,
    valuesOf(location),
  );
}

export async function locationExists(em: EntityManager, id: Id<'loc'>): Promise<boolean> {
  const found = await sql(em, 'select from catalogue.stock_locations where id = $1', [id]);
  return found.length > 0;
}

/** By priority, after one place in that order. */
export const locationsAfter = (
  em: EntityManager,
  after: readonly [priority: number, id: Id<'loc'>] | null,
  limit: number,
) =>
  sql<StockLocation>(
    em,
    `select ${COLUMNS} from catalogue.stock_locations
     where ($1::int is null or (priority, id) > ($1, $2)) order by priority, id limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit],
  );
