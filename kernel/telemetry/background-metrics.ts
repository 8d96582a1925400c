import { Gauge } from 'prom-client';
import type { Logger } from 'pino';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Consumer } from '../persistence/consumer.ts';
import { sql } from '../persistence/sql.ts';
import { readAtScrape, registry } from './metrics.ts';

const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
  new Gauge({ name, help, labelNames, registers: [registry] });

const behind = gauge(
  'comptoir_consumer_lag_events',
  'Events in the log that a consumer group has not reached.',
  ['group', 'log'],
);
const waiting = gauge(
  'comptoir_consumer_lag_seconds',
  'How long ago the next event that a consumer group has not reached happened.',
  ['group', 'log'],
);
const parked = gauge(
  'comptoir_parked_events',
  'Events that a consumer group could not take (retried, dead), or that wait behind one (waiting).',
  ['group', 'state'],
);
const unsequenced = gauge(
  'comptoir_unsequenced_events',
  'Committed events that have no position in their log yet, so that no consumer sees them.',
  ['context'],
);
const workflows = gauge(
  'comptoir_workflows',
  'Durable workflows that are not done: in the queue (enqueued), or begun (pending).',
  ['context', 'status'],
);

interface Watched {
  readonly name: string;
  readonly orm: MikroORM;
  readonly consumers: readonly Consumer[];
  readonly publishes: boolean;
}

/**
 * Looks up, whenever metrics are asked for, how far behind a context's background work is. What the database does not
 * say is left out, so that the rest can still be read.
 * @returns ends it
 */
export const watchBackground = (context: Watched, logger: Logger): (() => void) =>
  readAtScrape(async () => {
    try {
      // One after the other: when one fails, nothing is still being read.
      await readConsumers(context);
      await readParked(context);
      await readSequencer(context);
    } catch (error) {
      forget(context);
      logger.warn({ err: error }, 'the metrics of background work could not be read');
    }
  });

function forget({ name, consumers }: Watched): void {
  unsequenced.remove({ context: name });
  for (const { group, log } of consumers) {
    behind.remove({ group, log });
    waiting.remove({ group, log });
    for (const state of PARKED_STATES) parked.remove({ group, state });
  }
}

async function readConsumers({ name, orm, consumers }: Watched): Promise<void> {
  for (const { group, log } of consumers) {
    const [row] = await sql<{ events: number; seconds: number }>(
      orm.em.fork(),
      `select coalesce(head.position, 0) - o.position as events,
         coalesce(extract(epoch from now() - next.occurred_at), 0)::float as seconds
       from ${name}.consumer_offsets o
       left join lateral (select position from ${log}_log.events order by position desc limit 1) head on true
       left join lateral (select occurred_at from ${log}_log.events where position = o.position + 1) next on true
       where o.group_name = $1`,
      [group],
    );
    if (!row) continue;
    behind.set({ group, log }, Math.max(0, Number(row.events)));
    waiting.set({ group, log }, Math.max(0, row.seconds));
  }
}

const PARKED_STATES = ['retried', 'waiting', 'dead'] as const;

async function readParked({ name, orm, consumers }: Watched): Promise<void> {
  if (consumers.length === 0) return;
  const rows = await sql<{ group: string; state: string; events: number }>(
    orm.em.fork(),
    `select group_name as "group", count(*)::int as events,
       case when dead then 'dead' when attempts = 0 then 'waiting' else 'retried' end as state
     from ${name}.parked_events group by 1, 3`,
    [],
  );
  for (const { group } of consumers) {
    for (const state of PARKED_STATES) {
      const row = rows.find((each) => each.group === group && each.state === state);
      parked.set({ group, state }, row?.events ?? 0);
    }
  }
}

async function readSequencer({ name, orm, publishes }: Watched): Promise<void> {
  if (!publishes) return;
  const [row] = await sql<{ events: number }>(
    orm.em.fork(),
    `select count(*)::int as events from ${name}.events_pending`,
    [],
  );
  unsequenced.set({ context: name }, row?.events ?? 0);
}

/** How many of a context's workflows there are in each status that is not an end. */
export type OpenWorkflows = readonly {
  readonly context: string;
  readonly status: string;
  readonly count: number;
}[];

/** @returns ends it */
export const watchWorkflows = (
  contexts: readonly string[],
  read: () => Promise<OpenWorkflows>,
  logger: Logger,
): (() => void) =>
  readAtScrape(async () => {
    try {
      const open = await read();
      workflows.reset();
      for (const context of contexts) {
        for (const status of ['ENQUEUED', 'PENDING']) {
          const found = open.find((each) => each.context === context && each.status === status);
          workflows.set({ context, status: status.toLowerCase() }, found?.count ?? 0);
        }
      }
    } catch (error) {
      workflows.reset();
      logger.warn({ err: error }, 'the metrics of workflows could not be read');
    }
  });
