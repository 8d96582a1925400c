import type { Runtime } from '#kernel/runtime/context.ts';
import type { AttemptLimits } from './security/attempt-limits.ts';
import type { PasswordHasher } from './security/password-hasher.ts';
import type { SigningKeys } from './security/signing-keys.ts';

/** What accounts' rooms need besides the runtime. */
export interface AccountsRuntime extends Runtime {
  readonly keys: SigningKeys;
  readonly hasher: PasswordHasher;
  readonly limits: AttemptLimits;
}
