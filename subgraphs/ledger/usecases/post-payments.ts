import type { EntityManager } from '@mikro-orm/postgresql';
import type { Currency } from '#kernel/domain/currency.ts';
import { Money } from '#kernel/domain/money.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { TransferRefused } from '../domain/errors.ts';
import {
  type PaymentFact,
  postingsFor,
  referenceOf,
  Turnover,
  type TurnoverKey,
} from '../domain/postings.ts';
import { postTransfers } from './post-transfers.ts';

/**
 * Books what happened to payments, in the transaction of `em`; what is booked already stays as it
 * is. One caller at a time: fees depend on what was booked before, and the consumer group's lease
 * is what keeps that still.
 * @throws {SplitMismatch} if a split does not add up
 * @throws {TransferRefused} if the books do not take a fact; nothing of the batch is posted
 */
export async function postPayments(
  em: EntityManager,
  facts: readonly PaymentFact[],
): Promise<void> {
  const unposted = await withoutPosted(em, facts);
  if (unposted.length === 0) return;
  const turnover = await turnoverOf(em, unposted);
  const results = await postTransfers(
    em,
    unposted.flatMap((fact) => postingsFor(fact, turnover)),
  );
  for (const { outcome, reference, reason } of results) {
    if (outcome === 'refused') throw new TransferRefused(reference, reason);
  }
}

/** A fact's transfers are posted together, so one of them speaks for all. */
async function withoutPosted(
  em: EntityManager,
  facts: readonly PaymentFact[],
): Promise<PaymentFact[]> {
  const byReference = new Map(
    facts.flatMap((fact) => {
      const merchantId = fact.split.find(({ amount }) => !amount.isZero)?.merchantId;
      return merchantId ? [[referenceOf(fact, merchantId), fact] as const] : [];
    }),
  );
  const posted = await sql<{ reference: string }>(
    em,
    'select reference from ledger.transfers where reference = any($1)',
    [[...byReference.keys()]],
  );
  for (const { reference } of posted) byReference.delete(reference);
  return [...byReference.values()];
}

/** The debits of a sale or refund are its gross amount. */
async function turnoverOf(em: EntityManager, facts: readonly PaymentFact[]): Promise<Turnover> {
  const rows = await sql<TurnoverKey & { grossMinor: string; currency: Currency }>(
    em,
    `select t.payment_id as "paymentId", t.merchant_id as "merchantId", t.kind, e.currency,
       sum(e.amount_minor)::text as "grossMinor"
     from ledger.transfers t join ledger.entries e on e.transfer_id = t.id and e.posted_at = t.posted_at
     where t.payment_id = any($1) and t.kind in ('sale', 'refund') and e.amount_minor > 0
     group by t.payment_id, t.merchant_id, t.kind, e.currency`,
    [[...new Set(facts.map(({ paymentId }) => paymentId))]],
  );
  return new Turnover(
    rows.map(({ grossMinor, currency, ...key }) => ({
      key,
      gross: Money.of(BigInt(grossMinor), currency),
    })),
  );
}
