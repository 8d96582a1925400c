import type { Consumer } from '#kernel/persistence/consumer.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { PaymentEvent } from '../../payments/events.ts';
import type { ProvisioningEvent } from '../../provisioning/events.ts';
import type { Topic } from '../workflows/purchase.ts';

type NewsFrom<Event extends { type: string }> = Readonly<Partial<Record<Event['type'], Topic>>>;

const PAYMENT_NEWS: NewsFrom<PaymentEvent> = {
  PaymentAuthorized: 'authorization',
  PaymentDeclined: 'authorization',
  PaymentCancelled: 'authorization',
  PaymentExpired: 'authorization',
  PaymentCaptured: 'capture',
  PaymentCaptureFailed: 'capture',
};

const PROVISIONING_NEWS: NewsFrom<ProvisioningEvent> = {
  OrderProvisioned: 'provisioning',
  OrderProvisioningFailed: 'provisioning',
};

/** Wakes purchases that wait. The event's id is the message's key, so an event that comes again is heard once. */
const tellPurchase = (
  rt: Runtime,
  group: string,
  log: string,
  news: Readonly<Record<string, Topic>>,
): Consumer => ({
  group,
  log,
  handle: async (em, { id, type, data }) => {
    const topic = news[type];
    if (topic)
      await rt.workflows.sendInTransaction(em, String(data['orderId']), { type }, topic, id);
  },
});

export const onPaymentEvent = (rt: Runtime): Consumer =>
  tellPurchase(rt, 'orders.on-payment-event', 'payments', PAYMENT_NEWS);

export const onProvisioningEvent = (rt: Runtime): Consumer =>
  tellPurchase(rt, 'orders.on-provisioning-event', 'provisioning', PROVISIONING_NEWS);
