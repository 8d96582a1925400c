import type { EntityManager } from '@mikro-orm/postgresql';
import type { DomainEvent } from '#kernel/domain/aggregate.ts';
import { execute } from '#kernel/persistence/sql.ts';
import { tracedHeaders } from '#kernel/telemetry/tracing.ts';

export type VersionedEvent = {
  readonly aggregateId: string;
  readonly version: number;
  readonly event: DomainEvent;
};

/** As a flush writes the events of aggregates, for those that are kept by set operations. */
export async function writeEvents(
  em: EntityManager,
  events: readonly VersionedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ aggregateId, version, event: { type, data } }) => ({
    aggregate_id: aggregateId,
    version,
    type,
    data,
  }));
  await execute(
    em,
    `insert into catalogue.events (aggregate_id, aggregate_version, type, data, traceparent)
     select aggregate_id, version, type, data, $2 from jsonb_to_recordset($1::jsonb)
       as row (aggregate_id text, version int, type text, data jsonb)`,
    [JSON.stringify(rows), tracedHeaders()['traceparent'] ?? null],
  );
}
