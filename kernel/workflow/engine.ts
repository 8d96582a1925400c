import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import type { Logger } from 'pino';
import { WORKFLOW_SCHEMA } from '../persistence/migrate.ts';
import { APPLICATION_NAME, APPLICATION_VERSION } from './application.ts';
import type { Listener } from '../persistence/listener.ts';
import { PreparingClient } from '../persistence/preparing-client.ts';
import { dispatchWhenRung } from './dispatcher.ts';
import { type OpenWorkflows, watchWorkflows } from '../telemetry/background-metrics.ts';
import { Lease } from './lease.ts';

/** For what nobody rang for: a ring that was lost. */
const POLL_MS = 5000;
/** We have jobs of our own, and give the engine none to start by the clock. */
const SCHEDULE_POLL_MS = 60_000;
/** Runs that wait for a customer keep their slot, so there are many more than run at once. */
const RUNS_PER_PROCESS = 1000;
const POOL_SIZE = 8;
const DRAIN_MS = 5000;
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;
const RETENTION_SWEEP_MS = 60 * 60 * 1000;
const RETENTION_BATCH = 200;

export interface EngineOptions {
  /** As the workflow engine's role. */
  readonly url: string;
  /** The contexts whose workflows this process runs; each has the queue of its name. */
  readonly contexts: readonly string[];
  readonly listener: Listener;
  readonly logger: Logger;
  /** Called when this process was away for longer than its lease lasts; others may run its workflows by now. */
  readonly onLeaseLost: () => void;
}

export interface Engine {
  stop(): Promise<void>;
}

/** Launches the durable engine; workflows must be registered before. */
export async function launchEngine(options: EngineOptions): Promise<Engine> {
  // Never reused: the engine recovers the work of its own id at launch.
  const executorId = `${process.pid}-${randomUUID()}`;
  const lease = new Lease({
    url: options.url,
    executorId,
    logger: options.logger,
    onLost: options.onLeaseLost,
  });
  await lease.acquire();
  const pool = connections(options);
  DBOS.setConfig({
    name: APPLICATION_NAME,
    applicationVersion: APPLICATION_VERSION,
    enablePatching: true,
    executorID: executorId,
    listenQueues: [...options.contexts],
    schedulerPollingIntervalMs: SCHEDULE_POLL_MS,
    runMigrations: false,
    logLevel: 'error',
    systemDatabaseUrl: options.url,
    systemDatabaseSchemaName: WORKFLOW_SCHEMA,
    systemDatabasePool: pool,
  });
  await DBOS.launch();
  const stopping = new AbortController();
  const dispatchers: Promise<void>[] = [];
  for (const context of options.contexts) {
    const queue = await DBOS.registerQueue(context, {
      minPollingIntervalMs: POLL_MS,
      workerConcurrency: RUNS_PER_PROCESS,
      onConflict: 'always_update',
    });
    dispatchers.push(dispatchWhenRung(queue, { ...options, signal: stopping.signal }));
  }
  lease.start();
  const unwatch = watchWorkflows(options.contexts, () => openWorkflows(pool), options.logger);
  const sweep = setInterval(() => {
    deleteFinished(new Date(Date.now() - RETENTION_MS)).catch((error: unknown) =>
      options.logger.warn({ err: error }, 'finished workflows could not be deleted'),
    );
  }, RETENTION_SWEEP_MS).unref();
  return {
    async stop() {
      clearInterval(sweep);
      unwatch();
      stopping.abort();
      await Promise.all(dispatchers);
      await DBOS.shutdown({ workflowCompletionTimeoutMS: DRAIN_MS });
      await pool.end();
      await lease.release();
    },
  };
}

/** Of all processes together. */
async function openWorkflows(pool: pg.Pool): Promise<OpenWorkflows> {
  const { rows } = await pool.query<OpenWorkflows[number]>(
    `select queue_name as context, status, count(*)::int as count from ${WORKFLOW_SCHEMA}.workflow_status
     where status in ('ENQUEUED', 'PENDING') group by 1, 2`,
  );
  return rows;
}

function connections({ url, logger }: EngineOptions): pg.Pool {
  const config = {
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 10_000,
    application_name: 'comptoir engine',
    Client: PreparingClient,
  };
  const pool = new pg.Pool(config);
  pool.on('error', (error) => logger.warn({ err: error }, 'the engine lost a connection'));
  return pool;
}

/**
 * Deletes workflows that finished before `before`, with their steps and messages, in small batches. The engine's call
 * looks at no status, so it is handed only what is listed as finished.
 */
export async function deleteFinished(before: Date): Promise<number> {
  for (let total = 0; ;) {
    const finished = await DBOS.listWorkflows({
      status: ['SUCCESS', 'ERROR', 'CANCELLED'],
      completedBefore: before.toISOString(),
      limit: RETENTION_BATCH,
      loadInput: false,
      loadOutput: false,
    });
    if (finished.length === 0) return total;
    await DBOS.deleteWorkflows(finished.map(({ workflowID }) => workflowID));
    total += finished.length;
  }
}
