import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/domain-error.ts';
import type { Consumer } from './consumer.ts';
import { LOG_COLUMNS, type LogEvent, readLog } from './event-log.ts';
import { execute, sql } from './sql.ts';

/** An event that a group could not take, or that waits behind one on the same aggregate. */
export type ParkedEvent = Pick<
  LogEvent,
  'position' | 'type' | 'aggregateId' | 'data' | 'occurredAt'
> & {
  readonly group: string;
  readonly eventId: string;
  readonly attempts: number;
  /** Null if nobody will try by themselves: a dead letter, or one that waits for its turn. */
  readonly nextAttemptAt: Date | null;
  /** A dead letter: retries ran out, and its aggregate waits in this group until an operator redrives or discards it. */
  readonly dead: boolean;
  readonly lastError: string | null;
  /** The event that must be taken or discarded first; null for the first one of its aggregate. */
  readonly waitsFor: string | null;
  /** How many later events of its aggregate wait until this one is taken or discarded. */
  readonly waitingBehind: number;
};

/** What a group was made to leave out, by whom and why. */
export type DiscardedEvent = {
  readonly group: string;
  readonly position: string;
  readonly eventId: string;
  readonly aggregateId: string;
  readonly reason: string;
  readonly discardedBy: string;
  readonly discardedAt: Date;
};

/** It was taken meanwhile, or discarded, or never parked. */
export class ParkedEventNotFound extends DomainError {
  readonly code = 'PARKED_EVENT_NOT_FOUND';
  constructor() {
    super('This group has no such event parked.');
  }
}

/** Only the first parked event of an aggregate is redriven or discarded, so that none overtakes an earlier one. */
export class ParkedEventWaits extends DomainError {
  readonly code = 'PARKED_EVENT_WAITS';
  constructor(readonly waitsFor: string) {
    super(`This event only waits behind ${waitsFor}, which has to be redriven or discarded.`);
  }
}

/** Rung when an operator has changed what is parked in a context. */
export const parkedChannel = (context: string) => `${context}_parked`;

interface Page {
  /** Default: of all groups. */
  readonly group: string | null;
  readonly deadOnly: boolean;
  readonly after: Pick<ParkedEvent, 'group' | 'position'> | null;
  readonly limit: number;
}

type Row = Omit<ParkedEvent, 'type' | 'data' | 'occurredAt' | 'nextAttemptAt'> & {
  readonly nextAttemptAt: string | null;
};

/** What an operator may do about a context's parked events and dead letters. */
export class ParkedEvents {
  private readonly logOf: ReadonlyMap<string, string>;

  constructor(
    private readonly context: string,
    consumers: readonly Consumer[],
  ) {
    this.logOf = new Map(consumers.map(({ group, log }) => [group, log]));
  }

  /** By group, and in each by position. */
  list(em: EntityManager, { group, deadOnly, after, limit }: Page): Promise<ParkedEvent[]> {
    return this.read(
      em,
      `p.group_name = any($1) and (p.dead or not $2)
         and ($3::text is null or (p.group_name, p.position) > ($3, $4::bigint))
       order by p.group_name, p.position limit $5`,
      [this.known(group), deadOnly, after?.group ?? null, after?.position ?? null, limit],
    );
  }

  /**
   * Tries an event again at once, from the first attempt, whether or not it is a dead letter. It keeps its id; what waits
   * behind it follows in order when it is taken.
   * @throws {ParkedEventNotFound} @throws {ParkedEventWaits}
   */
  async redrive(em: EntityManager, group: string, eventId: string): Promise<ParkedEvent> {
    const head = await this.lockHead(em, group, eventId);
    if (!head) throw new ParkedEventNotFound();
    await execute(
      em,
      `update ${this.context}.parked_events set dead = false, attempts = 0, next_attempt_at = now()
       where group_name = $1 and position = $2`,
      [group, head.position],
    );
    await this.ring(em);
    const [redriven] = await this.read(em, 'p.group_name = $1 and p.position = $2', [
      group,
      head.position,
    ]);
    return redriven!;
  }

  /**
   * Gives an event up for this group, for good and on record, so that what waits behind it goes on. Asked again, answers
   * the first discard.
   * @throws {ParkedEventNotFound} @throws {ParkedEventWaits}
   */
  async discard(
    em: EntityManager,
    group: string,
    eventId: string,
    { reason, discardedBy }: Pick<DiscardedEvent, 'reason' | 'discardedBy'>,
  ): Promise<DiscardedEvent> {
    const head = await this.lockHead(em, group, eventId);
    if (head) {
      await execute(
        em,
        `with given_up as (
           delete from ${this.context}.parked_events where group_name = $1 and position = $2 returning *
         )
         insert into ${this.context}.discarded_events
           (group_name, position, event_id, aggregate_id, attempts, last_error, reason, discarded_by)
         select group_name, position, event_id, aggregate_id, attempts, last_error, $3, $4 from given_up
         on conflict do nothing`,
        [group, head.position, reason, discardedBy],
      );
      await this.ring(em);
    }
    const [discarded] = await sql<DiscardedEvent>(
      em,
      `select group_name as "group", position::text, event_id as "eventId", aggregate_id as "aggregateId", reason,
         discarded_by as "discardedBy", discarded_at as "discardedAt"
       from ${this.context}.discarded_events where group_name = $1 and event_id::text = $2`,
      [group, eventId],
    );
    if (!discarded) throw new ParkedEventNotFound();
    return { ...discarded, discardedAt: new Date(discarded.discardedAt) };
  }

  /** A group that no longer reads anything has nothing to redrive. */
  private known(group: string | null): string[] {
    return group === null ? [...this.logOf.keys()] : [group].filter((name) => this.logOf.has(name));
  }

  /** Waits for an attempt that is under way, which may take the event. */
  private async lockHead(
    em: EntityManager,
    group: string,
    eventId: string,
  ): Promise<{ readonly position: string } | undefined> {
    const [row] = await sql<Pick<Row, 'position' | 'waitsFor'>>(
      em,
      `select p.position::text, ${this.waitsFor} as "waitsFor" from ${this.context}.parked_events p
       where p.group_name = any($1) and p.event_id::text = $2 for update of p`,
      [this.known(group), eventId],
    );
    if (row?.waitsFor) throw new ParkedEventWaits(row.waitsFor);
    return row;
  }

  private get waitsFor(): string {
    return `(select q.event_id from ${this.context}.parked_events q
      where q.group_name = p.group_name and q.aggregate_id = p.aggregate_id and q.position < p.position
      order by q.position limit 1)`;
  }

  private async read(
    em: EntityManager,
    where: string,
    values: readonly unknown[],
  ): Promise<ParkedEvent[]> {
    const rows = await sql<Row>(
      em,
      `select p.group_name as "group", p.position::text, p.event_id as "eventId", p.aggregate_id as "aggregateId",
         p.attempts, p.next_attempt_at as "nextAttemptAt", p.dead, p.last_error as "lastError",
         ${this.waitsFor} as "waitsFor",
         (select count(*)::int from ${this.context}.parked_events q where q.group_name = p.group_name
            and q.aggregate_id = p.aggregate_id and q.position > p.position) as "waitingBehind"
       from ${this.context}.parked_events p where ${where}`,
      values,
    );
    const told = await this.eventsOf(em, rows);
    return rows.map(({ nextAttemptAt, ...row }) => {
      const { type, data, occurredAt } = told.get(row.eventId)!;
      const idle = row.dead || row.waitsFor !== null || nextAttemptAt === null;
      return {
        ...row,
        type,
        data,
        occurredAt,
        nextAttemptAt: idle ? null : new Date(nextAttemptAt),
      };
    });
  }

  /** What the logs say of each, by id: one statement per log. An event never leaves its log. */
  private async eventsOf(
    em: EntityManager,
    rows: readonly Row[],
  ): Promise<ReadonlyMap<string, LogEvent>> {
    const told = new Map<string, LogEvent>();
    for (const [log, of] of Map.groupBy(rows, ({ group }) => this.logOf.get(group)!)) {
      const events = await readLog(
        em,
        `select ${LOG_COLUMNS} from ${log}_log.events e where e.position = any($1::bigint[])`,
        [of.map(({ position }) => position)],
      );
      for (const event of events) told.set(event.id, event);
    }
    return told;
  }

  private async ring(em: EntityManager): Promise<void> {
    await execute(em, 'select pg_notify($1, $2)', [parkedChannel(this.context), '']);
  }
}

/** DDL of a context's record of what was given up, which its service can add to but not change. */
export const discardedEventsDdl = (context: string, service: string) => `
create table ${context}.discarded_events (
  group_name text not null,
  position bigint not null,
  event_id uuid not null,
  aggregate_id text not null,
  attempts int not null,
  last_error text,
  reason text not null,
  discarded_by text not null,
  discarded_at timestamptz not null default now(),
  primary key (group_name, event_id)
);
revoke update, delete on ${context}.discarded_events from ${service};`;
