import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { ProviderNotice } from '../domain/ports.ts';
import { ANSWER_GRACE_MS, KNOWN_NEWS, TOLD_BY } from '../domain/provider-news.ts';

export const BATCH = 50;
/** Longer than any call; if this process dies meanwhile, another one takes the message up after that. */
const LEASE_MS = 30_000;

/** Each attempt with what is known of it, and with the call about it whose answer is still out. */
const STANDINGS = `(
  select a.id, a.provider, a.payment_id,
    case when a.status = 'AUTHORIZED' and p.status = 'CAPTURED' then 'CAPTURED' else a.status end as standing,
    case when a.status = 'REQUESTED' then 'AUTHORIZE'
         when exists (select from payments.captures where payment_id = p.id and status = 'REQUESTED') then 'CAPTURE'
    end as under_way
  from payments.attempts a join payments.payments p on p.id = a.payment_id)`;

const KNOWN = Object.entries(KNOWN_NEWS).flatMap(([standing, known]) =>
  known.map((news) => [standing, news] as const),
);

/**
 * Keeps a message: as applied when it tells nothing new, for a little later when the answer of a call under way tells
 * the same, else to be applied now. Answers whether it is now. The same message again changes nothing.
 */
export async function storeProviderEvent(
  em: EntityManager,
  provider: string,
  { id, type, news, reference }: ProviderNotice,
  now: Date,
): Promise<boolean> {
  const [stored] = await sql<{ due: boolean | null }>(
    em,
    `insert into payments.provider_events (provider, id, type, news, reference, received_at, apply_at)
     select $1, $2, $3, $4, $5, $6::timestamptz,
       case when about.standing = any ($7) then null when about.under_way = $8::text then $9::timestamptz else $6 end
     from (select) message left join ${STANDINGS} about on about.id = $5 and about.provider = $1
     on conflict do nothing
     returning apply_at <= $6 as due`,
    [
      provider,
      id,
      type,
      news,
      reference,
      now,
      KNOWN.filter(([, known]) => known === news).map(([standing]) => standing),
      news && TOLD_BY[news],
      new Date(now.getTime() + ANSWER_GRACE_MS),
    ],
  );
  return stored?.due ?? false;
}

export interface ClaimedEvent {
  readonly id: string;
  /** The payment that it is about, if that is one of ours. */
  readonly paymentId: Id<'pay'> | null;
  /** What it tells has become known, so that it is closed already. */
  readonly isKnown: boolean;
}

/**
 * Takes at most `BATCH` messages whose time has come: what has become known is closed at once, the others are this
 * process's alone to apply.
 */
export function claimProviderEvents(
  em: EntityManager,
  provider: string,
  now: Date,
): Promise<ClaimedEvent[]> {
  return sql<ClaimedEvent>(
    em,
    `with due as (
       select id, news, reference from payments.provider_events where provider = $1 and apply_at <= $2
       order by apply_at limit ${BATCH} for update skip locked
     ), judged as (
       select due.id, about.payment_id,
         coalesce((about.standing, due.news) in (select * from unnest($4::text[], $5::text[])), false) as is_known
       from due left join ${STANDINGS} about on about.id = due.reference and about.provider = $1
     )
     update payments.provider_events e set apply_at = case when is_known then null else $3::timestamptz end
     from judged where e.provider = $1 and e.id = judged.id
     returning e.id, payment_id as "paymentId", is_known as "isKnown"`,
    [
      provider,
      now,
      new Date(now.getTime() + LEASE_MS),
      KNOWN.map(([standing]) => standing),
      KNOWN.map(([, news]) => news),
    ],
  );
}

export async function closeProviderEvents(
  em: EntityManager,
  provider: string,
  events: readonly ClaimedEvent[],
): Promise<void> {
  await execute(
    em,
    `update payments.provider_events set apply_at = null where provider = $1 and id = any ($2)`,
    [provider, events.map(({ id }) => id)],
  );
}

/** Whether a message about an attempt waits for the answer of a call. */
export async function hasWaitingEvent(
  em: EntityManager,
  provider: string,
  reference: Id<'att'>,
): Promise<boolean> {
  const waiting = await sql(
    em,
    `select from payments.provider_events where provider = $1 and reference = $2 and apply_at is not null limit 1`,
    [provider, reference],
  );
  return waiting.length > 0;
}
