import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { LOG_COLUMNS, type LogEvent, logChannel, readLog } from './event-log.ts';
import { type Listener, Waker } from './listener.ts';
import { sql } from './sql.ts';

const POLL_MS = 1000;
const BATCH = 1000;
/** Stands for every aggregate; no aggregate has such an id. */
export const ALL = '*';
/** Events a follower may lag behind before its queue is dropped and it reads the log again from where it was. */
const MAX_QUEUED = 256;

interface Follower {
  readonly waker: Waker;
  queue: LogEvent[];
  /** The queue overflowed and was dropped; what is missing is still in the log. */
  behind: boolean;
}

export interface FollowOptions {
  /** Only events after this position; from the aggregate's first one when omitted. */
  readonly after?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Follows aggregates in a context's own log: history first, then live, in order, each event once, with no window
 * between reading and listening. One reader serves all followers of a process.
 */
export class EventTail {
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly waker = new Waker();
  /** The last position that was handed out; undefined until the first follower comes. */
  private position: bigint | undefined;

  constructor(
    private readonly context: string,
    private readonly orm: MikroORM,
    private readonly logger: Logger,
  ) {}

  /** Reads new events for as long as `signal` lets it. */
  async run(listener: Listener, signal: AbortSignal): Promise<void> {
    const off = await listener.on(logChannel(this.context), this.waker);
    signal.addEventListener('abort', () => this.waker.ring(), { once: true });
    while (!signal.aborted) {
      try {
        const more = this.followers.size > 0 && (await this.readOn());
        if (!more && !signal.aborted) await this.waker.wait(POLL_MS);
      } catch (error) {
        this.logger.warn(
          { err: error, log: this.context },
          'following the log will be tried again',
        );
        await sleep(POLL_MS / 2);
      }
    }
    off();
  }

  /**
   * Every event of `aggregateId` after `after`, then each new one, until aborted or the caller stops reading.
   * @param aggregateId `ALL` for the whole log
   */
  async *follow(aggregateId: string, { after, signal }: FollowOptions): AsyncGenerator<LogEvent> {
    const follower: Follower = { waker: new Waker(), queue: [], behind: false };
    const onAbort = () => follower.waker.ring();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.join(aggregateId, follower);
      let last = BigInt(after ?? 0);
      let isBehind = true;
      while (!signal.aborted) {
        follower.behind = false;
        const events: LogEvent[] = isBehind
          ? await this.history(aggregateId, last)
          : follower.queue.splice(0);
        const isMore: boolean = isBehind && events.length === BATCH;
        for (const event of events) {
          if (BigInt(event.position) <= last) continue;
          last = BigInt(event.position);
          yield event;
          if (signal.aborted) return;
        }
        if (follower.queue.length === 0 && !follower.behind && !isMore && !signal.aborted)
          await follower.waker.wait(60_000);
        isBehind = follower.behind || isMore;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.leave(aggregateId, follower);
    }
  }

  /** Must be told of new events before its history is read, or something could fall between the two. */
  private async join(aggregateId: string, follower: Follower): Promise<void> {
    const followers = this.followers.get(aggregateId) ?? new Set();
    followers.add(follower);
    this.followers.set(aggregateId, followers);
    if (this.position === undefined) {
      const head = await this.head();
      this.position ??= head;
    }
    this.waker.ring();
  }

  private leave(aggregateId: string, follower: Follower): void {
    const followers = this.followers.get(aggregateId);
    followers?.delete(follower);
    if (followers?.size === 0) this.followers.delete(aggregateId);
    // With nobody to read for, the position would grow old; the next follower starts from the head again.
    if (this.followers.size === 0) this.position = undefined;
  }

  private async readOn(): Promise<boolean> {
    const from = this.position;
    if (from === undefined) return false;
    const events = await readLog(
      this.orm.em.fork(),
      `select ${LOG_COLUMNS} from ${this.context}_log.events e
       where e.position > $1::bigint and e.position <= $1::bigint + $2::int order by e.position`,
      [from.toString(), BATCH],
    );
    // Somebody may have left, or left and come, while we read: then these events are history to whoever came.
    if (this.position !== from) return true;
    const last = events.at(-1);
    if (last) this.position = BigInt(last.position);
    for (const event of events) this.hand(event);
    return events.length === BATCH;
  }

  private hand(event: LogEvent): void {
    const followers = [event.aggregateId, ALL].flatMap((id) => [...(this.followers.get(id) ?? [])]);
    for (const follower of followers) {
      if (follower.queue.length >= MAX_QUEUED) {
        follower.queue = [];
        follower.behind = true;
      } else if (!follower.behind) {
        follower.queue.push(event);
      }
      follower.waker.ring();
    }
  }

  private history(aggregateId: string, after: bigint): Promise<LogEvent[]> {
    const isAll = aggregateId === ALL;
    return readLog(
      this.orm.em.fork(),
      `select ${LOG_COLUMNS} from ${this.context}_log.events e
       where e.position > $1::bigint ${isAll ? '' : 'and e.aggregate_id = $2'}
       order by e.position limit ${BATCH}`,
      isAll ? [after.toString()] : [after.toString(), aggregateId],
    );
  }

  private async head(): Promise<bigint> {
    const [row] = await sql<{ position: string }>(
      this.orm.em.fork(),
      `select position::text from ${this.context}.log_head`,
    );
    return BigInt(row?.position ?? 0);
  }
}
