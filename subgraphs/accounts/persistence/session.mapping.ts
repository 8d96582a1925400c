import { defineEntity, p } from '@mikro-orm/core';
import { Session } from '../domain/session.ts';

export const SessionMapping = defineEntity({
  class: Session,
  tableName: 'sessions',
  properties: {
    id: p.string().$type<`ses_${string}`>().primary(),
    userId: p.string().$type<`usr_${string}`>(),
    refreshHash: p.blob().$type<Buffer>(),
    previousHash: p.blob().$type<Buffer | null>().nullable(),
    rotatedAt: p.datetime(),
    expiresAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
});
