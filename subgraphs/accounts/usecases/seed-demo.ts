import { stableId } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Merchant } from '../domain/merchant.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { DEMO_LOGINS, DEMO_MERCHANTS, DEMO_PASSWORD, type DemoLogin } from '../seed/demo.ts';

/** Loads the demo's merchants, and those logins that are missing. */
export async function seedDemo(rt: AccountsRuntime): Promise<void> {
  await inTransaction(rt.orm, async (em) => {
    // Two processes may start at once.
    await sql(em, `select pg_advisory_xact_lock(hashtextextended('accounts/seed', 0))`);
    await em.upsertMany(
      Merchant,
      DEMO_MERCHANTS.map((merchant) => ({ ...merchant, id: stableId('mer', merchant.slug) })),
    );
    const emails = DEMO_LOGINS.map(({ email }) => email);
    const known = new Set(
      (await em.find(User, { email: { $in: emails } })).map(({ email }) => email),
    );
    const missing = DEMO_LOGINS.filter(({ email }) => !known.has(email));
    const hashes = await Promise.all(missing.map(() => rt.hasher.hash(DEMO_PASSWORD)));
    const users = missing.map((login) => userOf(login, rt.clock()));
    await em.persist(users).flush();
    for (const [index, user] of users.entries()) {
      await execute(
        em,
        'insert into accounts.credentials (user_id, password_hash) values ($1, $2)',
        [user.id, hashes[index]],
      );
    }
  });
}

const userOf = ({ merchantSlug, ...login }: DemoLogin, registeredAt: Date) =>
  new User({
    ...login,
    id: stableId('usr', login.email),
    merchantId: merchantSlug ? stableId('mer', merchantSlug) : null,
    registeredAt,
  });
