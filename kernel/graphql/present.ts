import DataLoader from 'dataloader';

/** PostgreSQL takes more, but nobody gains by a longer list. */
const MOST_AT_ONCE = 500;

/**
 * The rows of events as they are now. What is asked for at the same moment is read by one query, as when something
 * happens to a thousand payments that are all followed; nothing is kept, because the next moment has a present of its own.
 * @throws for a row that there is not
 */
export function presentRows<Key extends string, Row extends { readonly id: Key }>(
  read: (ids: Key[]) => Promise<readonly Row[]>,
): (id: Key) => Promise<Row> {
  const loader = new DataLoader<Key, Row>(
    async (ids) => {
      const rows = new Map((await read([...new Set(ids)])).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? new Error(`There is no ${id}.`));
    },
    { cache: false, maxBatchSize: MOST_AT_ONCE },
  );
  return (id) => loader.load(id);
}
