import type { EventSubscriber, FlushEventArgs } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Aggregate, type DomainEvent } from '../domain/aggregate.ts';
import { tracedHeaders } from '../telemetry/tracing.ts';
import { execute } from './sql.ts';

interface RaisedEvent {
  readonly aggregateId: string;
  readonly version: number;
  readonly event: DomainEvent;
}

/**
 * Writes what aggregates raised into the context's log, in the transaction that saves them. An event is written only
 * if its aggregate's own row changed, which the version makes sure of.
 */
export class EventWriter implements EventSubscriber {
  private readonly saving = new WeakMap<object, RaisedEvent[]>();

  constructor(private readonly context: string) {}

  onFlush({ em, uow }: FlushEventArgs): void {
    const aggregates = uow
      .getChangeSets()
      .map((changeSet) => changeSet.entity as unknown)
      .filter((entity): entity is Aggregate => entity instanceof Aggregate);
    const raised = aggregates.flatMap((aggregate) =>
      aggregate
        .takeRaised()
        .map(({ version, event }) => ({ aggregateId: aggregate.id, version, event })),
    );
    if (raised.length === 0) return;
    if (!em.isInTransaction())
      throw new Error('Aggregates are saved in a transaction: use inTransaction().');
    this.saving.set(uow, raised);
  }

  async afterFlush({ em, uow }: FlushEventArgs): Promise<void> {
    const raised = this.saving.get(uow);
    if (!raised) return;
    this.saving.delete(uow);
    await execute(
      em as EntityManager,
      `insert into ${this.context}.events (aggregate_id, aggregate_version, type, data, traceparent)
       select a, v, t, d::jsonb, $5 from unnest($1::text[], $2::int[], $3::text[], $4::text[]) as raised (a, v, t, d)`,
      [
        raised.map(({ aggregateId }) => aggregateId),
        raised.map(({ version }) => version),
        raised.map(({ event }) => event.type),
        raised.map(({ event }) => JSON.stringify(event.data)),
        tracedHeaders()['traceparent'] ?? null,
      ],
    );
  }
}
