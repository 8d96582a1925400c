import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import type { Id } from '#kernel/domain/id.ts';
import { StockPolicy } from '../domain/stock-policy.ts';

/** The columns of `stock_levels` that are said, not counted. */
export const StockPolicyMapping = defineEntity({
  class: StockPolicy,
  tableName: 'stock_levels',
  properties: {
    ...aggregateProperties<'var'>(),
    id: p.string().$type<Id<'var'>>().primary().name('variant_id'),
    policyVersion: p.integer(),
    backorderLimit: p.integer(),
    lowStockThreshold: p.integer().nullable(),
    low: p.boolean(),
  },
});
