import { type Id, newId, stableId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { type ForeignLog, openForeignLog } from '#kernel/testing/foreign-log.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { notifications } from '../index.ts';
import type { NotificationsRuntime } from '../runtime.ts';

export const winery = stableId('mer', 'winery');
export const brewery = stableId('mer', 'brewery');

const eur = (minorUnits: bigint) => Money.of(minorUnits, 'EUR').toJSON();

export interface Contact {
  readonly email: string;
  readonly name: string;
}

/** Notifications started for real, with the logs that it reads; its time and what accounts answers belong to the test. */
export interface Desk {
  readonly started: StartedContext<NotificationsRuntime>;
  readonly orders: ForeignLog;
  readonly payments: ForeignLog;
  readonly catalogue: ForeignLog;
  now: Date;
  /** What accounts knows; throw to be away. */
  contactOf: (recipientId: string) => Contact | null;
  /** As if just started: no messages, and nothing in the logs that has not been read. */
  clear(): Promise<void>;
  /** Writes all messages that the logs give cause for. */
  readLogs(): Promise<void>;
  /** Delivers again what was read since `clear`. */
  rewind(): Promise<void>;
  /** One round of the context's jobs, as a process of its own would make it. */
  send(signal?: AbortSignal): Promise<void>;
  messages(): Promise<StoredMessage[]>;
  pass(ms: number): void;
}

export interface StoredMessage {
  readonly id: string;
  readonly kind: string;
  readonly recipient_id: string;
  readonly delivery_status: string;
  readonly attempts: number;
  readonly last_error: string | null;
}

export async function openDesk(environment: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const started = await startContext<NotificationsRuntime>(notifications, {
    background: false,
    environment,
    clock: () => desk.now,
    answers: {
      NotificationsContactAddress: ({ userId, merchantId }) => ({
        contactAddress: desk.contactOf((userId ?? merchantId) as string),
      }),
    },
  });
  const { runtime, truth } = started;
  const orders = await openForeignLog(started, 'orders');
  const payments = await openForeignLog(started, 'payments');
  const catalogue = await openForeignLog(started, 'catalogue');
  const logs: Readonly<Record<string, ForeignLog>> = { orders, payments, catalogue };
  const atFirst = {
    now: new Date('2026-11-21T12:00:00Z'),
    contactOf: (id: string) => ({ email: `${id}@example.com`, name: 'Ada Lovelace' }),
  };
  const desk: Desk = {
    ...atFirst,
    started,
    orders,
    payments,
    catalogue,
    async clear() {
      Object.assign(desk, atFirst);
      await desk.readLogs();
      await truth.query(`truncate notifications.messages, notifications.parked_events;
        create table if not exists public.offsets_at_clear (group_name text, position bigint);
        delete from public.offsets_at_clear;
        insert into public.offsets_at_clear select group_name, position from notifications.consumer_offsets`);
    },
    async readLogs() {
      for (const consumer of notifications.consumers?.(runtime) ?? []) {
        await logs[consumer.log]?.feed(consumer);
      }
    },
    async rewind() {
      await truth.query(`update notifications.consumer_offsets o set position = a.position
        from public.offsets_at_clear a where a.group_name = o.group_name`);
    },
    async send(signal = new AbortController().signal) {
      for (const job of notifications.jobs?.(runtime) ?? []) await job.run(signal);
    },
    async messages() {
      const { rows } = await truth.query<StoredMessage>(
        `select id, kind, recipient_id, delivery_status, attempts, last_error
         from notifications.messages order by kind, recipient_id`,
      );
      return rows;
    },
    pass: (ms) => {
      desk.now = new Date(desk.now.getTime() + ms);
    },
  };
  return desk;
}

/** An order for wine and beer, of two merchants. */
export const anOrder = (customerId: Id<'usr'> = newId('usr')) => ({
  orderId: newId('ord'),
  customerId,
  paymentId: newId('pay'),
  total: eur(44_80n),
  lines: [
    aLine({
      merchantId: winery,
      sku: 'WINE-1',
      name: 'Grüner Veltliner',
      quantity: 2,
      unitPrice: eur(14_90n),
    }),
    aLine({
      merchantId: brewery,
      sku: 'BEER-1',
      name: 'Pale Ale',
      quantity: 6,
      unitPrice: eur(2_50n),
    }),
  ],
});

const aLine = <Line extends object>(line: Line) => ({
  lineId: newId('oln'),
  variantId: newId('var'),
  template: 'SHIPMENT',
  ...line,
});

export type AnOrder = ReturnType<typeof anOrder>;

export const completed = ({ orders }: Desk, order: AnOrder) =>
  orders.append(order.orderId, 'OrderCompleted', order);

export const cancelled = ({ orders }: Desk, order: AnOrder, reason: string) =>
  orders.append(order.orderId, 'OrderCancelled', { ...order, reason });

/** All of an order's wine goes back. */
export const refunded = ({ payments }: Desk, { orderId, customerId, paymentId }: AnOrder) => {
  const refundId = newId('rfd');
  return payments.append(refundId, 'RefundSucceeded', {
    refundId,
    paymentId,
    orderId,
    customerId,
    amount: eur(29_80n),
    split: [{ merchantId: winery, amount: eur(29_80n) }],
    reason: 'RETURNED',
    provider: 'sandbox',
  });
};
