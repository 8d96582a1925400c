import { Arg, Args, Ctx, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { hasPermission, requirePermission } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf, instant, wholeNumber } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { statusSource } from '#kernel/graphql/status-source.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import { ImportNotFound } from '../domain/errors.ts';
import type { ImportEvent } from '../events.ts';
import { faultsOf, findImport, listImports } from '../persistence/product-imports.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import {
  ImportFaultConnection,
  ImportFaultType,
  ImportProgressType,
  ProductImportConnection,
  ProductImportType,
} from './product-import.type.ts';

const PERMISSION = 'catalogue.manage';
const NEEDS = `Needs ${PERMISSION}.`;

/** Files of products that were sent, and how far each has come. */
@Resolver()
export class ProductImportResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => ProductImportType, {
    nullable: true,
    description: `An import of products; null if there is none. ${NEEDS}`,
  })
  async productImport(
    @Arg('id', () => ID, { description: 'The import.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<ProductImportType | null> {
    requirePermission(request, PERMISSION);
    const found = await findImport(reading(this.rt), id);
    return found && ProductImportType.of(found);
  }

  @Query(() => ProductImportConnection, {
    description: `Imports of products, the newest first. ${NEEDS}`,
  })
  async productImports(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<ProductImportType>> {
    requirePermission(request, PERMISSION);
    checkPage(page);
    const [startedAt, id] = page.after ? decodeCursor(page.after, instant, idOf('imp')) : [];
    const after = startedAt !== undefined && id !== undefined ? { startedAt, id } : null;
    const found = await listImports(reading(this.rt), { limit: page.first + 1, after });
    return toConnection(
      found,
      page,
      (row) => encodeCursor(row.startedAt.toISOString(), row.id),
      ProductImportType.of,
    );
  }

  @Query(() => ImportFaultConnection, {
    description: `What is wrong in an imported file, in its order; the first 10,000 faults are kept. ${NEEDS}`,
  })
  async importFaults(
    @Arg('importId', () => ID, { description: 'The import.' }) importId: string,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<ImportFaultType>> {
    requirePermission(request, PERMISSION);
    checkPage(page);
    const [after = 0] = page.after ? decodeCursor(page.after, wholeNumber) : [];
    const faults = await faultsOf(reading(this.rt), importId, { after, limit: page.first + 1 });
    return toConnection(faults, page, ({ place }) => encodeCursor(place), ImportFaultType.of);
  }

  @Subscription(() => ImportProgressType, {
    topics: 'named by importProgressSource',
    description: `How far an import has come, then each part of it once, in order, until it has ended. ${NEEDS}`,
  })
  importProgressed(
    @Root() event: LogEvent<ImportEvent['data']>,
    @Arg('importId', () => ID, { description: 'The import.' }) _importId: string,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The cursor of the last news that was seen.',
    })
    _after: string | null,
  ): ImportProgressType {
    return ImportProgressType.of(event);
  }
}

const PATIENCE_MS = 5_000;

export function importProgressSource(rt: CatalogueRuntime): Subscriptions {
  const source = statusSource<ImportEvent['data']>(rt, {
    argument: 'importId',
    patienceMs: PATIENCE_MS,
    maySee: (request) => hasPermission(request, PERMISSION),
    isLast: ({ data }) => data.status !== 'RUNNING',
    notFound: () => new ImportNotFound(),
  });
  return {
    importProgressed(args, request) {
      requirePermission(request, PERMISSION);
      return source(args, request);
    },
  };
}
