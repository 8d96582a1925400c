import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Logger } from 'pino';
import { recorded } from '../telemetry/tracing.ts';
import { GraphRefused } from '../graphql/graph-client.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/** The other side refused, and will refuse again. As data, because an error that is replayed has lost its class. */
export interface Refused {
  readonly refused: string;
}

/** Refusals that say something about us and nothing about what was asked: they are mended, and then it is asked again. */
const OUR_FAULT = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/** Whether the other side has decided against it; everything else may yet succeed. */
export const isRefusal = (error: unknown): error is GraphRefused =>
  error instanceof GraphRefused && !OUR_FAULT.has(error.code);

/**
 * A recorded step that asks other contexts, again and again until they answer or refuse: while nobody knows what happened
 * there is nothing to decide. What it asks must be harmless to ask twice; after a crash the step is asked again too.
 */
export function askPersistently<T>(
  logger: Logger,
  name: string,
  ask: () => Promise<T>,
): Promise<{ answer: T } | Refused> {
  return persistently(logger, name, async () => {
    try {
      return { answer: await ask() };
    } catch (error) {
      if (isRefusal(error)) return { refused: error.code };
      throw error;
    }
  });
}

/** A recorded step that must succeed in the end, such as a compensation: it is tried until it does. */
export function persistently<T>(logger: Logger, name: string, work: () => Promise<T>): Promise<T> {
  return DBOS.runStep(
    async () => {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        try {
          return await recorded(`step ${name}`, { kind: 'internal' }, work);
        } catch (error) {
          logger.warn(
            { err: error, step: name, workflow: DBOS.workflowID, pauseMs },
            'a step will be tried again',
          );
          await sleep(pauseMs);
        }
      }
    },
    { name },
  );
}
