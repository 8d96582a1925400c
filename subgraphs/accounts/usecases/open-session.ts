import type { EntityManager } from '@mikro-orm/postgresql';
import { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';

/** A session that somebody may go on with. */
export interface OpenSession {
  readonly user: User;
  readonly sessionId: Session['id'];
  readonly refreshToken: string;
}

/** What a client holds after it has logged in. */
export interface Grant {
  readonly user: User;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token. */
  readonly expiresAt: Date;
}

/** Begins a session for somebody who has shown who they are. */
export async function openSession(em: EntityManager, user: User, at: Date): Promise<OpenSession> {
  const { session, issued } = Session.begin(user.id, at);
  await em.persist(session).flush();
  em.persist(issued.token);
  return { user, sessionId: session.id, refreshToken: issued.secret };
}

/** Adds an access token. Outside of any transaction: signing takes time, and perhaps a connection of its own. */
export async function grant(
  rt: AccountsRuntime,
  { user, sessionId, refreshToken }: OpenSession,
): Promise<Grant> {
  const { token: accessToken, expiresAt } = await rt.keys.sign(
    user.id,
    {
      sid: sessionId,
      roles: [...user.roles],
      permissions: user.permissions,
      ...(user.merchantId && { mid: user.merchantId }),
    },
    rt.settings.ACCESS_TOKEN_MINUTES * 60,
  );
  return { user, accessToken, refreshToken, expiresAt };
}
