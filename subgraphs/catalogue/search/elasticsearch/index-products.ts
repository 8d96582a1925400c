import type { Job, Runtime } from '#kernel/runtime/context.ts';
import { watchIndex } from '../metrics.ts';
import type { IndexManager } from './index-manager.ts';

const PATIENCE_MS = 60_000;

/**
 * Builds the index when there is none that fits, or none any more, and then follows what changes, about a second behind. While programs are replaced by
 * newer ones, whoever started last has the index as it wants it, and the others leave it alone.
 */
export function indexProducts(
  index: IndexManager,
  { logger, clock }: Pick<Runtime, 'logger' | 'clock'>,
): Job {
  let watched = false;
  let prepared = false;
  let started = false;
  let waiting: { readonly first: string; readonly since: number } | null = null;

  /** Whether the same change has waited for a minute: nobody keeps the index up. */
  async function isNeglected(): Promise<boolean> {
    const first = await index.firstBehind();
    if (first === null || first !== waiting?.first)
      waiting = first === null ? null : { first, since: clock().getTime() };
    return waiting !== null && clock().getTime() - waiting.since >= PATIENCE_MS;
  }

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
      const state = started ? await index.state() : 'OURS';
      if (state === 'ANOTHERS' && !(await isNeglected())) return;
      if (!prepared || state !== 'OURS') await index.prepare(signal);
      // After a failure it is looked again what the index really has.
      prepared = false;
      await index.catchUp(signal);
      prepared = true;
      started = true;
    },
  };
}
