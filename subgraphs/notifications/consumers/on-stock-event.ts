import { parseId } from '#kernel/domain/id.ts';
import type { Consumer } from '#kernel/persistence/consumer.ts';
import type { StockEvent } from '../../catalogue/events.ts';
import { messageOfLowStock } from '../domain/stock-messages.ts';
import type { NotificationsRuntime } from '../runtime.ts';
import { recordMessages } from '../usecases/record-messages.ts';

type StockLow = Extract<StockEvent, { type: 'StockLow' }>;

/** Tells sellers of what little is left. */
export const onStockEvent = (rt: NotificationsRuntime): Consumer => ({
  group: 'notifications.on-stock-event',
  log: 'catalogue',
  // Nearly all that it reads are reservations, which are nothing to it.
  gatherMs: 1_000,
  handle: async (em, logged) => {
    if (logged.type !== 'StockLow') return;
    const { merchantId, sku, productName, available } = (logged as unknown as StockLow).data;
    const fact = { merchantId: parseId('mer', merchantId), sku, productName, available };
    await recordMessages(rt, em, logged.id, [messageOfLowStock(fact)]);
  },
});
