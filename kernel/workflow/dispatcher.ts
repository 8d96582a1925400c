import { randomUUID } from 'node:crypto';
import type { WorkflowQueue } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import type { Logger } from 'pino';
import { type Listener, Waker } from '../persistence/listener.ts';
import { APPLICATION_VERSION } from './application.ts';

/** Rung when a workflow was put into the context's queue. */
export const queueChannel = (context: string) => `${context}_queue`;

/** Only so that the loop ends some day without a ring; the engine looks by itself far more often. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Starts what is put into a queue as soon as it is rung, until aborted. The engine knows only polling, which would cost
 * either most of a purchase's time or most of an idle shop's queries; its own slow poll still finds what nobody rang for.
 */
export async function dispatchWhenRung(
  queue: WorkflowQueue,
  { listener, logger, signal }: { listener: Listener; logger: Logger; signal: AbortSignal },
): Promise<void> {
  const waker = new Waker();
  const off = await listener.on(queueChannel(queue.name), waker);
  signal.addEventListener('abort', () => waker.ring(), { once: true });
  // At once for what was put into it while nobody was there.
  while (!signal.aborted) {
    try {
      await dispatch(queue);
    } catch (error) {
      logger.warn({ err: error, queue: queue.name }, 'the queue will be looked at again');
    }
    await waker.wait(LONGEST_WAIT_MS);
  }
  off();
}

/** As the engine's own poll does: claimed rows are skipped, so that any number of processes may look at once. */
async function dispatch(queue: WorkflowQueue): Promise<void> {
  const engine = DBOSExecutor.globalInstance;
  if (!engine) return;
  const { systemDatabase: database, executorID } = engine;
  const running = database.countRunningWorkflowsForQueue(queue.name);
  const owner = randomUUID();
  const claimed = await database.findAndMarkStartableWorkflows(
    queue,
    executorID,
    APPLICATION_VERSION,
    undefined,
    running,
    0,
    owner,
  );
  await engine.dispatchDequeuedWorkflows(claimed, owner);
}
