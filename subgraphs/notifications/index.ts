import { defineContext } from '#kernel/runtime/context.ts';
import { onOrderEvent } from './consumers/on-order-event.ts';
import { onPaymentEvent } from './consumers/on-payment-event.ts';
import { onStockEvent } from './consumers/on-stock-event.ts';
import { MessageResolver } from './graphql/message.resolver.ts';
import { MessageMapping } from './persistence/message.mapping.ts';
import { Migration20261121CreateMessages } from './persistence/migrations/20261121-create-messages.ts';
import { openSmtp } from './providers/smtp.ts';
import type { NotificationsRuntime } from './runtime.ts';
import { sendDueMessages } from './usecases/send-due-messages.ts';

const SEND_EVERY_MS = 2000;

/** Tells customers and sellers what has happened to an order and its money. */
export const notifications = defineContext<NotificationsRuntime>({
  name: 'notifications',
  entities: [MessageMapping],
  migrations: [Migration20261121CreateMessages],
  publishes: false,
  open: async (runtime) => {
    const { SMTP_URL, MAIL_FROM } = runtime.settings;
    return { ...runtime, openMailer: SMTP_URL ? () => openSmtp(SMTP_URL, MAIL_FROM) : undefined };
  },
  graph: { resolvers: [MessageResolver] },
  consumers: (rt) => [onOrderEvent(rt), onPaymentEvent(rt), onStockEvent(rt)],
  jobs: (rt) => {
    const { openMailer } = rt;
    if (!openMailer) return [];
    const run = (signal: AbortSignal) => sendDueMessages(rt, openMailer, signal);
    return [{ name: 'send messages', everyMs: SEND_EVERY_MS, run }];
  },
});
