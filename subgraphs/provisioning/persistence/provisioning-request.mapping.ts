import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import { ProvisioningRequest } from '../domain/provisioning-request.ts';
import { PROVISIONING_STATUSES } from '../domain/provisioning-status.ts';

export const ProvisioningRequestMapping = defineEntity({
  class: ProvisioningRequest,
  tableName: 'provisioning_requests',
  properties: {
    ...aggregateProperties<'prq'>(),
    orderId: p.string().$type<`ord_${string}`>(),
    customerId: p.string().$type<`usr_${string}`>(),
    status: p.enum(PROVISIONING_STATUSES),
    reason: p.string().nullable(),
    requestedAt: p.datetime(),
  },
});
