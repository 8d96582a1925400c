import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Message } from '../domain/message.ts';
import { OrderStub } from './stubs.ts';

export enum MessageKindEnum {
  ORDER_CONFIRMED = 'ORDER_CONFIRMED',
  ORDER_CANCELLED = 'ORDER_CANCELLED',
  PAYMENT_DECLINED = 'PAYMENT_DECLINED',
  REFUNDED = 'REFUNDED',
  SOLD = 'SOLD',
  SALE_REFUNDED = 'SALE_REFUNDED',
  STOCK_LOW = 'STOCK_LOW',
}
registerEnumType(MessageKindEnum, {
  name: 'MessageKind',
  description: 'What a message is about.',
  valuesConfig: {
    ORDER_CONFIRMED: { description: 'To the customer: the order is paid and confirmed.' },
    ORDER_CANCELLED: { description: 'To the customer: the order came to nothing, and why.' },
    PAYMENT_DECLINED: {
      description: 'To the customer: the payment was declined, and the order with it.',
    },
    REFUNDED: { description: 'To the customer: money went back.' },
    SOLD: { description: 'To the seller: something was bought and paid.' },
    SALE_REFUNDED: { description: 'To the seller: money of a sale went back to the customer.' },
    STOCK_LOW: { description: 'To the seller: little is left of something.' },
  },
});

export enum DeliveryStatusEnum {
  NOT_CONFIGURED = 'NOT_CONFIGURED',
  PENDING = 'PENDING',
  SENT = 'SENT',
  FAILED = 'FAILED',
}
registerEnumType(DeliveryStatusEnum, {
  name: 'MessageDeliveryStatus',
  description: 'Whether a message has left by mail. It can be read here in any case.',
  valuesConfig: {
    NOT_CONFIGURED: {
      description: 'No mail server was configured when it was written; it is only read here.',
    },
    PENDING: { description: 'It will be sent, or is tried again after a failure.' },
    SENT: { description: 'The mail server took it.' },
    FAILED: { description: 'The mail server refused it, or too many attempts failed.' },
  },
});

@ObjectType('Message', {
  description: 'What a customer or a seller was told, mostly about an order.',
})
export class MessageType {
  @Field(() => ID, { description: 'Begins with msg_.' })
  id!: string;

  @Field(() => MessageKindEnum, { description: 'What it is about.' })
  kind!: MessageKindEnum;

  @Field(() => String, { description: 'Its subject, on one line.' })
  subject!: string;

  @Field(() => String, { description: 'Its text, plain.' })
  body!: string;

  @Field(() => OrderStub, {
    nullable: true,
    description: 'The order it is about, for those who may see it; null if it is about none.',
  })
  order!: OrderStub | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was written.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When the mail server took it; null before.',
  })
  sentAt!: Date | null;

  @Field(() => DeliveryStatusEnum, { description: 'Whether it has left by mail.' })
  deliveryStatus!: DeliveryStatusEnum;

  static of(message: Message): MessageType {
    const { id, kind, subject, body, createdAt, sentAt, deliveryStatus } = message;
    const order = message.orderId === null ? null : { id: message.orderId };
    return Object.assign(new MessageType(), {
      id,
      kind,
      subject,
      body,
      order,
      createdAt,
      sentAt,
      deliveryStatus,
    });
  }
}
