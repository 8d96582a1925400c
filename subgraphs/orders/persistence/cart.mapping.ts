import { defineEntity, p } from '@mikro-orm/core';
import type { Currency } from '#kernel/domain/currency.ts';
import { Cart } from '../domain/cart.ts';

export const CartMapping = defineEntity({
  class: Cart,
  tableName: 'carts',
  properties: {
    id: p.string().$type<`crt_${string}`>().primary(),
    currency: p.string().$type<Currency>(),
    region: p.string().nullable(),
    secretHash: p.blob().$type<Buffer | null>().nullable(),
    customerId: p.string().$type<`usr_${string}` | null>().nullable(),
    status: p.enum(['OPEN', 'ORDERED'] as const),
    createdAt: p.datetime(),
  },
});
