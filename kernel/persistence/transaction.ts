import { setTimeout as sleep } from 'node:timers/promises';
import { IsolationLevel, OptimisticLockError } from '@mikro-orm/core';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { isTransient, wasRolledBack } from './transient.ts';

const ATTEMPTS = 4;

/**
 * Runs `work` in one READ COMMITTED transaction on an EntityManager of its own and saves everything at the end, events
 * included. A conflict with another transaction runs `work` again, so it must have no effect outside of `em`.
 * @throws whatever `work` throws; nothing is saved then
 */
export async function inTransaction<T>(
  orm: MikroORM,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    let committing = false;
    try {
      return await orm.em.fork().transactional(
        async (em) => {
          const result = await work(em);
          await em.flush();
          committing = true;
          return result;
        },
        { isolationLevel: IsolationLevel.READ_COMMITTED },
      );
    } catch (error) {
      // Whoever loses the connection at the commit does not know whether it happened, and must not do it twice.
      const mayRepeat = committing ? wasRolledBack(error) : isConflict(error);
      if (!mayRepeat || attempt === ATTEMPTS) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** Whether the same work may well succeed when it is done again. */
export const isConflict = (error: unknown): boolean =>
  error instanceof OptimisticLockError || isTransient(error);
