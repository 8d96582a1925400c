import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { cancellationInWords, declineInWords } from './cancellation-reason.ts';
import { letter, onOneLine } from './letter.ts';
import type { MessageDraft } from './message-draft.ts';

export interface OrderLine {
  readonly merchantId: Id<'mer'>;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** What an event says of an order, in our own terms. */
export interface OrderFact {
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly total: Money;
  readonly lines: readonly OrderLine[];
}

/** The customer hears that it is settled, and each seller what of it is theirs. */
export function messagesOfCompletedOrder(order: OrderFact): MessageDraft[] {
  const byMerchant = Map.groupBy(order.lines, ({ merchantId }) => merchantId);
  return [
    orderConfirmed(order),
    ...[...byMerchant].map(([merchant, lines]) => sold(order, merchant, lines)),
  ];
}

/** The customer hears why, and that nothing was charged. */
export function messageOfCancelledOrder(order: OrderFact, reason: string): MessageDraft {
  const decline = declineInWords(reason);
  return decline === undefined ? orderCancelled(order, reason) : paymentDeclined(order, decline);
}

const NOTHING_CHARGED =
  'Nothing was charged. If your bank shows a reserved amount, it disappears by itself, usually within a few days.';

const orderConfirmed = (order: OrderFact): MessageDraft => ({
  ...toCustomer(order),
  kind: 'ORDER_CONFIRMED',
  subject: `Your order is confirmed (${order.total.toString()})`,
  body: letter(
    'thank you for your order. It is paid and confirmed.',
    listOf(order.lines),
    `Charged: ${order.total.toString()}`,
    `Order: ${order.orderId}`,
  ),
});

const orderCancelled = (order: OrderFact, reason: string): MessageDraft => ({
  ...toCustomer(order),
  kind: 'ORDER_CANCELLED',
  subject: 'Your order was cancelled',
  body: letter(
    `we had to cancel your order. ${cancellationInWords(reason)}`,
    listOf(order.lines),
    NOTHING_CHARGED,
    `Order: ${order.orderId}`,
  ),
});

const paymentDeclined = (order: OrderFact, decline: string): MessageDraft => ({
  ...toCustomer(order),
  kind: 'PAYMENT_DECLINED',
  subject: `Your payment of ${order.total.toString()} was declined`,
  body: letter(
    `your payment of ${order.total.toString()} was declined: ${decline}. So your order was cancelled.`,
    listOf(order.lines),
    `${NOTHING_CHARGED} You are welcome to order again and pay in another way.`,
    `Order: ${order.orderId}`,
  ),
});

function sold(order: OrderFact, merchantId: Id<'mer'>, lines: readonly OrderLine[]): MessageDraft {
  const total = Money.sum(lines.map(priceOf), order.total.currency).toString();
  return {
    kind: 'SOLD',
    recipientId: merchantId,
    orderId: order.orderId,
    subject: `You sold for ${total}`,
    body: letter(
      'a customer has bought and paid:',
      listOf(lines),
      `Sold for: ${total}, before fees`,
      `Order: ${order.orderId}`,
    ),
  };
}

const toCustomer = ({ customerId, orderId }: OrderFact) => ({ recipientId: customerId, orderId });

const priceOf = ({ unitPrice, quantity }: OrderLine): Money => unitPrice.times(quantity);

const listOf = (lines: readonly OrderLine[]): string =>
  lines
    .map(
      (line) =>
        `- ${line.quantity} × ${onOneLine(line.name)} (${onOneLine(line.sku)}): ${priceOf(line).toString()}`,
    )
    .join('\n');
