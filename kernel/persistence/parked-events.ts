import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from './sql.ts';

/** An event that a group could not take, or that waits behind one on the same aggregate. */
export type ParkedEvent = {
  readonly group: string;
  readonly position: string;
  readonly eventId: string;
  readonly aggregateId: string;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  /** A dead letter: retries ran out, and its aggregate waits in this group until an operator redrives or discards it. */
  readonly dead: boolean;
  readonly lastError: string | null;
};

/** What an operator may do about a context's parked events and dead letters. */
export const parkedEvents = (context: string) => ({
  list: (em: EntityManager, group?: string) =>
    sql<ParkedEvent>(
      em,
      `select group_name as "group", position::text, event_id as "eventId", aggregate_id as "aggregateId", attempts,
         next_attempt_at as "nextAttemptAt", dead, last_error as "lastError"
       from ${context}.parked_events where $1::text is null or group_name = $1 order by group_name, position`,
      [group ?? null],
    ),

  /** Tries a dead letter again from the first attempt; the event keeps its id. False if there is none. */
  redrive: async (em: EntityManager, group: string, eventId: string): Promise<boolean> =>
    (await execute(
      em,
      `update ${context}.parked_events set dead = false, attempts = 0, next_attempt_at = now()
       where group_name = $1 and event_id = $2`,
      [group, eventId],
    )) > 0,

  /** Gives an event up for this group, so that what waits behind it goes on. False if there is none. */
  discard: async (em: EntityManager, group: string, eventId: string): Promise<boolean> =>
    (await execute(
      em,
      `delete from ${context}.parked_events where group_name = $1 and event_id = $2`,
      [group, eventId],
    )) > 0,
});
