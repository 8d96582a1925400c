import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Logger } from 'pino';
import { GraphUnavailable } from '../graphql/graph-client.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * A recorded step that asks other contexts, again and again until they answer: while nobody knows what happened there is
 * nothing to decide. What it asks must therefore be harmless to ask twice; after a crash the step is asked again too.
 */
export function persistently<T>(logger: Logger, name: string, ask: () => Promise<T>): Promise<T> {
  return DBOS.runStep(
    async () => {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        try {
          return await ask();
        } catch (error) {
          if (!(error instanceof GraphUnavailable)) throw error;
          logger.warn({ step: name, workflow: DBOS.workflowID, pauseMs }, 'no answer yet; asking again');
          await sleep(pauseMs);
        }
      }
    },
    { name },
  );
}
