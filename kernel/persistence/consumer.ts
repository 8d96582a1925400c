import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { LOG_COLUMNS, type LogEvent, logChannel, readLog } from './event-log.ts';
import { recorded } from '../telemetry/tracing.ts';
import { type Listener, Waker } from './listener.ts';
import { parkedChannel } from './parked-events.ts';
import { execute, sql } from './sql.ts';
import { inTransaction, isConflict } from './transaction.ts';
import { withoutRowValues } from './without-row-values.ts';

/** For a lost ring, and for what another process parked. */
const POLL_MS = 5000;
const RESTART_MS = 500;
const BATCH = 500;
const MAX_ATTEMPTS = 8;
const backoffMs = (attempts: number) => Math.min(100 * 2 ** attempts, 60_000);

/**
 * A named group of one log's readers. Effects and offset commit in one transaction, so each event takes effect exactly
 * once per group. A handler never calls the network: it records an intent that a workflow or a job executes.
 */
export type Consumer = {
  /** `<context>.<purpose>`, unique and never renamed: its offset is kept under this name. */
  readonly group: string;
  /** The context whose log is read. */
  readonly log: string;
  /**
   * How long to let events gather, for work that nobody waits for: a batch costs little more than one event. Default: 0.
   */
  readonly gatherMs?: number;
} & (
  | { readonly handle: (em: EntityManager, event: LogEvent) => Promise<void> }
  | { readonly handleBatch: (em: EntityManager, events: readonly LogEvent[]) => Promise<void> }
);

export interface ConsumerOptions {
  /** The consumer's own context, in whose schema offsets and parked events live. */
  readonly context: string;
  readonly orm: MikroORM;
  readonly listener: Listener;
  readonly logger: Logger;
}

class HandlerFailure extends Error {
  constructor(
    readonly event: LogEvent,
    /** How many positions to take before trying again; with none before it, the event itself is to blame. */
    readonly before: number,
    cause: unknown,
  ) {
    super(withoutRowValues(cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}

type Read = Traced & { readonly parked: boolean };

/** The trace in which it was raised. */
type Traced = LogEvent & { readonly traceparent: string | null };
const COLUMNS = `${LOG_COLUMNS}, e.traceparent`;

export class ConsumerGroup {
  private limit = BATCH;
  private retryAt = 0;
  /** Whether an operator has changed what is parked, so that more may be due than was thought. */
  private parkedChanged = false;
  private readonly context: string;
  private readonly orm: MikroORM;

  constructor(
    private readonly consumer: Consumer,
    private readonly options: ConsumerOptions,
  ) {
    this.context = options.context;
    this.orm = options.orm;
  }

  /** Consumes until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const waker = new Waker();
    const { listener, logger } = this.options;
    const offLog = await listener.on(logChannel(this.consumer.log), waker);
    const offParked = await listener.on(parkedChannel(this.context), {
      ring: () => {
        this.parkedChanged = true;
        waker.ring();
      },
    });
    signal.addEventListener('abort', () => waker.ring(), { once: true });
    await this.join();
    while (!signal.aborted) {
      try {
        const more = await this.step();
        if (this.parkedChanged || Date.now() >= this.retryAt) {
          this.parkedChanged = false;
          this.retryAt = Date.now() + (await this.retryDue());
        }
        if (!more && !signal.aborted) await this.rest(waker);
      } catch (error) {
        if (signal.aborted) break;
        logger.warn({ err: error, group: this.consumer.group }, 'the consumer will try again');
        await sleep(RESTART_MS);
      }
    }
    offLog();
    offParked();
  }

  private async rest(waker: Waker): Promise<void> {
    await waker.wait(Math.min(POLL_MS, this.retryAt - Date.now()));
    if (!this.consumer.gatherMs) return;
    await sleep(this.consumer.gatherMs);
    // Whatever rang meanwhile is in the batch that comes now.
    await waker.wait(0);
  }

  /** Makes the group known; a new group begins at the beginning of the log. */
  async join(): Promise<void> {
    await execute(
      this.orm.em.fork(),
      `insert into ${this.context}.consumer_offsets (group_name) values ($1) on conflict do nothing`,
      [this.consumer.group],
    );
  }

  /**
   * One batch; true if there may be more. Optimistic: no savepoints, so a failure rolls all back and then takes just the
   * part before the event that failed.
   */
  async step(): Promise<boolean> {
    try {
      const taken = await this.exclusively(async (em, offset) => {
        const events = await this.read(em, offset);
        const waiting = events.filter((event) => event.parked);
        await this.handleAll(
          em,
          events.filter((event) => !event.parked),
          offset,
        );
        if (waiting.length > 0) await this.park(em, waiting, 0);
        const last = events.at(-1);
        if (last) await this.advance(em, last.position);
        return events.length;
      });
      const more = taken === this.limit;
      this.limit = BATCH;
      return more;
    } catch (failure) {
      if (!(failure instanceof HandlerFailure)) throw failure;
      if (failure.before === 0) await this.parkHead(failure);
      else this.limit = failure.before;
      return true;
    }
  }

  /** Retries every due head of a parked aggregate; answers for how long there is nothing to do. */
  async retryDue(): Promise<number> {
    for (;;) {
      let waitMs: number | undefined;
      try {
        waitMs = await this.exclusively((em) => this.retryOne(em));
      } catch (failure) {
        if (!(failure instanceof HandlerFailure)) throw failure;
        await this.recordFailure(failure);
        waitMs = 0;
      }
      if (waitMs !== 0) return waitMs ?? POLL_MS;
    }
  }

  private async retryOne(em: EntityManager): Promise<number> {
    const [head] = await sql<{ position: string; waitMs: number }>(
      em,
      `select position::text, ceil(extract(epoch from next_attempt_at - now()) * 1000)::int as "waitMs"
       from ${this.context}.parked_events p
       where group_name = $1 and not dead and not exists (
         select from ${this.context}.parked_events q
         where q.group_name = $1 and q.aggregate_id = p.aggregate_id and q.position < p.position)
       order by next_attempt_at, p.position limit 1 for update`,
      [this.consumer.group],
    );
    if (!head) return POLL_MS;
    if (head.waitMs > 0) return Math.min(head.waitMs, POLL_MS);
    const [event] = await readLog<Traced>(
      em,
      `select ${COLUMNS} from ${this.consumer.log}_log.events e where position = $1`,
      [head.position],
    );
    if (event) await this.handleAll(em, [event], String(BigInt(head.position) - 1n));
    await execute(
      em,
      `delete from ${this.context}.parked_events where group_name = $1 and position = $2`,
      [this.consumer.group, head.position],
    );
    return 0;
  }

  private async handleAll(
    em: EntityManager,
    events: readonly Traced[],
    offset: string,
  ): Promise<void> {
    const distance = ({ position }: LogEvent) => Number(BigInt(position) - BigInt(offset));
    if ('handle' in this.consumer) {
      for (const event of events) await this.take(em, [event], distance(event) - 1);
      return;
    }
    const last = events.at(-1);
    if (!last) return;
    // In a batch of several nobody knows which event is to blame, so half of it is tried next.
    await this.take(em, events, events.length === 1 ? distance(last) - 1 : distance(last) >> 1);
  }

  /** @throws {HandlerFailure} with `before`, unless the failure was nobody's fault */
  private async take(em: EntityManager, events: readonly Traced[], before: number): Promise<void> {
    const { consumer } = this;
    const links = events.flatMap(({ traceparent }) => traceparent ?? []);
    const options = { kind: 'consumer', root: links.length > 0, links } as const;
    try {
      await recorded(`consume ${consumer.group}`, options, async () => {
        if ('handleBatch' in consumer) await consumer.handleBatch(em, events);
        else for (const event of events) await consumer.handle(em, event);
        await em.flush();
      });
    } catch (error) {
      if (isConflict(error)) throw error;
      throw new HandlerFailure(events[0]!, before, error);
    }
  }

  /** The locked offset row is the group's lease: of several processes one works, and a killed one frees it at once. */
  private exclusively<T>(
    work: (em: EntityManager, offset: string) => Promise<T>,
  ): Promise<T | undefined> {
    return inTransaction(this.orm, async (em) => {
      const [row] = await sql<{ position: string }>(
        em,
        `select position::text from ${this.context}.consumer_offsets where group_name = $1 for update skip locked`,
        [this.consumer.group],
      );
      return row && work(em, row.position);
    });
  }

  /** By a range of positions, not by LIMIT: positions have no gaps, and a range lets the planner stop at once. */
  private read(em: EntityManager, offset: string): Promise<Read[]> {
    return readLog<Read>(
      em,
      `select ${COLUMNS}, exists (
         select from ${this.context}.parked_events p where p.group_name = $1 and p.aggregate_id = e.aggregate_id) as parked
       from ${this.consumer.log}_log.events e
       where e.position > $2::bigint and e.position <= $2::bigint + $3::int order by e.position`,
      [this.consumer.group, offset, this.limit],
    );
  }

  private async advance(em: EntityManager, position: string): Promise<void> {
    await execute(
      em,
      `update ${this.context}.consumer_offsets set position = $2 where group_name = $1`,
      [this.consumer.group, position],
    );
  }

  private async parkHead(failure: HandlerFailure): Promise<void> {
    this.options.logger.error(
      {
        err: failure.cause,
        group: this.consumer.group,
        event: failure.event.id,
        type: failure.event.type,
      },
      'an event failed and is parked with what follows it on its aggregate',
    );
    await this.exclusively(async (em, offset) => {
      // Another process may have got here first.
      if (BigInt(offset) + 1n !== BigInt(failure.event.position)) return;
      await this.park(em, [failure.event], 1, failure.message);
      await this.advance(em, failure.event.position);
    });
    this.limit = BATCH;
  }

  private async park(
    em: EntityManager,
    events: readonly LogEvent[],
    attempts: number,
    error?: string,
  ): Promise<void> {
    this.retryAt = 0;
    await execute(
      em,
      `insert into ${this.context}.parked_events
         (group_name, position, event_id, aggregate_id, attempts, next_attempt_at, last_error)
       select $1, p, i, a, $5, now() + $6 * interval '1 ms', $7
       from unnest($2::bigint[], $3::uuid[], $4::text[]) as t (p, i, a)`,
      [
        this.consumer.group,
        events.map((event) => event.position),
        events.map((event) => event.id),
        events.map((event) => event.aggregateId),
        attempts,
        attempts && backoffMs(attempts),
        error ?? null,
      ],
    );
  }

  private async recordFailure(failure: HandlerFailure): Promise<void> {
    await this.exclusively(async (em) => {
      const key = [this.consumer.group, failure.event.position];
      const [row] = await sql<{ attempts: number }>(
        em,
        // Locked, because an operator may redrive it at this moment.
        `select attempts + 1 as attempts from ${this.context}.parked_events where group_name = $1 and position = $2
         for update`,
        key,
      );
      if (!row) return;
      await execute(
        em,
        `update ${this.context}.parked_events
         set attempts = $3, dead = $4, next_attempt_at = now() + $5 * interval '1 ms', last_error = $6
         where group_name = $1 and position = $2`,
        [
          ...key,
          row.attempts,
          row.attempts >= MAX_ATTEMPTS,
          backoffMs(row.attempts),
          failure.message,
        ],
      );
    });
  }
}
