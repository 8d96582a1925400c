import type { Id } from '#kernel/domain/id.ts';

export const MESSAGE_KINDS = [
  'ORDER_CONFIRMED',
  'ORDER_CANCELLED',
  'PAYMENT_DECLINED',
  'REFUNDED',
  'SOLD',
  'SALE_REFUNDED',
  'STOCK_LOW',
] as const;

/** What a message is about. The first four go to customers, the others to sellers. */
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** A customer, or a merchant for all who sell for it. */
export type RecipientId = Id<'usr'> | Id<'mer'>;

/** What one recipient is to be told. Holds neither name nor address. */
export interface MessageDraft {
  readonly kind: MessageKind;
  readonly recipientId: RecipientId;
  /** Null if it is not about an order. */
  readonly orderId: Id<'ord'> | null;
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
}
