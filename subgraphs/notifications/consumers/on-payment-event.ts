import { parseId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import type { Consumer } from '#kernel/persistence/consumer.ts';
import type { RefundEvent } from '../../payments/events.ts';
import { type RefundFact, messagesOfRefund } from '../domain/refund-messages.ts';
import type { NotificationsRuntime } from '../runtime.ts';
import { recordMessages } from '../usecases/record-messages.ts';

/** Tells customer and sellers of money that went back. A declined payment is told when the order ends. */
export const onPaymentEvent = (rt: NotificationsRuntime): Consumer => ({
  group: 'notifications.on-payment-event',
  log: 'payments',
  gatherMs: 200,
  handle: async (em, logged) => {
    if (logged.type !== 'RefundSucceeded') return;
    const { data } = logged as unknown as RefundSucceeded;
    await recordMessages(rt, em, logged.id, messagesOfRefund(factIn(data)));
  },
});

type RefundSucceeded = Extract<RefundEvent, { type: 'RefundSucceeded' }>;

const factIn = ({ orderId, customerId, amount, split }: RefundSucceeded['data']): RefundFact => ({
  orderId: parseId('ord', orderId),
  customerId: parseId('usr', customerId),
  amount: Money.fromJSON(amount),
  split: split.map((part) => ({
    merchantId: parseId('mer', part.merchantId),
    amount: Money.fromJSON(part.amount),
  })),
});
