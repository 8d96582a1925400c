import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { encodeCursor } from '#kernel/graphql/cursor.ts';
import { presentRows } from '#kernel/graphql/present.ts';
import { statusSource } from '#kernel/graphql/status-source.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { ProvisionedItemNotFound } from '../domain/errors.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { isFinal } from '../domain/provisioning-status.ts';
import type { ProvisionedItemEvent } from '../events.ts';
import { maySee } from './provisioned-item.resolver.ts';
import { ItemStatusChangeType, ProvisionedItemType } from './provisioned-item.type.ts';

/** An item is followed by who has read of it, at most this long before its first event can be read. */
const PATIENCE_MS = 3_000;

@Resolver(() => ItemStatusChangeType)
export class ItemStatusResolver {
  private readonly items;

  constructor({ orm }: Runtime) {
    this.items = presentRows((ids: Id<'itm'>[]) =>
      orm.em.fork().find(ProvisionedItem, { id: { $in: ids } }),
    );
  }

  @Subscription(() => ItemStatusChangeType, {
    topics: 'named by itemStatusSource',
    description:
      'The current status of a provisioned item of yours, then each change once, in order. Ends when the item is taken ' +
      'back, after which nothing can follow.',
  })
  provisioningStatusChanged(
    @Root() { data, position, occurredAt }: LogEvent<ProvisionedItemEvent['data']>,
    @Arg('itemId', () => ID, { description: 'The provisioned item.' }) _itemId: string,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The cursor of the last change that was seen.',
    })
    _after: string | null,
  ): ItemStatusChangeType {
    const { status, itemId } = data;
    const cursor = encodeCursor(position);
    return Object.assign(new ItemStatusChangeType(), { cursor, status, occurredAt, itemId });
  }

  @FieldResolver(() => ProvisionedItemType, {
    description: 'The item as it is now, which may be further than this change.',
  })
  async item(@Root() { itemId }: ItemStatusChangeType): Promise<ProvisionedItemType> {
    return ProvisionedItemType.of(await this.items(itemId));
  }
}

export const itemStatusSource = (rt: Runtime): Subscriptions => ({
  provisioningStatusChanged: statusSource<ProvisionedItemEvent['data']>(rt, {
    argument: 'itemId',
    patienceMs: PATIENCE_MS,
    maySee,
    isLast: ({ data }) => isFinal(data.status),
    notFound: () => new ProvisionedItemNotFound(),
  }),
});
