import { type Runtime, defineContext } from '#kernel/runtime/context.ts';
import { sql } from '#kernel/persistence/sql.ts';
import { onReservationCommitted } from './consumers/on-reservation-committed.ts';
import { CategoryChangesResolver } from './graphql/category-changes.resolver.ts';
import { CategoryResolver } from './graphql/category.resolver.ts';
import { CollectionChangesResolver } from './graphql/collection-changes.resolver.ts';
import { CollectionResolver } from './graphql/collection.resolver.ts';
import { FacetResolver, FacetValueResolver } from './graphql/facet.resolver.ts';
import { InventoryResolver } from './graphql/inventory.resolver.ts';
import { MediaResolver } from './graphql/media.type.ts';
import {
  OptionChoiceResolver,
  OptionResolver,
  ChosenOptionResolver,
  ProductOptionResolver,
} from './graphql/option.resolver.ts';
import { ProductImportResolver, importProgressSource } from './graphql/product-import.resolver.ts';
import {
  ProductAttributeResolver,
  ProductSchemaResolver,
  TypedAttributeResolver,
} from './graphql/product-schema.resolver.ts';
import { ProductRecordResolver } from './graphql/product-record.resolver.ts';
import { ProductUpsertResolver } from './graphql/product-upsert.resolver.ts';
import { ProductResolver } from './graphql/product.resolver.ts';
import { catalogueReferences } from './graphql/references.ts';
import { SearchResolver } from './graphql/search.resolver.ts';
import { SearchTuningResolver } from './graphql/search-tuning.resolver.ts';
import { StockResolver } from './graphql/stock.resolver.ts';
import { SuggestionResolver } from './graphql/suggestion.resolver.ts';
import { VariantResolver } from './graphql/variant.resolver.ts';
import { Migration20261121CreateCatalogue } from './persistence/migrations/20261121-create-catalogue.ts';
import { Migration20261121KeepInventory } from './persistence/migrations/20261121-keep-inventory.ts';
import { Migration20261122DeepenSearch } from './persistence/migrations/20261122-deepen-search.ts';
import { Migration20261123KeepProducts } from './persistence/migrations/20261123-keep-products.ts';
import { Migration20261124ImportProducts } from './persistence/migrations/20261124-import-products.ts';
import { Migration20261125NumberProducts } from './persistence/migrations/20261125-number-products.ts';
import { Migration20261126VersionCategories } from './persistence/migrations/20261126-version-categories.ts';
import { Migration20261127KeepCollections } from './persistence/migrations/20261127-keep-collections.ts';
import { Migration20261128SearchPricesThatHold } from './persistence/migrations/20261128-search-prices-that-hold.ts';
import { Migration20261129RememberSearchTuning } from './persistence/migrations/20261129-remember-search-tuning.ts';
import { Migration20261130VersionInventory } from './persistence/migrations/20261130-version-inventory.ts';
import { Migration20261201FollowVariantsOnTheShelf } from './persistence/migrations/20261201-follow-variants-on-the-shelf.ts';
import { Migration20261202SortByPopularity } from './persistence/migrations/20261202-sort-by-popularity.ts';
import { Migration20261203NameOptions } from './persistence/migrations/20261203-name-options.ts';
import { Migration20261204SuggestInLanguages } from './persistence/migrations/20261204-suggest-in-languages.ts';
import { Migration20261205TakeSlugsWhenPublished } from './persistence/migrations/20261205-take-slugs-when-published.ts';
import { Migration20261206CountPrices } from './persistence/migrations/20261206-count-prices.ts';
import { ProductImportMapping } from './persistence/product-import.mapping.ts';
import { ReservationMapping } from './persistence/reservation.mapping.ts';
import { StockPolicyMapping } from './persistence/stock-policy.mapping.ts';
import { catalogueRest } from './rest/index.ts';
import { productFiles } from './rest/product-files.ts';
import { type CatalogueRuntime, openCatalogue, reading } from './runtime.ts';
import { type ExportRequest, exportProducts } from './usecases/export-products.ts';
import { type ImportRequest, importProducts } from './usecases/import-products.ts';
import { expireReservations } from './usecases/expire-reservations.ts';
import { indexProducts } from './search/elasticsearch/index-products.ts';
import { seedCatalogue } from './usecases/seed-catalogue.ts';

/** What the shop sells, what it costs, and what of it is there. */
export const catalogue = defineContext<CatalogueRuntime>({
  name: 'catalogue',
  entities: [ProductImportMapping, ReservationMapping, StockPolicyMapping],
  migrations: [
    Migration20261121CreateCatalogue,
    Migration20261121KeepInventory,
    Migration20261122DeepenSearch,
    Migration20261123KeepProducts,
    Migration20261124ImportProducts,
    Migration20261125NumberProducts,
    Migration20261126VersionCategories,
    Migration20261127KeepCollections,
    Migration20261128SearchPricesThatHold,
    Migration20261129RememberSearchTuning,
    Migration20261130VersionInventory,
    Migration20261201FollowVariantsOnTheShelf,
    Migration20261202SortByPopularity,
    Migration20261203NameOptions,
    Migration20261204SuggestInLanguages,
    Migration20261205TakeSlugsWhenPublished,
    Migration20261206CountPrices,
  ],
  publishes: true,
  open: openCatalogue,
  graph: {
    resolvers: [
      ProductResolver,
      ProductRecordResolver,
      ProductUpsertResolver,
      MediaResolver,
      ProductSchemaResolver,
      ProductAttributeResolver,
      TypedAttributeResolver,
      OptionResolver,
      ProductOptionResolver,
      OptionChoiceResolver,
      ChosenOptionResolver,
      ProductImportResolver,
      VariantResolver,
      CategoryResolver,
      CategoryChangesResolver,
      CollectionResolver,
      CollectionChangesResolver,
      SearchResolver,
      FacetResolver,
      FacetValueResolver,
      SuggestionResolver,
      SearchTuningResolver,
      StockResolver,
      InventoryResolver,
    ],
    references: catalogueReferences,
    subscriptions: importProgressSource,
  },
  rest: productFiles,
  publicApi: catalogueRest,
  consumers: () => [onReservationCommitted],
  jobs: (rt) => [
    ...(rt.searchIndex ? [indexProducts(rt.searchIndex, rt)] : []),
    {
      name: 'learn search words',
      everyMs: 600_000,
      run: async () => {
        await sql(reading(rt), 'select catalogue.learn_words()');
      },
    },
    {
      name: 'turn prices',
      everyMs: 5_000,
      run: async () => {
        await sql(reading(rt), 'select catalogue.turn_prices()');
      },
    },
    {
      name: 'expire reservations',
      everyMs: 5_000,
      run: async () => {
        const expired = await expireReservations(rt);
        if (expired > 0) rt.logger.info({ expired }, 'reservations expired');
      },
    },
  ],
  prepare: (rt) => rt.search.prepare(),
  close: (rt) => rt.offers.close(),
  seed: (rt) => seedCatalogue(rt),
});

/** Products as files, for commands that have opened this context. */
export const productFilesOf = (rt: Runtime) => ({
  import: (request: ImportRequest) => importProducts(rt as CatalogueRuntime, request),
  export: (request: ExportRequest) => exportProducts(rt as CatalogueRuntime, request),
});
export { formatOf } from './files/source.ts';
