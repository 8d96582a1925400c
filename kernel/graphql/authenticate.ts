import { GraphQLError } from 'graphql';
import { type JSONWebKeySet, type JWTPayload, createLocalJWKSet, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { isId } from '../domain/id.ts';
import { ANONYMOUS, type Principal, type Role } from './principal.ts';

/** What every access token says of where it comes from and where it goes. */
export const TOKEN_ISSUER = 'comptoir';
export const TOKEN_AUDIENCE = 'comptoir';
export const TOKEN_ALGORITHM = 'RS256';

const REMEMBERED_TOKENS = 5000;
const REFETCH_KEYS_AFTER_MS = 5000;

export class Unauthenticated extends GraphQLError {
  constructor(message = 'Log in first: this needs an access token.') {
    super(message, { extensions: { code: 'UNAUTHENTICATED' } });
  }
}

export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/**
 * Verifies `Authorization: Bearer …` against the key set that accounts publishes. No header means anonymous; a token
 * that is bad or expired is refused, never taken for anonymous.
 * @throws {Unauthenticated}
 */
export function createAuthenticate(fetchKeys: () => Promise<JSONWebKeySet>): Authenticate {
  const verified = new LRUCache<string, Principal & { expiresAt: Date }>({
    max: REMEMBERED_TOKENS,
  });
  const keys = keySet(fetchKeys);

  return async (authorization) => {
    if (!authorization) return ANONYMOUS;
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    if (!token)
      throw new Unauthenticated('The authorization header must read "Bearer <access token>".');
    const known = verified.get(token);
    if (known) {
      if (known.expiresAt.getTime() > Date.now()) return known;
      throw new Unauthenticated('The access token has expired. Refresh the session.');
    }
    const principal = principalOf(await verify(token, keys));
    verified.set(token, principal);
    return principal;
  };
}

async function verify(token: string, keys: ReturnType<typeof keySet>): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      algorithms: [TOKEN_ALGORITHM],
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new Unauthenticated('The access token has expired. Refresh the session.');
    }
    if (error instanceof errors.JOSEError)
      throw new Unauthenticated('The access token is not valid.');
    throw error;
  }
}

/** The published keys; an unknown key id fetches them again, at most every few seconds. */
function keySet(fetchKeys: () => Promise<JSONWebKeySet>) {
  let local: ReturnType<typeof createLocalJWKSet> | undefined;
  let fetchedAt = 0;
  const fetch = async () => {
    local = createLocalJWKSet(await fetchKeys());
    fetchedAt = Date.now();
    return local;
  };
  return async (...header: Parameters<ReturnType<typeof createLocalJWKSet>>) => {
    const set = local ?? (await fetch());
    try {
      return await set(...header);
    } catch (error) {
      if (
        !(error instanceof errors.JWKSNoMatchingKey) ||
        Date.now() - fetchedAt < REFETCH_KEYS_AFTER_MS
      )
        throw error;
      return (await fetch())(...header);
    }
  };
}

/** Claims: `sub` is a user's id, or `service:<name>`; `mid` the merchant of a seller; `sid` the session. */
function principalOf(claims: JWTPayload): Principal & { expiresAt: Date } {
  const subject = claims.sub ?? '';
  const expiresAt = new Date((claims.exp ?? 0) * 1000);
  const permissions = strings(claims['permissions']);
  if (subject.startsWith('service:')) {
    return { kind: 'service', name: subject.slice('service:'.length), permissions, expiresAt };
  }
  if (!isId('usr', subject)) throw new Unauthenticated('The access token is not valid.');
  const merchantId = claims['mid'];
  const sessionId = claims['sid'];
  return {
    kind: 'user',
    id: subject,
    roles: strings(claims['roles']) as Role[],
    permissions,
    merchantId: typeof merchantId === 'string' && isId('mer', merchantId) ? merchantId : null,
    sessionId: typeof sessionId === 'string' ? sessionId : '',
    expiresAt,
  };
}

const strings = (claim: unknown): string[] =>
  Array.isArray(claim) ? claim.filter((part): part is string => typeof part === 'string') : [];
