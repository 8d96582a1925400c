import type { Pool, PoolClient } from 'pg';

/**
 * The ORM's query layer never gives back a connection whose ROLLBACK failed, so each one that the server ends inside a
 * transaction (a time limit of ours, a restart) would be lost to the pool until it hangs. Hence a borrowed connection
 * goes back to the pool when it dies.
 */
export function releaseDeadConnections(pool: Pool): void {
  const borrowed = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => borrowed.add(client));
  pool.on('release', (_error, client) => borrowed.delete(client));
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      if (!borrowed.has(client)) return;
      const release = client.release;
      // Whoever holds it may still try to release it; twice is an error.
      client.release = () => {};
      release.call(client, error);
    }),
  );
}
