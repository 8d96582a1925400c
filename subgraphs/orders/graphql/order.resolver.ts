import type { FilterQuery } from '@mikro-orm/core';
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Id, isId } from '#kernel/domain/id.ts';
import {
  hasPermission,
  isSelf,
  requirePermission,
  requireUser,
} from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { References } from '#kernel/graphql/subgraph-schema.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { Order } from '../domain/order.ts';
import { placeOrder } from '../usecases/place-order.ts';
import { OrderConnection, OrderType, PlaceOrderInput, PlaceOrderResult } from './order.type.ts';

/** Another's order answers like one that does not exist. */
export const maySee = (request: GraphRequest, { customerId }: { customerId: string }): boolean =>
  isSelf(request, customerId) || hasPermission(request, 'orders.read');

const orderById = (rt: Runtime) =>
  batched<string, OrderType>(async (ids, request) => {
    const known = ids.filter((id): id is Id<'ord'> => isId('ord', id));
    const orders = await rt.orm.em.fork().find(Order, { id: { $in: known } });
    const visible = orders.filter((order) => maySee(request, order));
    return new Map(visible.map((order) => [order.id, OrderType.of(order)]));
  });

@Resolver(() => OrderType)
export class OrderResolver {
  private readonly orderById;

  constructor(private readonly rt: Runtime) {
    this.orderById = orderById(rt);
  }

  @Query(() => OrderType, {
    nullable: true,
    description: 'An order of yours; null if there is no such one.',
  })
  order(
    @Arg('id', () => ID, { description: 'The order.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<OrderType | null> {
    return this.orderById(request, id);
  }

  @Query(() => OrderConnection, { description: 'Your orders, the newest first.' })
  orders(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<OrderType>> {
    return this.page({ customerId: requireUser(request).id }, args);
  }

  @Query(() => OrderConnection, {
    description: 'Everybody’s orders, the newest first. Needs orders.read.',
  })
  allOrders(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<OrderType>> {
    requirePermission(request, 'orders.read');
    return this.page({}, args);
  }

  @Mutation(() => PlaceOrderResult, {
    description:
      'Orders what is in a cart. Answers at once: the payment goes on by itself and can be watched.',
  })
  async placeOrder(
    @Arg('input', () => PlaceOrderInput, { description: 'What turns the cart into an order.' })
    input: PlaceOrderInput,
    @Ctx() request: GraphRequest,
  ): Promise<OrderType> {
    const { id } = requireUser(request);
    const { cartId, cartSecret = null, payment, shippingAddress, idempotencyKey } = input;
    const { expectedTotal } = input;
    return OrderType.of(
      await placeOrder(this.rt, id, {
        cartId,
        cartSecret,
        payment,
        shippingAddress,
        expectedTotal,
        idempotencyKey,
      }),
    );
  }

  /** Ids of orders sort by the time they were placed. */
  private async page(
    whose: FilterQuery<Order>,
    args: ConnectionArgs,
  ): Promise<Connection<OrderType>> {
    checkPage(args);
    const [before] = args.after == null ? [] : decodeCursor(args.after, idOf('ord'));
    const orders = await this.rt.orm.em
      .fork()
      .find(
        Order,
        { $and: [whose, before === undefined ? {} : { id: { $lt: before } }] },
        { orderBy: { id: 'desc' }, limit: args.first + 1 },
      );
    return toConnection(
      orders,
      args,
      ({ id }) => encodeCursor(id),
      (order) => OrderType.of(order),
    );
  }
}

export const references = (rt: Runtime): References => {
  const byId = orderById(rt);
  return { Order: ({ id }, request) => byId(request, id) };
};
