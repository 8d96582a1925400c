import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import {
  DBOSStepAlreadyRecordedError,
  type DataSourceTransactionHandler,
  assertStillOwnsWorkflow,
  registerDataSource,
  replayRecordedStep,
  runTransaction,
  verifyDataSourcePG,
} from '@dbos-inc/dbos-sdk/datasource';
import { IsolationLevel } from '@mikro-orm/core';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import SuperJSON from 'superjson';
import { WORKFLOW_SCHEMA } from '../persistence/migrate.ts';
import { execute, pgClientOn, sql } from '../persistence/sql.ts';
import { isTransient } from '../persistence/transient.ts';
import { recorded } from '../telemetry/tracing.ts';
import { APPLICATION_NAME, APPLICATION_VERSION } from './application.ts';
import { traceOfStart } from './register-workflow.ts';
import { queueChannel } from './dispatcher.ts';

type AnyFunction = (...args: unknown[]) => Promise<unknown>;
type PgClient = Parameters<DBOSClient['enqueueInTransaction']>[0];

const current = new AsyncLocalStorage<EntityManager>();

/**
 * What a workflow waits for that still runs when its engine has stopped: another process takes it over, and here it
 * must neither touch the database nor fail, since the engine would try it again.
 */
const FOR_EVER = new Promise<never>(() => {});

/** Runs a context's steps in transactions of its own role, checkpoint included. */
class StepTransactions implements DataSourceTransactionHandler {
  readonly dsType = 'mikro-orm';
  private stopped = false;

  constructor(
    readonly name: string,
    private readonly orm: MikroORM,
  ) {}

  async initialize(): Promise<void> {
    await this.orm.em
      .fork()
      .transactional((em) =>
        verifyDataSourcePG(
          async (text) => (await pgClientOn(em).query(text)).rows as Record<string, unknown>[],
          this.name,
        ),
      );
  }

  /** The ORM is its context's, and closed by it. */
  async destroy(): Promise<void> {
    this.stopped = true;
  }

  async deleteCheckpoints(
    workflow: string,
    fromStep: number,
    beforeCommit?: () => Promise<void>,
  ): Promise<void> {
    if (this.stopped) return FOR_EVER;
    await this.orm.em.fork().transactional(async (em) => {
      await execute(
        em,
        `delete from ${this.name}.transaction_completion where workflow_id = $1 and function_num >= $2`,
        [workflow, fromStep],
      );
      await beforeCommit?.();
    });
  }

  async invokeTransactionFunction<This, Args extends unknown[], Return>(
    _config: unknown,
    target: This,
    work: (this: This, ...args: Args) => Promise<Return>,
    ...args: Args
  ): Promise<Return> {
    const workflow = DBOS.workflowID;
    const step = DBOS.stepID;
    for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 2000)) {
      if (this.stopped) return FOR_EVER;
      try {
        return await this.orm.em.fork().transactional(
          async (em) => {
            if (workflow !== undefined) await this.checkpoint(em, workflow, step ?? 0);
            const output = await current.run(em, () => work.call(target, ...args));
            await em.flush();
            if (workflow !== undefined && output !== undefined) {
              await execute(
                em,
                `update ${this.name}.transaction_completion set output = $3 where workflow_id = $1 and function_num = $2`,
                [workflow, step, SuperJSON.stringify(output)],
              );
            }
            return output;
          },
          { isolationLevel: IsolationLevel.READ_COMMITTED },
        );
      } catch (error) {
        if (error instanceof DBOSStepAlreadyRecordedError)
          return this.recorded<Return>(workflow ?? '', step ?? 0);
        // A business refusal has been rolled back, and the engine records it. Anything else is tried again.
        if (!isTransient(error)) throw error;
        await sleep(waitMs);
      }
    }
  }

  /**
   * The checkpoint goes in first: it finds a step that is already recorded and makes a second runner of the step wait
   * for us. Ownership is asked only then: whoever takes over later waits on that row.
   */
  private async checkpoint(em: EntityManager, workflow: string, step: number): Promise<void> {
    const mine = await sql(
      em,
      `insert into ${this.name}.transaction_completion (workflow_id, function_num) values ($1, $2)
       on conflict do nothing returning 1 as ok`,
      [workflow, step],
    );
    if (mine.length === 0) throw new DBOSStepAlreadyRecordedError(workflow, step);
    await assertStillOwnsWorkflow(workflow);
  }

  private async recorded<Return>(workflow: string, step: number): Promise<Return> {
    const [row] = await sql<{ output: string | null; error: string | null }>(
      this.orm.em.fork(),
      `select output, error from ${this.name}.transaction_completion where workflow_id = $1 and function_num = $2`,
      [workflow, step],
    );
    return replayRecordedStep(row ?? { output: null, error: null }) as Return;
  }
}

/** What a context's workflows and use cases need of the durable engine. */
export class WorkflowTransactions {
  private constructor(
    private readonly context: string,
    private readonly client: DBOSClient,
  ) {}

  /**
   * @param url as the context's service role
   * @param durable whether the context has workflows of its own, and so checkpoints
   */
  static async open(
    context: string,
    orm: MikroORM,
    url: string,
    durable: boolean,
  ): Promise<WorkflowTransactions> {
    if (durable) registerDataSource(new StepTransactions(context, orm));
    // Only the …InTransaction calls of this client are used, so its own pool never connects.
    const client = await DBOSClient.create({
      systemDatabaseUrl: url,
      systemDatabaseSchemaName: WORKFLOW_SCHEMA,
      applicationName: APPLICATION_NAME,
      systemDatabasePoolSize: 1,
    });
    return new WorkflowTransactions(context, client);
  }

  /**
   * One step of a workflow: its business writes, its events and its checkpoint commit in one transaction. What it
   * answers is stored, so it answers ids, never personal data.
   */
  step<T>(name: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const step = () => {
      const em = current.getStore();
      if (!em) throw new Error(`Step ${name} ran outside of its transaction.`);
      return work(em);
    };
    return recorded(`step ${name}`, { kind: 'internal' }, () =>
      runTransaction(step, name, { dsName: this.context, config: {} }),
    );
  }

  /** Starts a workflow on the context's queue when the transaction of `em` commits. The id makes asking twice harmless. */
  async startInTransaction(
    em: EntityManager,
    { workflow, id }: { workflow: string; id: string },
    ...args: unknown[]
  ): Promise<void> {
    await this.client.enqueueInTransaction<AnyFunction>(
      pgClientOn(em) as unknown as PgClient,
      {
        workflowName: workflow,
        queueName: this.context,
        workflowID: id,
        appVersion: APPLICATION_VERSION,
      },
      ...args,
      ...traceOfStart(),
    );
    await sql(em, `select pg_notify($1, '')`, [queueChannel(this.context)]);
  }

  /**
   * Sends `message` to a workflow when the transaction of `em` commits. `key` is the id of the event that caused it, so
   * that a repeated delivery is heard once. False if there is no such workflow any more.
   */
  async sendInTransaction(
    em: EntityManager,
    workflowId: string,
    message: unknown,
    topic: string,
    key: string,
  ): Promise<boolean> {
    try {
      // A savepoint: a finished workflow may have been deleted, and that must not abort the caller's transaction.
      await em.transactional((nested) =>
        this.client.sendInTransaction(
          pgClientOn(nested) as unknown as PgClient,
          workflowId,
          message,
          topic,
          key,
        ),
      );
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.client.destroy();
  }
}

/** The engine's number for it; its errors carry no name. */
const NO_SUCH_WORKFLOW = 16;

/** The engine reports a workflow that is gone by an error of its own, the database by a foreign key. */
function isGone(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, cause, dbosErrorCode } = error as Record<string, unknown>;
  return code === '23503' || dbosErrorCode === NO_SUCH_WORKFLOW || isGone(cause);
}
