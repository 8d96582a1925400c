import { defineEntity, p } from '@mikro-orm/core';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { Attempt, type AttemptStatus } from '../domain/attempt.ts';
import { Capture, type CaptureStatus } from '../domain/capture.ts';
import type { PaymentStatus } from '../domain/payment-status.ts';
import { Payment } from '../domain/payment.ts';
import type { Card } from '../domain/ports.ts';
import type { Share } from '../domain/split.ts';

export const PaymentMapping = defineEntity({
  class: Payment,
  tableName: 'payments',
  properties: {
    id: p.string().$type<Id<'pay'>>().primary(),
    // Some changes (when to ask next, money set aside) raise no event, so it is not the version that tells of a conflict.
    version: p.integer(),
    revision: p.integer().concurrencyCheck(),
    orderId: p.string().$type<Id<'ord'>>(),
    customerId: p.string().$type<Id<'usr'>>(),
    currency: p.string().$type<Currency>(),
    amountMinor: p.bigint(),
    authorizedMinor: p.bigint(),
    capturedMinor: p.bigint(),
    pendingRefundMinor: p.bigint(),
    refundedMinor: p.bigint(),
    shares: p.json<Share[]>(),
    token: p.string().nullable(),
    returnUrl: p.string().nullable(),
    buyerCountry: p.string().nullable(),
    status: p.string().$type<PaymentStatus>(),
    reason: p.string().nullable(),
    nextActionUrl: p.string().nullable(),
    card: p.json<Card>().nullable(),
    cancellationReason: p.string().nullable(),
    askAt: p.datetime().nullable(),
    asked: p.integer(),
    createdAt: p.datetime(),
  },
});

/** A reference, so that the payment's row is written before those that belong to it. */
const paymentId = () => p.manyToOne(PaymentMapping).mapToPk().fieldName('payment_id');

export const AttemptMapping = defineEntity({
  class: Attempt,
  tableName: 'attempts',
  properties: {
    id: p.string().$type<Id<'att'>>().primary(),
    paymentId,
    provider: p.string(),
    providerPaymentId: p.string().nullable(),
    amountMinor: p.bigint(),
    currency: p.string().$type<Currency>(),
    challenge: p.boolean(),
    status: p.string().$type<AttemptStatus>(),
    reason: p.string().nullable(),
    createdAt: p.datetime(),
  },
});

export const CaptureMapping = defineEntity({
  class: Capture,
  tableName: 'captures',
  properties: {
    id: p.string().$type<Id<'cap'>>().primary(),
    paymentId,
    amountMinor: p.bigint(),
    currency: p.string().$type<Currency>(),
    status: p.string().$type<CaptureStatus>(),
    reason: p.string().nullable(),
    createdAt: p.datetime(),
  },
});
