import { ConsumerGroup } from '../persistence/consumer.ts';
import { eventLogDdl, readableLogDdl } from '../persistence/event-log.ts';
import { Listener } from '../persistence/listener.ts';
import type { Consumer } from '../persistence/consumer.ts';
import type { StartedContext } from './start-context.ts';

/** The event log of a context that a test does not start, beside the one that it does. */
export interface ForeignLog {
  /** Writes what that context would have written; answers the event's id. */
  append(aggregateId: string, type: string, data: unknown): Promise<string>;
  /** Lets `consumer` take all there is, and what it has parked if that is due. */
  feed(consumer: Consumer): Promise<void>;
}

/**
 * The log of `owner`, which is created unless the context was started with it among `logs`. To `feed` a consumer, the
 * context must have been started without background; with it, consumers take what is appended by themselves.
 */
export async function openForeignLog(started: StartedContext, owner: string): Promise<ForeignLog> {
  const { runtime, truth, database } = started;
  const reader = database.installation.roles.service(runtime.name);
  const { rows } = await truth.query<{ there: boolean }>(
    `select to_regclass('${owner}_log.events') is not null as there`,
  );
  if (!rows[0]?.there) {
    await truth.query(`create schema ${owner}; create schema ${owner}_log;
      ${eventLogDdl(owner, reader)}; ${readableLogDdl(owner, [reader])}`);
  }
  return {
    async append(aggregateId, type, data) {
      const { rows } = await truth.query<{ id: string }>(
        `insert into ${owner}.events (aggregate_id, aggregate_version, type, data)
         select $1, count(*) + 1, $2, $3 from ${owner}.events where aggregate_id = $1 returning id`,
        [aggregateId, type, JSON.stringify(data)],
      );
      await truth.query(`select ${owner}.assign_positions(10000)`);
      return rows[0]!.id;
    },
    async feed(consumer) {
      // A new one each time, as after a crash: nothing is remembered outside of the database.
      const group = new ConsumerGroup(consumer, {
        context: runtime.name,
        orm: runtime.orm,
        logger: runtime.logger,
        listener: new Listener(runtime.databaseUrl, runtime.logger),
      });
      await group.join();
      for (let more = true; more;) more = await group.step();
      await group.retryDue();
    },
  };
}
