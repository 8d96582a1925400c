import { defineEntity, p } from '@mikro-orm/core';
import { Merchant } from '../domain/merchant.ts';

export const MerchantMapping = defineEntity({
  class: Merchant,
  tableName: 'merchants',
  properties: {
    id: p.string().$type<`mer_${string}`>().primary(),
    slug: p.string(),
    name: p.string(),
    country: p.string(),
  },
});
