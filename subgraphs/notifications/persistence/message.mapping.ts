import { defineEntity, p } from '@mikro-orm/core';
import { DELIVERY_STATUSES } from '../domain/delivery.ts';
import { Message } from '../domain/message.ts';
import { MESSAGE_KINDS, type RecipientId } from '../domain/message-draft.ts';

export const MessageMapping = defineEntity({
  class: Message,
  tableName: 'messages',
  properties: {
    id: p.string().$type<`msg_${string}`>().primary(),
    eventId: p.uuid(),
    recipientId: p.string().$type<RecipientId>(),
    kind: p.enum(MESSAGE_KINDS),
    orderId: p.string().$type<`ord_${string}`>().nullable(),
    subject: p.string(),
    body: p.text(),
    createdAt: p.datetime(),
    deliveryStatus: p.enum(DELIVERY_STATUSES),
    attempts: p.integer(),
    nextAttemptAt: p.datetime().nullable(),
    sentAt: p.datetime().nullable(),
    lastError: p.string().nullable(),
  },
});
