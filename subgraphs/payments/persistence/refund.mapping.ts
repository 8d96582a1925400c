import { defineEntity, p } from '@mikro-orm/core';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import type { RefundStatus } from '../domain/refund-status.ts';
import { Refund } from '../domain/refund.ts';
import type { Split } from '../events.ts';

export const RefundMapping = defineEntity({
  class: Refund,
  tableName: 'refunds',
  properties: {
    ...aggregateProperties<'rfd'>(),
    paymentId: p.string().$type<Id<'pay'>>(),
    orderId: p.string().$type<Id<'ord'>>(),
    customerId: p.string().$type<Id<'usr'>>(),
    amountMinor: p.bigint(),
    currency: p.string().$type<Currency>(),
    split: p.json<Split>(),
    reason: p.string(),
    requestedBy: p.string(),
    provider: p.string(),
    status: p.string().$type<RefundStatus>(),
    failure: p.string().nullable(),
    createdAt: p.datetime(),
  },
});
