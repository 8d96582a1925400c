import type { EntityManager } from '@mikro-orm/postgresql';
import type { Runtime } from '#kernel/runtime/context.ts';
import { FacetDictionary } from './persistence/facet-dictionary.ts';

/** What every room of the catalogue is handed. */
export interface CatalogueRuntime extends Runtime {
  readonly facetDictionary: FacetDictionary;
}

export const openCatalogue = async (runtime: Runtime): Promise<CatalogueRuntime> => ({
  ...runtime,
  facetDictionary: new FacetDictionary(),
});

/** For a read that needs no transaction. */
export const reading = ({ orm }: Pick<Runtime, 'orm'>): EntityManager => orm.em.fork();
