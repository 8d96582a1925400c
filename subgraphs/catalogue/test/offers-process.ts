import { Installation } from '#kernel/runtime/installation.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { registry } from '#kernel/telemetry/metrics.ts';
import { catalogue } from '../index.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** A process of the shop that is asked for products and answers them, and how many it has had from Redis so far. */
const open = await openContexts({
  installation: new Installation(readSettings()),
  contexts: [catalogue],
  logger: createLogger('fatal'),
  clock: () => new Date(),
  remote: () => {
    throw new Error('Whoever reads products asks nobody.');
  },
  accountsUrl: () => '',
  publicUrl: () => '',
  onLeaseLost: () => {},
});
const { offers } = open.list[0]!.runtime as CatalogueRuntime;
process.on('disconnect', () => process.exit(0));
process.on('message', (ids) => void answer(ids as string[]));
process.send?.('ready');

async function answer(ids: readonly string[]): Promise<void> {
  const found = await offers.with('id', ids);
  process.send?.({ offers: found, fromRedis: await readsFromRedis() });
}

async function readsFromRedis(): Promise<number> {
  const { values } = await registry.getSingleMetric('comptoir_cache_reads_total')!.get();
  const isOurs = ({ labels }: (typeof values)[number]) =>
    labels['cache'] === 'offers' && labels['from'] === 'store';
  return values.find(isOurs)?.value ?? 0;
}
