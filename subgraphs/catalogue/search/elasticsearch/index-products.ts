import type { Job } from '#kernel/runtime/context.ts';
import type { IndexManager } from './index-manager.ts';

/** Builds the index when there is none that fits, and then follows what changes, about a second behind. */
export function indexProducts(index: Pick<IndexManager, 'prepare' | 'catchUp'>): Job {
  let prepared = false;
  return {
    name: 'index products',
    everyMs: 1_000,
    async run(signal) {
      if (!prepared) await index.prepare();
      prepared = true;
      await index.catchUp(signal);
    },
  };
}
