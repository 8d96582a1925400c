import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import { Session } from '../domain/session.ts';

export const SessionMapping = defineEntity({
  class: Session,
  tableName: 'sessions',
  properties: {
    ...aggregateProperties<'ses'>(),
    userId: p.string().$type<`usr_${string}`>(),
    startedAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
