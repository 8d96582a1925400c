import pg from 'pg';

/** The database's truth, as the superuser of `url` sees it. */
export function truthOf(url: string): pg.Pool {
  const truth = new pg.Pool({ connectionString: url, max: 3 });
  truth.on('error', () => {
    // Tests drop the database, or stop the server, before the last connection has said goodbye.
  });
  return truth;
}
