import { sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidCredentials } from '../domain/errors.ts';
import { User, normalizeEmail } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';
import { type Grant, grant, openSession } from './open-session.ts';

/**
 * Opens a session for whoever knows the password. An unknown address and a wrong password answer alike, and take alike.
 * @throws {TooManyAttempts} before anything is hashed
 * @throws {InvalidCredentials}
 */
export async function logIn(
  rt: AccountsRuntime,
  credentials: { readonly email: string; readonly password: string },
  clientAddress: string | null,
): Promise<Grant> {
  const email = addressOrNobody(credentials.email);
  const { isLast } = await rt.limits.countLogIn(email, clientAddress);
  const account = await credentialOf(rt, email);
  const right = await rt.hasher.verify(account?.passwordHash ?? null, credentials.password);
  if (!account || !right) {
    await recordAccess(rt.orm.em.fork(), {
      action: 'log-in',
      outcome: isLast ? 'locked-out' : 'refused',
      userId: account?.userId,
      clientAddress,
    });
    throw new InvalidCredentials();
  }
  const opened = await inTransaction(rt.orm, async (em) => {
    const user = await em.findOneOrFail(User, account.userId);
    await recordAccess(em, { action: 'log-in', outcome: 'ok', userId: user.id, clientAddress });
    return openSession(em, user, rt.clock());
  });
  await rt.limits.forgiveLogIn(email, clientAddress);
  return grant(rt, opened);
}

/** What is no email address is nobody's, and is counted and hashed like any other. */
function addressOrNobody(email: string): string {
  try {
    return normalizeEmail(email);
  } catch {
    return 'nobody';
  }
}

async function credentialOf(rt: AccountsRuntime, email: string) {
  const [credential] = await sql<{ userId: User['id']; passwordHash: string }>(
    rt.orm.em.fork(),
    `select u.id as "userId", c.password_hash as "passwordHash"
     from accounts.users u join accounts.credentials c on c.user_id = u.id where u.email = $1`,
    [email],
  );
  return credential;
}
