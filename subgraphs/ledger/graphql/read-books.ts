import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { type ConnectionArgs } from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf, instant, wholeNumber } from '#kernel/graphql/cursor.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { PostedEntry, PostedTransfer } from '../domain/transfer.ts';

/** A page of an account's entries, the newest first, and one more if there is more. */
export function entriesOfAccount(
  em: EntityManager,
  accountId: Id<'lac'>,
  page: ConnectionArgs,
): Promise<PostedEntry[]> {
  return em.find(
    PostedEntry,
    { accountId, ...(page.after ? olderThan(page.after) : {}) },
    { orderBy: { postedAt: 'desc', transferId: 'desc', sequence: 'desc' }, limit: page.first + 1 },
  );
}

export const entryCursor = ({ postedAt, transferId, sequence }: PostedEntry): string =>
  encodeCursor(postedAt.toISOString(), transferId, sequence);

function olderThan(cursor: string) {
  const [posted, transferId, sequence] = decodeCursor(cursor, instant, idOf('trf'), wholeNumber);
  const postedAt = new Date(posted);
  return {
    // Said apart, so that newer partitions are not even opened.
    postedAt: { $lte: postedAt },
    $or: [
      { postedAt: { $lt: postedAt } },
      { transferId: { $lt: transferId } },
      { transferId, sequence: { $lt: sequence } },
    ],
  };
}

/** The entries of many transfers, by transfer and in order. */
export async function entriesOfTransfers(
  em: EntityManager,
  ids: readonly Id<'trf'>[],
): Promise<Map<Id<'trf'>, PostedEntry[]>> {
  // The transfer tells in which partition its entries are.
  const rows = await sql(
    em,
    `select e.* from ledger.transfers t join ledger.entries e on e.transfer_id = t.id and e.posted_at = t.posted_at
     where t.id = any($1) order by e.transfer_id, e.sequence`,
    [ids],
  );
  return Map.groupBy(
    rows.map((row) => em.map(PostedEntry, row)),
    ({ transferId }) => transferId,
  );
}

export async function transfersById(
  em: EntityManager,
  ids: readonly Id<'trf'>[],
): Promise<Map<Id<'trf'>, PostedTransfer>> {
  const transfers = await em.find(PostedTransfer, { id: { $in: [...ids] } });
  return new Map(transfers.map((transfer) => [transfer.id, transfer]));
}
