import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import { ProvisionedItem } from '../domain/provisioned-item.ts';
import { ITEM_STATUSES } from '../domain/provisioning-status.ts';
import { TEMPLATES } from '../domain/template.ts';

export const ProvisionedItemMapping = defineEntity({
  class: ProvisionedItem,
  tableName: 'provisioned_items',
  properties: {
    ...aggregateProperties<'itm'>(),
    orderId: p.string().$type<`ord_${string}`>(),
    customerId: p.string().$type<`usr_${string}`>(),
    lineId: p.string().$type<`oln_${string}`>(),
    variantId: p.string().$type<`var_${string}`>(),
    sku: p.string(),
    template: p.enum(TEMPLATES),
    quantity: p.integer(),
    status: p.enum(ITEM_STATUSES),
    attempts: p.integer(),
    licenceKeys: p.array().columnType('text[]'),
    trackingNumber: p.string().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
