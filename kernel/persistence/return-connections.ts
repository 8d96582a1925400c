import type { Pool, PoolClient } from 'pg';

/**
 * Gives back to the pool what the ORM's query layer would keep, until the pool hangs: for good when it is closed, or when
 * it has no connection left.
 */
export function returnConnections(pool: Pool): void {
  returnDead(pool);
  returnLate(pool);
}

/** A connection whose ROLLBACK failed is never given back: each that the server ends inside a transaction. */
function returnDead(pool: Pool): void {
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

/** A connection that is made while the pool is being closed belongs to nobody. */
function returnLate(pool: Pool): void {
  const connect = pool.connect.bind(pool) as (use?: Use) => Promise<PoolClient>;
  const unlessClosed = async (): Promise<PoolClient> => {
    const client = await connect();
    if (!pool.ending) return client;
    client.release();
    throw new Error('The database has been closed.');
  };
  // The pool's own queries ask with a callback, and give back what they get.
  const connectOrUse = (use?: Use) => (use ? connect(use) : unlessClosed());
  pool.connect = connectOrUse as Pool['connect'];
}

type Use = Parameters<Pool['connect']>[0];
