import { defineEntity, p } from '@mikro-orm/core';
import type { Currency } from '#kernel/domain/currency.ts';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import { ORDER_STATUSES } from '../domain/order-status.ts';
import { Order } from '../domain/order.ts';
import type { PaymentMethod } from '../domain/payment-method.ts';
import type { ShippingAddress } from '../domain/shipping-address.ts';
import type { OrderedLine } from '../events.ts';

export const OrderMapping = defineEntity({
  class: Order,
  tableName: 'orders',
  properties: {
    ...aggregateProperties<'ord'>(),
    cartId: p.string().$type<`crt_${string}`>(),
    customerId: p.string().$type<`usr_${string}`>(),
    paymentId: p.string().$type<`pay_${string}`>(),
    currency: p.string().$type<Currency>(),
    totalMinor: p.bigint('bigint'),
    lines: p.json<readonly OrderedLine[]>(),
    shippingAddress: p.json<ShippingAddress>(),
    paymentMethod: p.json<PaymentMethod>(),
    placedAt: p.datetime(),
    status: p.enum(ORDER_STATUSES),
    cancellationReason: p.string().nullable(),
    decidedAt: p.datetime().nullable(),
  },
});
