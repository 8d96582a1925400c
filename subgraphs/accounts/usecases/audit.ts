import type { EntityManager } from '@mikro-orm/postgresql';
import { execute } from '#kernel/persistence/sql.ts';

export interface AccessRecord {
  readonly action: 'register' | 'log-in' | 'refresh' | 'log-out' | 'service-token';
  readonly outcome: string;
  readonly userId?: string | undefined;
  readonly service?: string | undefined;
  readonly clientAddress?: string | null;
}

/** Remembers who got in and who did not, for ever. Never holds what they typed. */
export async function recordAccess(em: EntityManager, record: AccessRecord): Promise<void> {
  await execute(
    em,
    'insert into accounts.access_audit (action, outcome, user_id, service, client_address) values ($1, $2, $3, $4, $5)',
    [record.action, record.outcome, record.userId ?? null, record.service ?? null, record.clientAddress ?? null],
  );
}
