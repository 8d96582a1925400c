import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../domain/domain-error.ts';
import { execute, sql } from './sql.ts';

export class IdempotencyKeyReused extends DomainError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  constructor() {
    super(
      'This idempotency key was already used with other input. Use a new key for a new request.',
    );
  }
}

export class InvalidIdempotencyKey extends DomainError {
  readonly code = 'INVALID_IDEMPOTENCY_KEY';
  constructor() {
    super('An idempotency key is 8 to 128 visible ASCII characters.');
  }
}

/** DDL of a context's table of keys, run as the schema's owner. */
export const idempotencyDdl = (context: string) => `
create table ${context}.idempotency_keys (
  scope text not null,
  operation text not null,
  key text not null,
  fingerprint bytea not null,
  result_id text,
  created_at timestamptz not null default now(),
  primary key (scope, operation, key)
);`;

export interface OnceOptions {
  /** Whose key it is: two customers may use the same one. */
  readonly scope: string;
  readonly operation: string;
  readonly key: string;
  /** What is asked; the same key with other input is refused. Only JSON counts. */
  readonly input: unknown;
}

/**
 * Does `work` once per key, in the transaction of `em`, and answers the id of its result; asked again it answers that
 * id without working. A second request that comes meanwhile waits for the first one's commit.
 * @throws {IdempotencyKeyReused} if the key was used with other input
 * @throws {InvalidIdempotencyKey} unless the key is 8 to 128 visible ASCII characters
 */
export async function oncePerKey<Result extends string>(
  em: EntityManager,
  context: string,
  { scope, operation, key, input }: OnceOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) throw new InvalidIdempotencyKey();
  const fingerprint = createHash('sha256').update(canonical(input)).digest();
  const claimed = await sql(
    em,
    `insert into ${context}.idempotency_keys (scope, operation, key, fingerprint) values ($1, $2, $3, $4)
     on conflict do nothing returning 1 as claimed`,
    [scope, operation, key, fingerprint],
  );
  if (claimed.length > 0) {
    const result = await work();
    await execute(
      em,
      `update ${context}.idempotency_keys set result_id = $4 where scope = $1 and operation = $2 and key = $3`,
      [scope, operation, key, result],
    );
    return result;
  }
  const [used] = await sql<{ fingerprint: Buffer; resultId: Result }>(
    em,
    `select fingerprint, result_id as "resultId" from ${context}.idempotency_keys
     where scope = $1 and operation = $2 and key = $3`,
    [scope, operation, key],
  );
  if (!used?.fingerprint.equals(fingerprint)) throw new IdempotencyKeyReused();
  return used.resultId;
}

/** JSON with sorted keys, so that the order in which a client writes its fields does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
