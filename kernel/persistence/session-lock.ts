import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const RETRY_MS = 100;

/**
 * Waits until no other session of the database holds the lock of this name; it is held until the session ends. Tried
 * again and again, because a session blocked in pg_advisory_lock() keeps a snapshot, for whose end CREATE INDEX
 * CONCURRENTLY waits in the session that holds the lock.
 */
export async function lockSession(client: pg.Client, name: string): Promise<void> {
  const tryLock = () =>
    client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
      [name],
    );
  while (!(await tryLock()).rows[0]?.mine) await sleep(RETRY_MS);
}
