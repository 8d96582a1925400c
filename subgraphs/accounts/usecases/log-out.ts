import { LockMode } from '@mikro-orm/core';
import { isId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { NotLoggedIn } from '../domain/errors.ts';
import { Session } from '../domain/session.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';

/**
 * Ends the session that the access token belongs to: its refresh token is worth nothing any more.
 * @returns when the session ended, the first time
 * @throws {NotLoggedIn}
 */
export async function logOut(
  rt: AccountsRuntime,
  principal: Principal,
  clientAddress: string | null,
): Promise<Date> {
  if (principal.kind !== 'user' || !isId('ses', principal.sessionId)) throw new NotLoggedIn();
  const mine = { id: principal.sessionId, userId: principal.id };
  return inTransaction(rt.orm, async (em) => {
    const session = await em.findOne(Session, mine, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!session) throw new NotLoggedIn();
    session.end(rt.clock());
    await recordAccess(em, {
      action: 'log-out',
      outcome: 'ok',
      userId: session.userId,
      clientAddress,
    });
    return session.endedAt ?? rt.clock();
  });
}
