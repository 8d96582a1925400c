import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/** argon2id. Source: OWASP Password Storage Cheat Sheet, 19 MiB, two passes, one lane. */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The thread pool has four threads, and files and names are looked up on them too. */
const MOST_AT_ONCE = Math.min(3, availableParallelism());

const random = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '');

/** Hashes passwords, a few at a time: each one keeps a core busy and needs 19 MiB. */
export class PasswordHasher {
  /** How many were hashed so far, for tests that must show that none was. */
  computed = 0;
  /** How many are being hashed. */
  running = 0;
  private readonly waiting: (() => void)[] = [];
  /** The hash of no password, with our parameters. */
  private readonly decoy = `$argon2id$v=19$m=19456,t=2,p=1$${random(16)}$${random(32)}`;

  constructor(private readonly mostAtOnce = MOST_AT_ONCE) {}

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(canonical(password), PARAMETERS));
  }

  /** Against null, for nobody's account, it takes as long and answers false. */
  verify(passwordHash: string | null, password: string): Promise<boolean> {
    return this.inTurn(() => verify(passwordHash ?? this.decoy, canonical(password)));
  }

  private async inTurn<T>(compute: () => Promise<T>): Promise<T> {
    if (this.running < this.mostAtOnce) this.running += 1;
    // Whoever finishes hands its place over, so the count stays.
    else await new Promise<void>((resume) => void this.waiting.push(resume));
    this.computed += 1;
    try {
      return await compute();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** Keyboards write the same letter in different ways. Source: NIST SP 800-63B, section 5.1.1.2. */
const canonical = (password: string) => password.normalize('NFKC');
