import { execute } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { AccountsRuntime } from '../runtime.ts';

/** Forgets refresh tokens that expired, and sessions of which nothing else is left. */
export async function forgetExpired(rt: AccountsRuntime): Promise<void> {
  await inTransaction(rt.orm, async (em) => {
    await execute(em, 'delete from accounts.refresh_tokens where expires_at < $1', [rt.clock()]);
    await execute(
      em,
      `delete from accounts.sessions s
       where not exists (select from accounts.refresh_tokens t where t.session_id = s.id)`,
    );
  });
}
