import type { Context } from '#kernel/runtime/context.ts';
import { accounts } from './subgraphs/accounts/index.ts';
import { catalogue } from './subgraphs/catalogue/index.ts';
import { ledger } from './subgraphs/ledger/index.ts';
import { notifications } from './subgraphs/notifications/index.ts';
import { orders } from './subgraphs/orders/index.ts';
import { payments } from './subgraphs/payments/index.ts';
import { provisioning } from './subgraphs/provisioning/index.ts';

/** Every context of the shop, in the order in which they start: who is asked comes before who asks. */
export const contexts: readonly Context[] = [
  accounts,
  catalogue,
  payments,
  provisioning,
  orders,
  ledger,
  notifications,
];
