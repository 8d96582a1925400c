import { parseId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import type { Consumer } from '#kernel/persistence/consumer.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import type { MessageDraft } from '../domain/message-draft.ts';
import {
  type OrderFact,
  messageOfCancelledOrder,
  messagesOfCompletedOrder,
} from '../domain/order-messages.ts';
import type { AboutOrder, OrderEvent } from '../../orders/events.ts';
import type { NotificationsRuntime } from '../runtime.ts';
import { recordMessages } from '../usecases/record-messages.ts';

/** Tells customer and sellers how an order ended. */
export const onOrderEvent = (rt: NotificationsRuntime): Consumer => ({
  group: 'notifications.on-order-event',
  log: 'orders',
  gatherMs: 200,
  handle: async (em, logged) => {
    const drafts = draftsFor(logged);
    if (drafts.length > 0) await recordMessages(rt, em, logged.id, drafts);
  },
});

function draftsFor(logged: LogEvent): MessageDraft[] {
  const event = logged as unknown as OrderEvent;
  switch (event.type) {
    case 'OrderCompleted':
      return messagesOfCompletedOrder(factIn(event.data));
    case 'OrderCancelled':
      return [messageOfCancelledOrder(factIn(event.data), event.data.reason)];
    default:
      return [];
  }
}

const factIn = ({ orderId, customerId, total, lines }: AboutOrder): OrderFact => ({
  orderId: parseId('ord', orderId),
  customerId: parseId('usr', customerId),
  total: Money.fromJSON(total),
  lines: lines.map(({ merchantId, sku, name, quantity, unitPrice }) => ({
    merchantId: parseId('mer', merchantId),
    sku,
    name,
    quantity,
    unitPrice: Money.fromJSON(unitPrice),
  })),
});
