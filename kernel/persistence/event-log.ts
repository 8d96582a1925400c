import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from './sql.ts';

/**
 * The event log of a context. Business code inserts into `<context>.events`; a sequencer gives committed events a
 * gapless `position`, and everyone reads `<context>_log.events` by position only. Neither the order of insertion nor
 * transaction ids would do: a transaction may commit after one that began later, and ids mean nothing after a restore.
 */
export type LogEvent<Data = Record<string, unknown>> = {
  /** Gapless, in commit order, per context. A bigint in a string. */
  readonly position: string;
  readonly id: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly type: string;
  readonly data: Data;
  readonly occurredAt: Date;
};

/** The columns of `<context>_log.events` in the names of `LogEvent`. */
export const LOG_COLUMNS = `e.position::text as "position", e.id, e.aggregate_id as "aggregateId",
  e.aggregate_version as "aggregateVersion", e.type, e.data, e.occurred_at as "occurredAt"`;

/** Rows of `LOG_COLUMNS`, and what else is selected. The ORM's connections leave times as text. */
export async function readLog<Row extends LogEvent = LogEvent>(
  em: EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const rows = await sql<Row>(em, text, values);
  return rows.map((row) => ({ ...row, occurredAt: new Date(row.occurredAt) }));
}

/** Rung when events have been written while the sequencer slept. */
export const writtenChannel = (context: string) => `${context}_written`;
/** Rung when events have got their positions. */
export const logChannel = (context: string) => `${context}_log`;

/** An advisory lock's key, as SQL. `leader`: who sequences. `doze`: held by a sequencer that must be rung awake. */
export const lockKey = (context: string, purpose: 'leader' | 'doze') =>
  `hashtextextended('${context}/${purpose}', 0)`;

/** Rows per partition of the log; the next partition is created long before this one is full. */
const PARTITION_ROWS = 10_000_000;

/** DDL of one context's event log, run as the schema's owner. */
export const eventLogDdl = (context: string, service: string) => `
create table ${context}.events (
  seq bigint generated always as identity primary key, -- insertion order: a row's address, not its position
  id uuid not null default gen_random_uuid(),
  aggregate_id text not null,
  aggregate_version int not null check (aggregate_version > 0),
  type text not null,
  data jsonb not null,
  occurred_at timestamptz not null default clock_timestamp(),
  traceparent text -- the trace in which it was raised, so that what follows from it can point back
) partition by range (seq);

-- Committed but not yet positioned. Narrow and almost always empty, so that its churn never touches the log itself.
create table ${context}.events_pending (seq bigint primary key, aggregate_id text not null, aggregate_version int not null)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create table ${context}.event_positions (position bigint primary key, seq bigint not null unique);
create table ${context}.log_head (single boolean primary key default true check (single), position bigint not null);
insert into ${context}.log_head (position) values (0);

create function ${context}.create_event_partitions() returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  select count(*) into n from pg_inherits where inhparent = '${context}.events'::regclass;
  -- Always one partition ahead of the one that is being filled.
  while n = 0 or (n - 1) * ${PARTITION_ROWS}::bigint < coalesce((select max(seq) from ${context}.events), 0) + 1 loop
    execute format('create table ${context}.events_p%s partition of ${context}.events for values from (%s) to (%s)',
      n, case n when 0 then 'minvalue' else (n * ${PARTITION_ROWS}::bigint)::text end, (n + 1) * ${PARTITION_ROWS}::bigint);
    execute format('create unique index on ${context}.events_p%s (aggregate_id, aggregate_version)', n);
    -- What is written past the parent table rings nobody, and a log is only ever appended to.
    execute format('revoke all on ${context}.events_p%s from ${service}', n);
    n := n + 1;
  end loop;
end $$;
select ${context}.create_event_partitions();

create function ${context}.queue_new_events() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  insert into ${context}.events_pending select seq, aggregate_id, aggregate_version from fresh;
  -- NOTIFY serialises all commits of the cluster, so only a dozing sequencer is rung. While we hold the shared lock it
  -- cannot begin to doze, so an event that did not ring cannot be overlooked.
  if not pg_try_advisory_xact_lock_shared(${lockKey(context, 'doze')}) then
    perform pg_notify('${writtenChannel(context)}', '');
  end if;
  return null;
end $$;
create trigger queue_new_events after insert on ${context}.events referencing new table as fresh
  for each statement execute function ${context}.queue_new_events();

create function ${context}.assign_positions(batch int) returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
declare head bigint; assigned int;
begin
  if not exists (select from ${context}.events_pending) then return 0; end if; -- an idle poll writes nothing
  -- Fences off a deposed sequencer. A statement of its own, so that the next one takes its snapshot after the wait.
  select position into head from ${context}.log_head for update;
  with taken as (
    delete from ${context}.events_pending
    where seq = any (array(select seq from ${context}.events_pending order by seq limit batch)) returning *
  ), turns as ( -- insertion order, except that no version overtakes an earlier one of its aggregate
    select seq, aggregate_version,
      max(seq) over (partition by aggregate_id order by aggregate_version) as turn from taken
  )
  insert into ${context}.event_positions
    select head + row_number() over (order by turn, aggregate_version), seq from turns;
  get diagnostics assigned = row_count;
  update ${context}.log_head set position = head + assigned;
  perform pg_notify('${logChannel(context)}', '');
  return assigned;
end $$;

-- One turn of the sequencer: how many events got positions; 0 when there are none and it may doze, which it ends with its
-- next turn; -1 when it must look again, because a writer that will not ring is still open.
create function ${context}.sequence(batch int, dozed boolean) returns int language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
declare assigned int;
begin
  if dozed then perform pg_advisory_unlock(${lockKey(context, 'doze')}); end if;
  assigned := ${context}.assign_positions(batch);
  if assigned > 0 then return assigned; end if;
  if not pg_try_advisory_lock(${lockKey(context, 'doze')}) then return -1; end if;
  -- Whoever wrote before we held the lock rang nobody.
  assigned := ${context}.assign_positions(batch);
  if assigned > 0 then perform pg_advisory_unlock(${lockKey(context, 'doze')}); end if;
  return assigned;
end $$;

revoke all on ${context}.events, ${context}.events_pending, ${context}.event_positions, ${context}.log_head from ${service};
grant select, insert on ${context}.events to ${service};
grant select on ${context}.event_positions, ${context}.events_pending, ${context}.log_head to ${service};

-- What other contexts may read. security_barrier: a caller's leaky function must not see unpositioned rows.
create view ${context}_log.events with (security_barrier) as
  select position, id, aggregate_id, aggregate_version, type, data, occurred_at, traceparent
  from ${context}.event_positions join ${context}.events using (seq);`;

/** A log is a published interface: every service may read it, and nothing else of the context. */
export const readableLogDdl = (context: string, readers: readonly string[]) =>
  readers
    .map(
      (reader) => `
grant usage on schema ${context}_log to ${reader};
grant select on ${context}_log.events to ${reader};`,
    )
    .join('');

/** Lives in the consumer's own schema, so that its effects and its offset commit together. */
export const consumerDdl = (context: string) => `
create table ${context}.consumer_offsets (
  group_name text primary key,
  position bigint not null default 0
);
-- Per group and aggregate: the head row is retried, the rows behind it wait for their turn.
create table ${context}.parked_events (
  group_name text not null,
  position bigint not null,
  event_id uuid not null,
  aggregate_id text not null,
  attempts int not null,
  next_attempt_at timestamptz not null default now(),
  dead boolean not null default false,
  last_error text,
  primary key (group_name, position),
  unique (group_name, event_id)
);
create index on ${context}.parked_events (group_name, aggregate_id, position);`;
