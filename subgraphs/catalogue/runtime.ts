import { Client } from '@elastic/elasticsearch';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { ProductSearch } from './domain/ports.ts';
import { ElasticsearchSearch } from './search/elasticsearch/index.ts';
import { IndexManager } from './search/elasticsearch/index-manager.ts';
import { PostgresSearch } from './search/postgres/index.ts';
import { SearchWithFallback } from './search/with-fallback.ts';

/** PostgreSQL answers what takes longer. */
const SEARCH_LIMIT_MS = 2_000;
const BULK_LIMIT_MS = 30_000;

/** What every room of the catalogue is handed. */
export interface CatalogueRuntime extends Runtime {
  readonly search: ProductSearch;
  /** Null when PostgreSQL is the engine. */
  readonly searchIndex: IndexManager | null;
}

export async function openCatalogue(runtime: Runtime): Promise<CatalogueRuntime> {
  const postgres = new PostgresSearch(runtime);
  const node = runtime.settings.ELASTICSEARCH_URL;
  if (node === undefined) return { ...runtime, search: postgres, searchIndex: null };
  const client = new Client({ node, maxRetries: 0, requestTimeout: SEARCH_LIMIT_MS });
  const elasticsearch = new ElasticsearchSearch(client, runtime);
  const search = new SearchWithFallback(elasticsearch, postgres, {
    logger: runtime.logger,
    now: runtime.clock,
  });
  const patient = client.child({ requestTimeout: BULK_LIMIT_MS });
  return { ...runtime, search, searchIndex: new IndexManager(patient, runtime) };
}

/** For a read that needs no transaction. */
export const reading = ({ orm }: Pick<Runtime, 'orm'>): EntityManager => orm.em.fork();
