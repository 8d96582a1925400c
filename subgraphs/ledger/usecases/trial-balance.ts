import type { EntityManager } from '@mikro-orm/postgresql';
import type { Currency } from '#kernel/domain/currency.ts';
import { Money } from '#kernel/domain/money.ts';
import { sql } from '#kernel/persistence/sql.ts';

/**
 * All accounts of one currency: those that stand on the debit side against those on the credit
 * side.
 */
export interface TrialBalanceLine {
  readonly currency: Currency;
  readonly debits: Money;
  readonly credits: Money;
  readonly balanced: boolean;
}

/** One line per currency in which there are accounts. */
export async function trialBalance(em: EntityManager): Promise<TrialBalanceLine[]> {
  const rows = await sql<{ currency: Currency; debits: string; credits: string }>(
    em,
    `select currency, sum(greatest(balance_minor, 0))::text as debits, sum(greatest(-balance_minor, 0))::text as credits
     from ledger.accounts group by currency order by currency`,
  );
  return rows.map(({ currency, debits, credits }) => ({
    currency,
    debits: Money.of(BigInt(debits), currency),
    credits: Money.of(BigInt(credits), currency),
    balanced: debits === credits,
  }));
}
