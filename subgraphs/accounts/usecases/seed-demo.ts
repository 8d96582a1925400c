import { stableId } from '#kernel/domain/id.ts';
import { execute } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { Merchant } from '../domain/merchant.ts';
import { User } from '../domain/user.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { DEMO_LOGINS, DEMO_MERCHANTS, DEMO_PASSWORD } from '../seed/demo.ts';

/** Loads the demo's merchants and logins; does nothing when they are there. */
export async function seedDemo(rt: AccountsRuntime): Promise<void> {
  const ids = DEMO_LOGINS.map(({ email }) => stableId('usr', email));
  if ((await rt.orm.em.fork().count(User, { id: { $in: ids } })) === ids.length) return;
  const hashes = await Promise.all(DEMO_LOGINS.map(() => rt.hasher.hash(DEMO_PASSWORD)));
  await inTransaction(rt.orm, async (em) => {
    await em.upsertMany(
      Merchant,
      DEMO_MERCHANTS.map((merchant) => ({ ...merchant, id: stableId('mer', merchant.slug) })),
    );
    for (const [index, { merchantSlug, ...login }] of DEMO_LOGINS.entries()) {
      const id = stableId('usr', login.email);
      if (await em.count(User, { id })) continue;
      const merchantId = merchantSlug ? stableId('mer', merchantSlug) : null;
      await em.persist(new User({ ...login, id, merchantId, registeredAt: rt.clock() })).flush();
      await execute(em, 'insert into accounts.credentials values ($1, $2)', [id, hashes[index]]);
    }
  });
}
