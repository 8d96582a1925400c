import type { Id } from '#kernel/domain/id.ts';
import type { Money } from '#kernel/domain/money.ts';
import { letter } from './letter.ts';
import type { MessageDraft } from './message-draft.ts';

/** Money that went back to a customer, and each merchant's part of it. */
export interface RefundFact {
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly amount: Money;
  readonly split: readonly { readonly merchantId: Id<'mer'>; readonly amount: Money }[];
}

/** The customer and every seller whose sale it takes back hear of it. */
export const messagesOfRefund = (refund: RefundFact): MessageDraft[] => [
  refunded(refund),
  ...refund.split
    .filter(({ amount }) => !amount.isZero)
    .map(({ merchantId, amount }) => saleRefunded(refund.orderId, merchantId, amount)),
];

const refunded = ({ orderId, customerId, amount }: RefundFact): MessageDraft => ({
  kind: 'REFUNDED',
  recipientId: customerId,
  orderId,
  subject: `You were refunded ${amount.toString()}`,
  body: letter(
    `we have refunded ${amount.toString()}. The money goes back the way you paid; your bank shows it, usually within a few days.`,
    `Order: ${orderId}`,
  ),
});

const saleRefunded = (orderId: Id<'ord'>, merchantId: Id<'mer'>, amount: Money): MessageDraft => ({
  kind: 'SALE_REFUNDED',
  recipientId: merchantId,
  orderId,
  subject: `A sale was refunded (${amount.toString()})`,
  body: letter(
    `${amount.toString()} of a sale went back to the customer. Your wallet shows what that changes.`,
    `Order: ${orderId}`,
  ),
});
