import type { MikroORM } from '@mikro-orm/postgresql';
import { LOG_COLUMNS, type LogEvent, readLog } from './event-log.ts';
import type { EventTail } from './event-tail.ts';

/** Where a context keeps its own log and follows it. */
export interface OwnLog {
  /** The context. */
  readonly name: string;
  readonly orm: MikroORM;
  readonly tail: EventTail;
}

/** Whose status is followed, by whom, and for how long. */
export interface FollowedStatus<Data> {
  /** An aggregate each of whose events is a change of its status. */
  readonly aggregateId: string;
  /** Only what follows this position; from the current status on when null. */
  readonly after: string | null;
  /** How long to wait for the first event of an aggregate that does not exist yet. */
  readonly patienceMs: number;
  /** Whether the follower may see it. What they may not see is waited for like what does not exist. */
  maySee(data: Data): boolean;
  /** Whether nothing can follow on this event. */
  isLast(event: LogEvent<Data>): boolean;
  /** What is thrown when patience ends. */
  notFound(): Error;
}

/** The current status of an aggregate and then each change once, in order, until nothing more can follow. */
export async function* followStatus<Data>(
  log: OwnLog,
  followed: FollowedStatus<Data>,
  signal: AbortSignal,
): AsyncGenerator<LogEvent<Data>> {
  const { aggregateId, after, patienceMs } = followed;
  const last = await lastEvent<Data>(log, aggregateId);
  const current = last && followed.maySee(last.data) ? last : null;
  if (current && after === null) yield current;
  const seen = after ?? current?.position;
  if (
    current &&
    seen !== undefined &&
    followed.isLast(current) &&
    BigInt(current.position) <= BigInt(seen)
  )
    return;

  const patience = new AbortController();
  const timer = current ? undefined : setTimeout(() => patience.abort(), patienceMs);
  try {
    const until = AbortSignal.any([signal, patience.signal]);
    const events = log.tail.follow(aggregateId, { after: seen, signal: until });
    for await (const event of events as AsyncIterable<LogEvent<Data>>) {
      if (!followed.maySee(event.data)) continue;
      clearTimeout(timer);
      yield event;
      if (followed.isLast(event)) return;
    }
    if (!signal.aborted) throw followed.notFound();
  } finally {
    clearTimeout(timer);
  }
}

async function lastEvent<Data>(
  { name, orm }: OwnLog,
  aggregateId: string,
): Promise<LogEvent<Data> | undefined> {
  const [event] = await readLog(
    orm.em.fork(),
    `select ${LOG_COLUMNS} from ${name}_log.events e where e.aggregate_id = $1 order by e.position desc limit 1`,
    [aggregateId],
  );
  return event as LogEvent<Data> | undefined;
}
