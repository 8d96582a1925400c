import type { Consumer } from '#kernel/persistence/consumer.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import type { PaymentEvent } from '../../payments/events.ts';
import type { ProvisioningEvent } from '../../provisioning/events.ts';
import type { Topic } from '../domain/purchase.ts';
import { whoAwaitsNews } from '../usecases/news.ts';

/** Few purchases wait, and those that do wait for people: what is read together costs less, and nobody notices. */
const GATHER_MS = 50;

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
  topics: Readonly<Record<string, Topic>>,
): Consumer => ({
  group,
  log,
  gatherMs: GATHER_MS,
  handleBatch: async (em, events) => {
    const news = events.flatMap(({ id, type, data }) => {
      const topic = topics[type];
      return topic ? [{ id, type, topic, orderId: String(data['orderId']) }] : [];
    });
    if (news.length === 0) return;
    const waiting = await whoAwaitsNews(
      em,
      news.map(({ orderId }) => orderId),
    );
    for (const { id, type, topic, orderId } of news) {
      if (waiting.has(orderId))
        await rt.workflows.sendInTransaction(em, orderId, { type }, topic, id);
    }
  },
});

export const onPaymentEvent = (rt: Runtime): Consumer =>
  tellPurchase(rt, 'orders.on-payment-event', 'payments', PAYMENT_NEWS);

export const onProvisioningEvent = (rt: Runtime): Consumer =>
  tellPurchase(rt, 'orders.on-provisioning-event', 'provisioning', PROVISIONING_NEWS);
