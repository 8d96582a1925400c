import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { RefreshTokenInvalid } from '../domain/errors.ts';
import { Session, readRefreshToken } from '../domain/session.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';
import { type Grant, grant } from './open-session.ts';

/**
 * Trades a refresh token for a new pair of tokens. A token that was traded before revokes its session.
 * @throws {RefreshTokenInvalid}
 */
export async function refreshSession(
  rt: AccountsRuntime,
  refreshToken: string,
  clientAddress: string | null,
): Promise<Grant> {
  const { sessionId, secret } = readRefreshToken(refreshToken);
  const refreshed = await inTransaction(rt.orm, async (em) => {
    const session = await em.findOne(Session, sessionId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!session) throw new RefreshTokenInvalid();
    const next = session.rotate(secret, rt.clock());
    const outcome = next === null ? 'reused' : 'ok';
    await recordAccess(em, { action: 'refresh', outcome, userId: session.userId, clientAddress });
    if (next === null) return null;
    return grant(rt, await em.findOneOrFail(User, session.userId), session.id, next);
  });
  // Thrown only here, because the revocation must be saved.
  if (!refreshed) throw new RefreshTokenInvalid();
  return refreshed;
}
