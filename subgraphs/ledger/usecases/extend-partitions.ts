import { execute } from '#kernel/persistence/sql.ts';
import type { Runtime } from '#kernel/runtime/context.ts';

const MONTHS_AHEAD = 12;

/**
 * Makes the partitions of the coming year that are missing, so that there is always one for the
 * entries of today. Safe on any number of processes; posting waits for the moment it takes.
 */
export async function extendPartitions(rt: Runtime): Promise<void> {
  await execute(rt.orm.em.fork(), 'select ledger.create_entry_partitions($1)', [MONTHS_AHEAD]);
}
