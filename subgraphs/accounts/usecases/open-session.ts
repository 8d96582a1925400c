import type { EntityManager } from '@mikro-orm/postgresql';
import { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';

/** What a client holds after it has logged in. */
export interface Grant {
  readonly user: User;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token. */
  readonly expiresAt: Date;
}

/** Begins a session for somebody who has shown who they are. */
export async function openSession(rt: AccountsRuntime, em: EntityManager, user: User): Promise<Grant> {
  const { session, refreshToken } = Session.begin(user.id, rt.clock());
  em.persist(session);
  return grant(rt, user, session.id, refreshToken);
}

/** An access token for a session, beside the refresh token that it was traded for. */
export async function grant(
  rt: AccountsRuntime,
  user: User,
  sessionId: string,
  refreshToken: string,
): Promise<Grant> {
  const { token: accessToken, expiresAt } = await rt.keys.sign(
    user.id,
    { sid: sessionId, roles: [...user.roles], permissions: user.permissions, mid: user.merchantId },
    rt.settings.ACCESS_TOKEN_MINUTES * 60,
  );
  return { user, accessToken, refreshToken, expiresAt };
}
