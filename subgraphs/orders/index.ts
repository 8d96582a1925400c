import { defineContext } from '#kernel/runtime/context.ts';
import { onPaymentEvent, onProvisioningEvent } from './consumers/tell-purchase.ts';
import { CartLineResolver, CartResolver } from './graphql/cart.resolver.ts';
import { OrderResolver, references } from './graphql/order.resolver.ts';
import { OrderStatusResolver, orderStatusSource } from './graphql/order-status.resolver.ts';
import { CartMapping } from './persistence/cart.mapping.ts';
import { Migration20261121CreateOrders } from './persistence/migrations/create-orders.ts';
import { OrderMapping } from './persistence/order.mapping.ts';
import { registerPurchase } from './workflows/purchase.ts';

/** What somebody means to buy, what they bought, and the story in between. */
export const orders = defineContext({
  name: 'orders',
  entities: [CartMapping, OrderMapping],
  migrations: [Migration20261121CreateOrders],
  publishes: true,
  graph: {
    resolvers: [CartResolver, CartLineResolver, OrderResolver, OrderStatusResolver],
    references,
    subscriptions: orderStatusSource,
  },
  consumers: (rt) => [onPaymentEvent(rt), onProvisioningEvent(rt)],
  workflows: registerPurchase,
});
