import { hash, verify } from '@node-rs/argon2';

/** argon2id. Source: OWASP Password Storage Cheat Sheet, 19 MiB, two passes, one lane. */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing runs on the thread pool, whose size bounds how much of it happens at once. */
export class PasswordHasher {
  /** How many hashes were computed, for tests that must show that none was. */
  computed = 0;
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    this.computed += 1;
    return hash(password, PARAMETERS);
  }

  /** Against null, for nobody's account, it takes as long and answers false. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    this.decoy ??= hash('nobody has this password', PARAMETERS);
    const against = passwordHash ?? (await this.decoy);
    this.computed += 1;
    return (await verify(against, password)) && passwordHash !== null;
  }
}
