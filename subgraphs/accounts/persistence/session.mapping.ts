import { defineEntity, p } from '@mikro-orm/core';
import { Session } from '../domain/session.ts';

export const SessionMapping = defineEntity({
  class: Session,
  tableName: 'sessions',
  properties: {
    id: p.string().$type<`ses_${string}`>().primary(),
    userId: p.string().$type<`usr_${string}`>(),
    startedAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
