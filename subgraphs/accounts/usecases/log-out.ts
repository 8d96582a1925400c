import { LockMode } from '@mikro-orm/core';
import { isId } from '#kernel/domain/id.ts';
import type { UserPrincipal } from '#kernel/graphql/principal.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Session } from '../domain/session.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';

/** Ends the session that the access token belongs to: its refresh token is worth nothing any more. */
export async function logOut(rt: AccountsRuntime, user: UserPrincipal, clientAddress: string | null): Promise<void> {
  const { sessionId } = user;
  if (!isId('ses', sessionId)) return;
  await inTransaction(rt.orm, async (em) => {
    const session = await em.findOne(Session, { id: sessionId, userId: user.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    session?.revoke(rt.clock());
    await recordAccess(em, { action: 'log-out', outcome: 'ok', userId: user.id, clientAddress });
  });
}
