import { createHash, timingSafeEqual } from 'node:crypto';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { SERVICE_PERMISSIONS } from '../domain/permissions.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';

const LIFETIME_SECONDS = 15 * 60;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Every context has a principal of its name; its secret is derived by both sides from the installation's. */
export async function prepareServicePrincipals(rt: AccountsRuntime): Promise<void> {
  for (const [name, permissions] of Object.entries(SERVICE_PERMISSIONS)) {
    await execute(
      rt.orm.em.fork(),
      `insert into accounts.service_principals values ($1, $2, $3)
       on conflict (name) do update set secret_hash = excluded.secret_hash, permissions = excluded.permissions
       where (service_principals.secret_hash, service_principals.permissions) is distinct from (excluded.secret_hash, excluded.permissions)`,
      [name, hashOf(rt.secret(`service/${name}`)), permissions],
    );
  }
}

export interface ServiceToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

/** A token for a service that knows its secret; null for anybody else. */
export async function issueServiceToken(rt: AccountsRuntime, name: string, secret: string): Promise<ServiceToken | null> {
  const em = rt.orm.em.fork();
  const [principal] = await sql<{ secretHash: Buffer; permissions: string[] }>(
    em,
    `select secret_hash as "secretHash", permissions from accounts.service_principals where name = $1`,
    [name],
  );
  const known = timingSafeEqual(hashOf(secret), principal?.secretHash ?? hashOf('nobody'));
  if (!principal || !known) {
    await recordAccess(em, { action: 'service-token', outcome: 'refused', service: principal ? name : undefined });
    return null;
  }
  await recordAccess(em, { action: 'service-token', outcome: 'ok', service: name });
  const { token } = await rt.keys.sign(`service:${name}`, { permissions: principal.permissions }, LIFETIME_SECONDS);
  return { accessToken: token, expiresInSeconds: LIFETIME_SECONDS };
}
