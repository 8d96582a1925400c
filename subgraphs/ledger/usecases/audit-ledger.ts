import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';

/** What a replay of every entry found. The books are sound when both lists are empty. */
export interface LedgerAudit {
  readonly entryCount: bigint;
  /** Accounts whose balance is not the sum of their entries. */
  readonly wrongBalances: readonly string[];
  /** Transfers that do not sum to zero in some currency, or have lost or gained an entry. */
  readonly brokenTransfers: readonly string[];
}

/** Reads all entries, in one snapshot, so that nothing posted meanwhile looks like a difference. */
export async function auditLedger(em: EntityManager): Promise<LedgerAudit> {
  const [found] = await sql<{
    entryCount: string;
    wrongBalances: string[];
    brokenTransfers: string[];
  }>(
    em,
    `select
       (select count(*)::text from ledger.entries) as "entryCount",
       array(
         select a.id from ledger.accounts a
         left join (select account_id, sum(amount_minor) as total from ledger.entries group by account_id) e
           on e.account_id = a.id
         where a.balance_minor <> coalesce(e.total, 0) order by a.id) as "wrongBalances",
       array(
         select t.id from ledger.transfers t
         left join (
           select transfer_id, sum(entries) as entries, bool_and(total = 0) as balanced
           from (select transfer_id, count(*) as entries, sum(amount_minor) as total
                 from ledger.entries group by transfer_id, currency) by_currency
           group by transfer_id) e on e.transfer_id = t.id
         where e.entries is distinct from t.entry_count or not e.balanced order by t.id) as "brokenTransfers"`,
  );
  return {
    entryCount: BigInt(found?.entryCount ?? 0),
    wrongBalances: found?.wrongBalances ?? [],
    brokenTransfers: found?.brokenTransfers ?? [],
  };
}
