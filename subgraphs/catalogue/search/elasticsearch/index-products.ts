import type { Logger } from 'pino';
import type { Job } from '#kernel/runtime/context.ts';
import { watchIndex } from '../metrics.ts';
import type { IndexManager } from './index-manager.ts';

/** Builds the index when there is none that fits, and then follows what changes, about a second behind. */
export function indexProducts(index: IndexManager, logger: Logger): Job {
  let watched = false;
  let prepared = false;
  return {
    name: 'index products',
    everyMs: 1_000,
    async run(signal) {
      if (!watched)
        signal.addEventListener(
          'abort',
          watchIndex(() => index.lag(), logger),
        );
      watched = true;
      if (!prepared) await index.prepare();
      // After a failure it is looked again whether the index is there at all.
      prepared = false;
      await index.catchUp(signal);
      prepared = true;
    },
  };
}
