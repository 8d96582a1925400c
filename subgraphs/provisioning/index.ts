import { defineContext } from '#kernel/runtime/context.ts';
import {
  OrderItemsResolver,
  ProvisionedItemResolver,
  references,
} from './graphql/provisioned-item.resolver.ts';
import { ItemStatusResolver, itemStatusSource } from './graphql/item-status.resolver.ts';
import { ProvisioningServiceResolver } from './graphql/service.resolver.ts';
import { Migration20261121CreateProvisioning } from './persistence/migrations/create-provisioning.ts';
import { ProvisionedItemMapping } from './persistence/provisioned-item.mapping.ts';
import { ProvisioningRequestMapping } from './persistence/provisioning-request.mapping.ts';
import { registerProvisionOrder } from './workflows/provision-order.ts';

/** Turns a paid order into what the customer holds: keys and parcels. */
export const provisioning = defineContext({
  name: 'provisioning',
  entities: [ProvisioningRequestMapping, ProvisionedItemMapping],
  migrations: [Migration20261121CreateProvisioning],
  publishes: true,
  graph: {
    resolvers: [
      ProvisionedItemResolver,
      OrderItemsResolver,
      ItemStatusResolver,
      ProvisioningServiceResolver,
    ],
    references,
    subscriptions: itemStatusSource,
  },
  workflows: registerProvisionOrder,
});
