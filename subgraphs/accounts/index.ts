import { defineContext } from '#kernel/runtime/context.ts';
import { EndedSessionResolver, endedSessionSource } from './graphql/ended-session.resolver.ts';
import { PeopleResolver, references } from './graphql/people.resolver.ts';
import { AccountsServiceResolver } from './graphql/service.resolver.ts';
import { SessionResolver } from './graphql/session.resolver.ts';
import { MerchantMapping } from './persistence/merchant.mapping.ts';
import { Migration20261121CreateAccounts } from './persistence/migrations/create-accounts.ts';
import { Migration20261121TellOfEndedSessions } from './persistence/migrations/tell-of-ended-sessions.ts';
import { RefreshTokenMapping } from './persistence/refresh-token.mapping.ts';
import { SessionMapping } from './persistence/session.mapping.ts';
import { UserMapping } from './persistence/user.mapping.ts';
import { oauth, wellKnown } from './rest/oauth.ts';
import type { AccountsRuntime } from './runtime.ts';
import { AttemptLimits } from './security/attempt-limits.ts';
import { PasswordHasher } from './security/password-hasher.ts';
import { SigningKeys } from './security/signing-keys.ts';
import { forgetExpired } from './usecases/forget-expired.ts';
import { seedDemo } from './usecases/seed-demo.ts';
import { prepareServicePrincipals } from './usecases/service-principals.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Who people are, how they show it, and what they may do. */
export const accounts = defineContext<AccountsRuntime>({
  name: 'accounts',
  entities: [UserMapping, SessionMapping, RefreshTokenMapping, MerchantMapping],
  migrations: [Migration20261121CreateAccounts, Migration20261121TellOfEndedSessions],
  publishes: true,
  open: async (runtime) => ({
    ...runtime,
    keys: new SigningKeys(runtime),
    hasher: new PasswordHasher(),
    limits: await AttemptLimits.open(runtime),
  }),
  graph: {
    resolvers: [SessionResolver, PeopleResolver, AccountsServiceResolver, EndedSessionResolver],
    references,
    subscriptions: endedSessionSource,
  },
  rest: oauth,
  wellKnown,
  async prepare(rt) {
    await rt.keys.prepare();
    await prepareServicePrincipals(rt);
  },
  jobs: (rt) => [
    { name: 'rotate-signing-keys', everyMs: HOUR_MS, run: () => rt.keys.rotate() },
    { name: 'forget-expired', everyMs: HOUR_MS, run: () => forgetExpired(rt) },
  ],
  seed: seedDemo,
});
