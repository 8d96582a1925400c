import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/**
 * Runs one SQL statement with `$1` parameters on the transaction of `em`, or on a pooled connection outside of one.
 * For what an object mapper says badly: set operations, locks, log positions.
 */
export async function sql<Row extends object>(
  em: EntityManager,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await em.getKysely().executeQuery(CompiledQuery.raw(text, [...values]));
  return result.rows as Row[];
}

/** The same, for statements that return nothing; answers how many rows were affected. */
export async function execute(
  em: EntityManager,
  text: string,
  values: readonly unknown[] = [],
): Promise<number> {
  const result = await em.getKysely().executeQuery(CompiledQuery.raw(text, [...values]));
  return Number(result.numAffectedRows ?? 0n);
}

/** The face of a `pg` client on the transaction of `em`, for libraries that bring SQL of their own. */
export const pgClientOn = (em: EntityManager) => ({
  query: async (text: string, values: unknown[] = []) => {
    const result = await em.getKysely().executeQuery(CompiledQuery.raw(text, values));
    return {
      rows: result.rows,
      rowCount: result.rows.length || Number(result.numAffectedRows ?? 0n),
    };
  },
});
