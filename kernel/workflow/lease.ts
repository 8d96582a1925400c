import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import pg from 'pg';
import type { Logger } from 'pino';
import { WORKFLOW_SCHEMA } from '../persistence/migrate.ts';
import { APPLICATION_NAME } from './application.ts';
import { queueChannel } from './dispatcher.ts';

const EXPIRY_MS = 4000;
const BEAT_MS = 1000;
const EXPIRY = `${EXPIRY_MS} milliseconds`;

export interface LeaseOptions {
  /** As the workflow engine's role. */
  readonly url: string;
  readonly executorId: string;
  readonly logger: Logger;
  /** Called when the lease ran out, because the process was frozen or the database away for longer than it lasts. */
  readonly onLost: () => void;
}

/**
 * Says that this process is alive, and takes over the workflows of one that is not. Liveness only: safety is the
 * engine's ownership token, which moves with each take-over, so a wrong guess costs repeated work, never a doubled write.
 */
export class Lease {
  /** Its own connection: a busy pool must not cost us the lease. */
  private readonly pool: pg.Pool;
  private heldSince = 0;
  private timer: NodeJS.Timeout | undefined;
  private released = false;

  constructor(private readonly options: LeaseOptions) {
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: 1,
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
      application_name: 'comptoir lease',
    });
    this.pool.on('error', () => {
      // The next beat connects again.
    });
  }

  /** Before the engine is launched: work claimed without a lease would at once be taken for a dead process's. */
  async acquire(): Promise<void> {
    await this.pool.query(
      `insert into ${WORKFLOW_SCHEMA}.executor_lease values ($1, now() + interval '${EXPIRY}')
       on conflict (executor_id) do update set expires_at = excluded.expires_at`,
      [this.options.executorId],
    );
    this.heldSince = Date.now();
  }

  start(): void {
    const beat = async () => {
      try {
        await this.renew();
      } catch (error) {
        this.options.logger.warn({ err: error }, 'the lease could not be renewed');
      }
      if (!this.released) this.timer = setTimeout(() => void beat(), BEAT_MS);
    };
    void beat();
  }

  /** Orderly end: what still runs is taken over at the next beat of another process. */
  async release(): Promise<void> {
    this.released = true;
    clearTimeout(this.timer);
    await this.pool
      .query(`delete from ${WORKFLOW_SCHEMA}.executor_lease where executor_id = $1`, [
        this.options.executorId,
      ])
      .catch((error: unknown) =>
        this.options.logger.warn({ err: error }, 'the lease will have to run out'),
      );
    await this.pool.end();
  }

  private async renew(): Promise<void> {
    const kept = await this.pool.query(
      `update ${WORKFLOW_SCHEMA}.executor_lease set expires_at = now() + interval '${EXPIRY}'
       where executor_id = $1 and expires_at > now()`,
      [this.options.executorId],
    );
    if (!kept.rowCount) {
      this.options.onLost();
      await this.acquire();
    } else if (Date.now() - this.heldSince > EXPIRY_MS) {
      // After a database outage everybody's lease is stale: judge others only after keeping ours for a while.
      await this.takeOver();
    }
  }

  /** Anything that runs under an executor without a lease, also what a zombie claimed after its lease was gone. */
  private async takeOver(): Promise<void> {
    await this.pool.query(
      `delete from ${WORKFLOW_SCHEMA}.executor_lease where expires_at < now() - interval '1 hour'`,
    );
    const { rows } = await this.pool.query<{ id: string; queue: string }>(
      `select distinct executor_id as id, queue_name as queue from ${WORKFLOW_SCHEMA}.workflow_status w
       where status = 'PENDING' and application_name = $1 and not exists (
         select from ${WORKFLOW_SCHEMA}.executor_lease l where l.executor_id = w.executor_id and l.expires_at > now())`,
      [APPLICATION_NAME],
    );
    if (rows.length === 0) return;
    // Each goes back to its own queue.
    const taken = await DBOSExecutor.globalInstance?.recoverPendingWorkflows([
      ...new Set(rows.map(({ id }) => id)),
    ]);
    for (const queue of new Set(rows.map((row) => row.queue)))
      await this.pool.query('select pg_notify($1, $2)', [queueChannel(queue), '']);
    this.options.logger.info(
      { workflows: taken?.length ?? 0 },
      'took over the workflows of a process that died',
    );
  }
}
