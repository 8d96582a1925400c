import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { openInstallation } from '#kernel/runtime/open-installation.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { parseSearch } from '../domain/search.ts';
import { catalogue } from '../index.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { searchProducts } from '../usecases/search-products.ts';
import type { SearchEngine } from './evaluate.ts';
import { DEPTH } from './ndcg.ts';

/** The catalogue's own search on PostgreSQL: the seed in an embedded database that lasts as long as this engine. */
export async function openPostgresEngine(): Promise<SearchEngine> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-relevance-'));
  // The server's user may be another one than ours.
  await chmod(dataFolder, 0o755);
  const { installation, stop } = await openInstallation(readSettings({ DATA_DIR: dataFolder }));
  await installation.migrate([catalogue]);
  const open = await openContexts({
    installation,
    contexts: [catalogue],
    logger: createLogger('warn'),
    clock: () => new Date(),
    remote: (subgraph) => {
      throw new Error(`A search asks no other context, and asked ${subgraph}.`);
    },
    accountsUrl: () => installation.settings.ACCOUNTS_URL,
    publicUrl: () => installation.settings.ACCOUNTS_URL,
    onLeaseLost: () => {},
  });
  await open.seed();
  const runtime = open.list[0]?.runtime as CatalogueRuntime;
  return {
    name: 'PostgreSQL',
    async search(query) {
      const search = parseSearch({ query, currency: 'EUR' });
      const { products } = await searchProducts(runtime, search, { limit: DEPTH, after: null });
      return products.map(({ slug }) => slug);
    },
    async close() {
      await open.stop();
      await stop();
      await eraseEmbeddedPostgres(join(dataFolder, 'postgres'));
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
