import type { EntityManager } from '@mikro-orm/postgresql';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { ProductSearch } from './domain/ports.ts';
import { PostgresSearch } from './search/postgres/index.ts';

/** What every room of the catalogue is handed. */
export interface CatalogueRuntime extends Runtime {
  readonly search: ProductSearch;
}

export const openCatalogue = async (runtime: Runtime): Promise<CatalogueRuntime> => ({
  ...runtime,
  search: new PostgresSearch(runtime),
});

/** For a read that needs no transaction. */
export const reading = ({ orm }: Pick<Runtime, 'orm'>): EntityManager => orm.em.fork();
