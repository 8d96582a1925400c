import { Client, errors } from '@elastic/elasticsearch';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { ProductSearch } from '../../domain/ports.ts';
import type { Understandings } from '../understandings.ts';
import { SearchWithFallback } from '../with-fallback.ts';
import { IndexManager } from './index-manager.ts';
import { ElasticsearchSearch } from './index.ts';

/** PostgreSQL answers what takes longer. */
const SEARCH_LIMIT_MS = 2_000;
const BULK_LIMIT_MS = 30_000;

/** It answers others, but not what was asked. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof errors.ResponseError && error.statusCode === 400;

/** The Elasticsearch at `node` as the engine, `postgres` standing in for it while it does not answer. */
export function openElasticsearch(
  node: string,
  runtime: Runtime & { readonly understandings: Understandings },
  postgres: ProductSearch,
): { readonly search: ProductSearch; readonly searchIndex: IndexManager } {
  const client = new Client({ node, maxRetries: 0, requestTimeout: SEARCH_LIMIT_MS });
  const search = new SearchWithFallback(new ElasticsearchSearch(client, runtime), postgres, {
    logger: runtime.logger,
    now: runtime.clock,
    isRefusal,
  });
  const patient = client.child({ requestTimeout: BULK_LIMIT_MS });
  return { search, searchIndex: new IndexManager(patient, runtime) };
}
