import type { EntityManager } from '@mikro-orm/postgresql';
import type { SharedStore } from '#kernel/cache/cache.ts';
import { RedisStore } from '#kernel/cache/redis-store.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { OptionOrders } from './domain/option-order.ts';
import type { ProductSearch } from './domain/ports.ts';
import { Categories } from './persistence/categories.ts';
import { Offers } from './persistence/offers.ts';
import { readOptionOrders } from './persistence/option-orders.ts';
import type { IndexManager } from './search/elasticsearch/index-manager.ts';
import { PostgresSearch } from './search/postgres/index.ts';
import { KeptTally } from './search/postgres/kept-tally.ts';
import { Renewed } from './search/renewed.ts';
import { Understandings } from './search/understandings.ts';

/** What every room of the catalogue is handed. */
export interface CatalogueRuntime extends Runtime {
  readonly search: ProductSearch;
  /** Null when PostgreSQL is the engine. */
  readonly searchIndex: IndexManager | null;
  readonly offers: Offers;
  readonly categories: Categories;
  readonly tally: KeptTally;
  readonly optionOrders: Renewed<OptionOrders>;
  readonly understandings: Understandings;
}

/** In what order products offer sizes seldom changes, and to ask all of 100,000 takes 0.1 s. */
const ORDERS_LAST_MS = 600_000;

export async function openCatalogue(opened: Runtime): Promise<CatalogueRuntime> {
  const em = () => opened.orm.em.fork();
  const categories = new Categories(em);
  const runtime = {
    ...opened,
    offers: new Offers(em, await openStore(opened), categories),
    categories,
    tally: new KeptTally(em),
    optionOrders: new Renewed(() => readOptionOrders(em()), ORDERS_LAST_MS),
    understandings: new Understandings(em),
  };
  const postgres = new PostgresSearch(runtime);
  const node = runtime.settings.ELASTICSEARCH_URL;
  if (node === undefined) return { ...runtime, search: postgres, searchIndex: null };
  // Loaded only by whoever has one.
  const { openElasticsearch } = await import('./search/elasticsearch/open.ts');
  return { ...runtime, ...openElasticsearch(node, runtime, postgres) };
}

/** What processes of this installation keep together is found by none that has another database. */
async function openStore({ settings, orm, logger }: Runtime): Promise<SharedStore | null> {
  if (settings.REDIS_URL === undefined) return null;
  const [database] = await sql<{ name: string }>(
    orm.em.fork(),
    `select system_identifier || '.' || (select oid from pg_database where datname = current_database()) as name
     from pg_control_system()`,
  );
  return RedisStore.open(settings.REDIS_URL, `comptoir:catalogue:${database!.name}:`, logger);
}

/** For a read that needs no transaction. */
export const reading = ({ orm }: Pick<Runtime, 'orm'>): EntityManager => orm.em.fork();
