import { createHash } from 'node:crypto';

import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * One key, one effect. The answer is stored in the transaction of the effect, so after a crash either both are there or
 * neither. Refusals are not stored: they had no effect, and the same key may try again.
 */
export class Idempotency {
  private readonly inFlight = new Map<string, string>();

  constructor(private readonly store: Store) {}

  /** @throws {Refusal} if the key was used for another call, or if its call is still under way */
  find(key: string, fingerprint: string): Answer | null {
    const row = this.store.get('SELECT * FROM answers WHERE idempotency_key = :key', { key });
    const owner = row?.['fingerprint'] ?? this.inFlight.get(key);
    if (owner !== undefined && owner !== fingerprint) {
      throw new Refusal(
        'idempotency',
        'idempotency_key_reused',
        'This key was used for another call.',
      );
    }
    if (row)
      return { status: Number(row['status']), body: JSON.parse(row['body'] as string) as unknown };
    if (owner !== undefined) {
      throw new Refusal(
        'conflict',
        'idempotency_in_progress',
        'The first call with this key is under way.',
      );
    }
    return null;
  }

  /** Holds the key while `work` runs. */
  async during<T>(key: string, fingerprint: string, work: () => Promise<T>): Promise<T> {
    this.inFlight.set(key, fingerprint);
    try {
      return await work();
    } finally {
      this.inFlight.delete(key);
    }
  }

  /** Runs inside the transaction of the effect. */
  save(key: string, fingerprint: string, answer: Answer): void {
    this.store.run(
      `INSERT INTO answers (idempotency_key, fingerprint, status, body, created_at)
       VALUES (:key, :fingerprint, :status, :body, :now)`,
      {
        key,
        fingerprint,
        status: answer.status,
        body: JSON.stringify(answer.body),
        now: new Date().toISOString(),
      },
    );
  }
}

/** The same for two inputs that differ only in the order of their fields. */
export function fingerprintOf(path: string, input: unknown): string {
  return createHash('sha256')
    .update(`${path}\n${canonical(input)}`)
    .digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
