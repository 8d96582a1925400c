import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { RefreshTokenInvalid } from '../domain/errors.ts';
import { RefreshToken, hashOfRefreshToken } from '../domain/refresh-token.ts';
import { Session } from '../domain/session.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';
import { type Grant, type OpenSession, grant } from './open-session.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

/**
 * Trades a refresh token for a new pair of tokens. A token that was traded before ends its session.
 * @throws {RefreshTokenInvalid}
 */
export async function refreshSession(
  rt: AccountsRuntime,
  refreshToken: string,
  clientAddress: string | null,
): Promise<Grant> {
  const hash = hashOfRefreshToken(refreshToken);
  const refreshed = await inTransaction(rt.orm, async (em): Promise<OpenSession | null> => {
    const token = await em.findOne(RefreshToken, { hash }, locked);
    if (!token) throw new RefreshTokenInvalid();
    const session = await em.findOneOrFail(Session, token.sessionId, locked);
    const next = session.trade(token, rt.clock());
    // The old token is spent before the new one exists: the database allows one good token per session.
    await em.flush();
    await recordAccess(em, {
      action: 'refresh',
      outcome: next ? 'ok' : 'reused',
      userId: session.userId,
      clientAddress,
    });
    if (!next) return null;
    em.persist(next.token);
    const user = await em.findOneOrFail(User, session.userId);
    return { user, sessionId: session.id, refreshToken: next.secret };
  });
  // Thrown only here, because the end of the session must be saved.
  if (!refreshed) throw new RefreshTokenInvalid();
  return grant(rt, refreshed);
}
