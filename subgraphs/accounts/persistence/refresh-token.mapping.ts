import { defineEntity, p } from '@mikro-orm/core';
import { RefreshToken } from '../domain/refresh-token.ts';

export const RefreshTokenMapping = defineEntity({
  class: RefreshToken,
  tableName: 'refresh_tokens',
  properties: {
    hash: p.string().primary(),
    sessionId: p.string().$type<`ses_${string}`>(),
    expiresAt: p.datetime(),
    spentAt: p.datetime().nullable(),
  },
});
