import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { AccountRef } from '../domain/chart.ts';
import type { RefusalReason } from '../domain/errors.ts';
import type { Transfer } from '../domain/transfer.ts';

/**
 * What became of one transfer of a batch. A duplicate was posted before, under the id that is
 * given.
 */
export type PostingResult = { readonly reference: string } & (
  | {
      readonly outcome: 'posted' | 'duplicate';
      readonly transferId: Id<'trf'>;
      readonly reason: null;
    }
  | {
      readonly outcome: 'refused';
      readonly transferId: Id<'trf'> | null;
      readonly reason: RefusalReason;
    }
);

/**
 * Posts a batch in the transaction of `em`, as if its transfers came one by one, and answers each,
 * in their order. The accounts they name are opened if need be and stay locked until the
 * transaction ends; to keep concurrent postings from deadlocking, a transaction posts one batch
 * only.
 */
export async function postTransfers(
  em: EntityManager,
  transfers: readonly Transfer[],
): Promise<PostingResult[]> {
  if (transfers.length === 0) return [];
  await openAccounts(
    em,
    transfers.flatMap(({ entries }) => entries.map(({ account }) => account)),
  );
  return sql<PostingResult>(
    em,
    `select reference, transfer_id as "transferId", outcome, reason from ledger.post_transfers($1::jsonb)`,
    [JSON.stringify(transfers.map(rowOf))],
  );
}

/**
 * In id order, like the locks of posting: two transactions that open the same accounts meet at the
 * first of them, at whichever of its unique keys the later one comes to first.
 */
async function openAccounts(em: EntityManager, accounts: readonly AccountRef[]): Promise<void> {
  const unique = [...new Map(accounts.map((account) => [account.id, account])).values()];
  await execute(
    em,
    `insert into ledger.accounts (id, code, kind, currency, owner_id, allow_negative)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
       as wanted (id, code, kind, currency, owner_id, allow_negative)
     where not exists (select from ledger.accounts a where a.id = wanted.id)
     order by id on conflict do nothing`,
    [
      unique.map(({ id }) => id),
      unique.map(({ code }) => code),
      unique.map(({ kind }) => kind),
      unique.map(({ currency }) => currency),
      unique.map(({ ownerId }) => ownerId),
      unique.map(({ allowNegative }) => allowNegative),
    ],
  );
}

/**
 * As `ledger.post_transfers` reads it. Amounts travel as strings, since JSON's numbers are not
 * exact.
 */
const rowOf = (transfer: Transfer) => ({
  id: transfer.id,
  reference: transfer.reference,
  kind: transfer.kind,
  reverses_id: transfer.reversesId,
  payment_id: transfer.paymentId,
  order_id: transfer.orderId,
  refund_id: transfer.refundId,
  merchant_id: transfer.merchantId,
  description: transfer.description,
  occurred_at: transfer.occurredAt.toISOString(),
  entries: transfer.entries.map(({ account, amount }) => ({
    account_id: account.id,
    currency: amount.currency,
    amount_minor: amount.minorUnits.toString(),
  })),
});
