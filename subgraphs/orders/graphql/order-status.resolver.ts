import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { encodeCursor } from '#kernel/graphql/cursor.ts';
import { presentRows } from '#kernel/graphql/present.ts';
import { statusSource } from '#kernel/graphql/status-source.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { OrderNotFound } from '../domain/errors.ts';
import { STATUS_TOLD_BY, type OrderStatus, isFinal } from '../domain/order-status.ts';
import { Order } from '../domain/order.ts';
import type { OrderEvent } from '../events.ts';
import { maySee } from './order.resolver.ts';
import { OrderStatusChangeType, OrderType } from './order.type.ts';

/** An order is followed by who placed it, at most this long before its first event can be read. */
const PATIENCE_MS = 3_000;

@Resolver(() => OrderStatusChangeType)
export class OrderStatusResolver {
  private readonly orders;

  constructor({ orm }: Runtime) {
    this.orders = presentRows((ids: Id<'ord'>[]) =>
      orm.em.fork().find(Order, { id: { $in: ids } }),
    );
  }

  @Subscription(() => OrderStatusChangeType, {
    topics: 'named by orderStatusSource',
    description:
      'The current status of an order of yours, then each change once, in order. Ends with the purchase: when the order ' +
      'is completed or cancelled.',
  })
  orderStatusChanged(
    @Root() { data, position, occurredAt, ...event }: LogEvent<OrderEvent['data']>,
    @Arg('orderId', () => ID, { description: 'The order.' }) _orderId: string,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The cursor of the last change that was seen.',
    })
    _after: string | null,
  ): OrderStatusChangeType {
    return Object.assign(new OrderStatusChangeType(), {
      cursor: encodeCursor(position),
      status: statusOf(event),
      reason: 'reason' in data ? data.reason : null,
      occurredAt,
      orderId: data.orderId,
    });
  }

  @FieldResolver(() => OrderType, {
    description: 'The order as it is now, which may be further than this change.',
  })
  async order(@Root() { orderId }: OrderStatusChangeType): Promise<OrderType> {
    return OrderType.of(await this.orders(orderId));
  }
}

const statusOf = ({ type }: { type: string }): OrderStatus =>
  STATUS_TOLD_BY[type as OrderEvent['type']];

export const orderStatusSource = (rt: Runtime): Subscriptions => ({
  orderStatusChanged: statusSource<OrderEvent['data']>(rt, {
    argument: 'orderId',
    patienceMs: PATIENCE_MS,
    maySee,
    isLast: (event) => isFinal(statusOf(event)),
    notFound: () => new OrderNotFound(),
  }),
});
