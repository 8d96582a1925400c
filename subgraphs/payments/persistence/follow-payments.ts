import type { Id } from '#kernel/domain/id.ts';
import { LOG_COLUMNS, type LogEvent, readLog } from '#kernel/persistence/event-log.ts';
import { ALL } from '#kernel/persistence/event-tail.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { PaymentEvent } from '../events.ts';
import type { PaymentsRuntime } from '../runtime.ts';

type PaymentLogEvent = LogEvent<PaymentEvent['data']>;

export interface FollowedPayments {
  /** Null for all merchants. */
  readonly merchantId: Id<'mer'> | null;
  /** Only what follows this position; from the latest change on when null. */
  readonly after: string | null;
}

/** So many events back the latest change is looked for. */
const RECENT = 10_000;

/** Each change of each payment once, in the order of the log, until aborted. */
export async function* followPayments(
  rt: PaymentsRuntime,
  { merchantId, after }: FollowedPayments,
  signal: AbortSignal,
): AsyncGenerator<PaymentLogEvent> {
  let from = after;
  if (from === null) {
    // Read before the latest change, so that what happens in between is told as what follows.
    const head = await headOfLog(rt);
    const latest = await latestChange(rt, head, merchantId);
    if (latest) yield latest;
    from = latest?.position ?? head;
  }
  for await (const event of rt.tail.follow(ALL, { after: from, signal })) {
    if (isChangeOf(event, merchantId)) yield event;
  }
}

/** The log tells of refunds too. */
const isChangeOf = (event: LogEvent, merchantId: string | null): event is PaymentLogEvent =>
  event.type.startsWith('Payment') &&
  (merchantId === null || (event as PaymentLogEvent).data.merchantIds.includes(merchantId));

async function headOfLog({ orm }: PaymentsRuntime): Promise<string> {
  const [row] = await sql<{ position: string }>(
    orm.em.fork(),
    'select position::text from payments.log_head',
  );
  return row?.position ?? '0';
}

async function latestChange({ orm }: PaymentsRuntime, head: string, merchantId: string | null) {
  const [event] = await readLog<PaymentLogEvent>(
    orm.em.fork(),
    `select ${LOG_COLUMNS} from payments_log.events e
     where e.position > $1::bigint - ${RECENT} and e.position <= $1::bigint and starts_with(e.type, 'Payment')
       and ($2::text is null or e.data->'merchantIds' ? $2)
     order by e.position desc limit 1`,
    [head, merchantId],
  );
  return event;
}
