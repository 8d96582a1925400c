import type { EntityManager } from '@mikro-orm/postgresql';
import { execute } from '#kernel/persistence/sql.ts';

export interface AccessRecord {
  readonly action: 'register' | 'log-in' | 'refresh' | 'log-out' | 'service-token';
  /** `locked-out`: refused, and nothing else is tried for a while. `reused`: a token that was traded before. */
  readonly outcome: 'ok' | 'refused' | 'locked-out' | 'reused';
  readonly userId?: string | undefined;
  readonly service?: string | undefined;
  readonly clientAddress: string | null;
}

/** Remembers who got in and who did not. Never holds what they typed. */
export async function recordAccess(em: EntityManager, record: AccessRecord): Promise<void> {
  const { action, outcome, userId = null, service = null, clientAddress } = record;
  await execute(
    em,
    `insert into accounts.access_audit (action, outcome, user_id, service, client_address)
     values ($1, $2, $3, $4, $5)`,
    [action, outcome, userId, service, clientAddress],
  );
}
