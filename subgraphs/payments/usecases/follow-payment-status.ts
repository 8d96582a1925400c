import { LOG_COLUMNS, type LogEvent, readLog } from '#kernel/persistence/event-log.ts';
import { PaymentNotFound } from '../domain/errors.ts';
import { isFinal } from '../domain/payment-status.ts';
import type { PaymentEvent } from '../events.ts';
import type { PaymentsRuntime } from '../runtime.ts';

/** One transition of a payment, at its place in the log. */
export type StatusEvent = LogEvent<PaymentEvent['data']>;

export interface FollowPaymentStatus {
  readonly paymentId: string;
  /** Only what follows this position; from the current state on when null. */
  readonly after: string | null;
  /** Whether the follower may see a payment of this customer. */
  readonly maySee: (owner: { customerId: string }) => boolean;
}

/**
 * The current state of a payment and then each transition once, in order, until nothing more can follow. A payment
 * that does not exist is waited for, since a client may follow it before it is opened; one that the follower may not
 * see answers the same.
 * @throws {PaymentNotFound} after `rt.patienceMs`
 */
export async function* followPaymentStatus(
  rt: PaymentsRuntime,
  { paymentId, after, maySee }: FollowPaymentStatus,
  signal: AbortSignal,
): AsyncGenerator<StatusEvent> {
  const last = await lastEvent(rt, paymentId);
  const current = last && maySee(last.data) ? last : null;
  if (current && after === null) yield current;
  const seen = after ?? current?.position;
  if (current && seen !== undefined && endsAt(current) && BigInt(current.position) <= BigInt(seen))
    return;

  const patience = new AbortController();
  const timer = current ? undefined : setTimeout(() => patience.abort(), rt.patienceMs);
  try {
    const until = AbortSignal.any([signal, patience.signal]);
    for await (const event of rt.tail.follow(paymentId, {
      after: seen,
      signal: until,
    }) as AsyncIterable<StatusEvent>) {
      if (!maySee(event.data)) continue;
      clearTimeout(timer);
      yield event;
      if (endsAt(event)) return;
    }
    if (!signal.aborted) throw new PaymentNotFound();
  } finally {
    clearTimeout(timer);
  }
}

const endsAt = ({ data }: StatusEvent): boolean => isFinal(data.status);

async function lastEvent(rt: PaymentsRuntime, paymentId: string): Promise<StatusEvent | undefined> {
  const [event] = await readLog<StatusEvent>(
    rt.orm.em.fork(),
    `select ${LOG_COLUMNS} from payments_log.events e where e.aggregate_id = $1 order by e.position desc limit 1`,
    [paymentId],
  );
  return event;
}
