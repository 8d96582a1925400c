import { defineEntity, p } from '@mikro-orm/core';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { PostedEntry, PostedTransfer, type TransferKind } from '../domain/transfer.ts';

export const PostedTransferMapping = defineEntity({
  class: PostedTransfer,
  tableName: 'transfers',
  readonly: true,
  properties: {
    id: p.string().$type<Id<'trf'>>().primary(),
    reference: p.string(),
    kind: p.string().$type<TransferKind>(),
    reversesId: p.string().$type<Id<'trf'>>().nullable(),
    paymentId: p.string().$type<Id<'pay'>>().nullable(),
    orderId: p.string().$type<Id<'ord'>>().nullable(),
    refundId: p.string().$type<Id<'rfd'>>().nullable(),
    merchantId: p.string().$type<Id<'mer'>>().nullable(),
    description: p.string(),
    entryCount: p.integer(),
    occurredAt: p.datetime(),
    postedAt: p.datetime(),
  },
});

export const PostedEntryMapping = defineEntity({
  class: PostedEntry,
  tableName: 'entries',
  readonly: true,
  properties: {
    transferId: p.string().$type<Id<'trf'>>().primary(),
    sequence: p.integer().primary(),
    accountId: p.string().$type<Id<'lac'>>(),
    currency: p.string().$type<Currency>(),
    amountMinor: p.bigint(),
    postedAt: p.datetime(),
  },
});
