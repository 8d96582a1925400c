import type { LogEvent } from '#kernel/persistence/event-log.ts';
import { ALL } from '#kernel/persistence/event-tail.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { SessionEvent } from '../events.ts';
import type { AccountsRuntime } from '../runtime.ts';

/** Far more events than accounts has in the life of an access token. */
const LOOK_BACK = 1_000_000;

/**
 * Each end of a session once, in the order of the log, until aborted.
 * @param after a position; null to begin with the sessions that ended within the life of an access token
 */
export async function* followEndedSessions(
  rt: AccountsRuntime,
  after: string | null,
  signal: AbortSignal,
): AsyncGenerator<LogEvent<SessionEvent['data']>> {
  const from = after ?? (await whereTokensMayLive(rt));
  for await (const event of rt.tail.follow(ALL, { after: from, signal })) {
    if (event.type === 'SessionEnded') yield event as LogEvent<SessionEvent['data']>;
  }
}

/** A position before the end of any session of which an access token may still be about. */
async function whereTokensMayLive({ orm, clock, settings }: AccountsRuntime): Promise<string> {
  const oldestToken = new Date(clock().getTime() - settings.ACCESS_TOKEN_MINUTES * 60_000);
  const [row] = await sql<{ position: string }>(
    orm.em.fork(),
    `select coalesce(min(e.position) - 1, h.position)::text as position from accounts.log_head h
     left join accounts_log.events e on e.position > h.position - ${LOOK_BACK} and e.occurred_at > $1
     group by h.position`,
    [oldestToken],
  );
  return row?.position ?? '0';
}
