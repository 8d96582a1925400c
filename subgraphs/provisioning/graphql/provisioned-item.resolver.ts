import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { isId } from '#kernel/domain/id.ts';
import { hasPermission, isSelf } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import type { References } from '#kernel/graphql/subgraph-schema.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ProvisionedItemType } from './provisioned-item.type.ts';
import { OrderWithItems, VariantStub } from './stubs.ts';

export const maySee = (
  request: GraphRequest,
  { customerId }: { readonly customerId: string },
): boolean => isSelf(request, customerId) || hasPermission(request, 'provisioning.manage');

/** Another's item answers like one that does not exist. */
const itemById = (rt: Runtime) =>
  batched<string, ProvisionedItemType>(async (ids, request) => {
    const items = await rt.orm.em
      .fork()
      .find(ProvisionedItem, { id: { $in: ids.filter((id) => isId('itm', id)) } });
    return new Map(
      items
        .filter((item) => maySee(request, item))
        .map((item) => [item.id, ProvisionedItemType.of(item)]),
    );
  });

const itemsByOrder = (rt: Runtime) =>
  batched<string, ProvisionedItemType[]>(async (orderIds, request) => {
    const items = await rt.orm.em
      .fork()
      .find(
        ProvisionedItem,
        { orderId: { $in: orderIds.filter((id) => isId('ord', id)) } },
        { orderBy: { id: 'asc' } },
      );
    const visible = items
      .filter((item) => maySee(request, item))
      .map((item) => ProvisionedItemType.of(item));
    return Map.groupBy(visible, ({ orderId }) => orderId);
  });

@Resolver(() => ProvisionedItemType)
export class ProvisionedItemResolver {
  private readonly itemById;

  constructor(rt: Runtime) {
    this.itemById = itemById(rt);
  }

  @Query(() => ProvisionedItemType, {
    nullable: true,
    description: 'One of your provisioned items; null if it is not yours.',
  })
  provisionedItem(
    @Arg('id', () => ID, { description: 'The item.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<ProvisionedItemType | null> {
    return this.itemById(request, id);
  }

  @FieldResolver(() => VariantStub, { nullable: true, description: 'What was bought.' })
  variant(@Root() item: ProvisionedItemType): VariantStub {
    return { id: item.variantId };
  }

  @FieldResolver(() => OrderWithItems, { nullable: true, description: 'The order it belongs to.' })
  order(@Root() item: ProvisionedItemType): OrderWithItems {
    return { id: item.orderId };
  }
}

@Resolver(() => OrderWithItems)
export class OrderItemsResolver {
  private readonly itemsByOrder;

  constructor(rt: Runtime) {
    this.itemsByOrder = itemsByOrder(rt);
  }

  @FieldResolver(() => [ProvisionedItemType], {
    nullable: true,
    description: 'What was provisioned for this order, for its customer and for operators.',
  })
  async provisionedItems(
    @Root() order: OrderWithItems,
    @Ctx() request: GraphRequest,
  ): Promise<ProvisionedItemType[]> {
    return (await this.itemsByOrder(request, order.id)) ?? [];
  }
}

export const references = (rt: Runtime): References => {
  const byId = itemById(rt);
  return {
    ProvisionedItem: ({ id }, request) => byId(request, id),
    Order: ({ id }) => ({ id }),
  };
};
