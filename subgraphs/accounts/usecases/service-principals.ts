import { createHash, timingSafeEqual } from 'node:crypto';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { SERVICE_PERMISSIONS } from '../domain/permissions.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { recordAccess } from './audit.ts';

const LIFETIME_SECONDS = 15 * 60;

// A secret of 256 random bits needs no slow hash.
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Every context has a principal of its name; its secret is derived by both sides from the installation's. */
export async function prepareServicePrincipals(rt: AccountsRuntime): Promise<void> {
  const em = rt.orm.em.fork();
  for (const [name, permissions] of Object.entries(SERVICE_PERMISSIONS)) {
    await execute(
      em,
      `insert into accounts.service_principals as known (name, secret_hash, permissions) values ($1, $2, $3)
       on conflict (name) do update set secret_hash = excluded.secret_hash, permissions = excluded.permissions
       where (known.secret_hash, known.permissions) is distinct from (excluded.secret_hash, excluded.permissions)`,
      [name, hashOf(rt.secret(`service/${name}`)), permissions],
    );
  }
}

export interface ServiceCredentials {
  readonly name: string;
  readonly secret: string;
}

export interface ServiceToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly permissions: readonly string[];
}

/** A token for a service that knows its secret; null for anybody else. */
export async function issueServiceToken(
  rt: AccountsRuntime,
  { name, secret }: ServiceCredentials,
  clientAddress: string | null,
): Promise<ServiceToken | null> {
  const em = rt.orm.em.fork();
  const [principal] = await sql<{ secretHash: Buffer; permissions: string[] }>(
    em,
    `select secret_hash as "secretHash", permissions from accounts.service_principals where name = $1`,
    // PostgreSQL refuses to look for a text with a NUL.
    [name.replaceAll('\0', '')],
  );
  const right = timingSafeEqual(hashOf(secret), principal?.secretHash ?? hashOf('nobody'));
  const outcome = principal && right ? 'ok' : 'refused';
  const service = principal ? name : undefined;
  await recordAccess(em, { action: 'service-token', outcome, service, clientAddress });
  if (!principal || !right) return null;
  const { permissions } = principal;
  const { token } = await rt.keys.sign(`service:${name}`, { permissions }, LIFETIME_SECONDS);
  return { accessToken: token, expiresInSeconds: LIFETIME_SECONDS, permissions };
}
