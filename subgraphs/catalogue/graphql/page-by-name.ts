import { type ConnectionArgs, checkPage } from '#kernel/graphql/connection.ts';
import { decodeCursor, text } from '#kernel/graphql/cursor.ts';
import type { NamePage } from '../persistence/product-schema.ts';

/** A page of a list in the order of names, and one more to see whether there is another. */
export const pageByName = (page: ConnectionArgs): NamePage => {
  checkPage(page);
  const [after] = page.after ? decodeCursor(page.after, text) : [];
  return { limit: page.first + 1, after: after ?? null };
};
