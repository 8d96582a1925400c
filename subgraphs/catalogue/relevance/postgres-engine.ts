import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { eraseEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { openInstallation } from '#kernel/runtime/open-installation.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { parseSearch } from '../domain/search.ts';
import { catalogue } from '../index.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { IndexManager } from '../search/elasticsearch/index-manager.ts';
import { ElasticsearchSearch } from '../search/elasticsearch/index.ts';
import { searchProducts } from '../usecases/search-products.ts';
import type { SearchEngine } from './evaluate.ts';
import { DEPTH } from './ndcg.ts';

/** The catalogue's own search on PostgreSQL: the seed in an embedded database that lasts as long as this engine. */
export const openPostgresEngine = (): Promise<SearchEngine> => openEngine(null);

/** The same on the Elasticsearch at `url`, in an index that lasts as long. */
export const openElasticsearchEngine = (url: string): Promise<SearchEngine> => openEngine(url);

async function openEngine(url: string | null): Promise<SearchEngine> {
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
  const close = async () => {
    await open.stop();
    await stop();
    await eraseEmbeddedPostgres(join(dataFolder, 'postgres'));
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    await open.seed();
    const runtime = open.list[0]?.runtime as CatalogueRuntime;
    return await engineOn(runtime, url, close);
  } catch (error) {
    // What is still open would keep this program from ending.
    await close();
    throw error;
  }
}

async function engineOn(
  runtime: CatalogueRuntime,
  url: string | null,
  close: () => Promise<void>,
): Promise<SearchEngine> {
  const index = url === null ? null : await buildIndex(url, runtime);
  return {
    name: index ? 'Elasticsearch' : 'PostgreSQL',
    async search(query) {
      const search = parseSearch({ query, currency: 'EUR' });
      const asked = index ? { ...runtime, search: index.search } : runtime;
      const { offers } = await searchProducts(asked, search, { limit: DEPTH, after: null });
      return offers.map(({ product }) => product.slug);
    },
    async close() {
      await index?.erase();
      await close();
    },
  };
}

async function buildIndex(url: string, runtime: CatalogueRuntime) {
  const alias = `comptoir-relevance-${randomBytes(6).toString('hex')}`;
  const client = new Client({ node: url });
  await new IndexManager(client, runtime, alias).rebuild();
  return {
    search: new ElasticsearchSearch(client, runtime, alias),
    async erase() {
      const indices = await client.indices.getAlias({ name: alias });
      await client.indices.delete({ index: Object.keys(indices) });
      await client.close();
    },
  };
}
