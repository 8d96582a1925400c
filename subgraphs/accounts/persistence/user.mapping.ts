import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import type { Role } from '../domain/permissions.ts';
import { User } from '../domain/user.ts';

export const UserMapping = defineEntity({
  class: User,
  tableName: 'users',
  properties: {
    ...aggregateProperties<'usr'>(),
    email: p.string(),
    name: p.string(),
    birthDate: p.string().columnType('date'),
    country: p.string(),
    roles: p.array().$type<readonly Role[]>().columnType('text[]'),
    merchantId: p.string().$type<`mer_${string}` | null>().nullable(),
    registeredAt: p.datetime(),
  },
});
