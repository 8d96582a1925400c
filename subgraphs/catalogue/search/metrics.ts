import { Counter, Gauge } from 'prom-client';
import type { Logger } from 'pino';
import { readAtScrape, registry } from '#kernel/telemetry/metrics.ts';

const behind = new Gauge({
  name: 'comptoir_search_index_lag_products',
  help: 'Products that have changed since they were indexed.',
  registers: [registry],
});
const fallbacks = new Counter({
  name: 'comptoir_search_fallbacks_total',
  help: 'Questions that PostgreSQL answered because Elasticsearch did not.',
  registers: [registry],
});

export const countFallback = (): void => fallbacks.inc();

/** What cannot be read is left out, so that the rest can. @returns ends it */
export const watchIndex = (lag: () => Promise<number>, logger: Logger): (() => void) =>
  readAtScrape(async () => {
    try {
      behind.set(await lag());
    } catch (error) {
      behind.remove();
      logger.warn({ err: error }, 'the lag of the search index could not be read');
    }
  });
