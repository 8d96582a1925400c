import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type CryptoKey, type JSONWebKeySet, type JWK, type JWTPayload, SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER } from '#kernel/graphql/authenticate.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';

interface StoredKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly sealed: Buffer;
}

/** A retired key is published for as long as a token that it signed may live, and then some. */
const PUBLISHED_AFTER_RETIREMENT = '2 days';
/** Another process may have rotated the key. */
const RELOAD_MS = 60_000;

/** Signs access tokens. One key signs at a time; those before it are still published. */
export class SigningKeys {
  private signing: { kid: string; key: CryptoKey; loadedAt: number } | undefined;

  constructor(private readonly rt: Runtime) {}

  /** Makes the first key. Every process does this at its start, and one of them makes it. */
  async prepare(): Promise<void> {
    await inTransaction(this.rt.orm, async (em) => {
      await sql(em, `select pg_advisory_xact_lock(hashtextextended('accounts/signing-keys', 0))`);
      if (!(await this.current(em))) await this.create(em);
    });
  }

  /** From now on a new key signs. Tokens of the one before stay good until they expire. */
  async rotate(): Promise<void> {
    await inTransaction(this.rt.orm, async (em) => {
      await sql(em, `select pg_advisory_xact_lock(hashtextextended('accounts/signing-keys', 0))`);
      await execute(em, 'update accounts.signing_keys set retired_at = now() where retired_at is null');
      await this.create(em);
    });
    this.signing = undefined;
  }

  /** What verifies our tokens. Source: RFC 7517. */
  async published(): Promise<JSONWebKeySet> {
    const rows = await sql<{ publicJwk: JWK }>(
      this.rt.orm.em.fork(),
      `select public_jwk as "publicJwk" from accounts.signing_keys
       where retired_at is null or retired_at > now() - interval '${PUBLISHED_AFTER_RETIREMENT}' order by created_at desc`,
    );
    return { keys: rows.map(({ publicJwk }) => publicJwk) };
  }

  async sign(subject: string, claims: JWTPayload, lifetimeSeconds: number): Promise<{ token: string; expiresAt: Date }> {
    const { kid, key } = await this.loaded();
    const issuedAt = Math.floor(this.rt.clock().getTime() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: 'JWT' })
      .setSubject(subject)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(key);
    return { token, expiresAt: new Date((issuedAt + lifetimeSeconds) * 1000) };
  }

  private async loaded(): Promise<{ kid: string; key: CryptoKey }> {
    if (this.signing && Date.now() - this.signing.loadedAt < RELOAD_MS) return this.signing;
    const stored = await this.current(this.rt.orm.em.fork());
    if (!stored) throw new Error('There is no signing key.');
    const key = (await importJWK(this.open(stored.sealed), TOKEN_ALGORITHM)) as CryptoKey;
    this.signing = { kid: stored.kid, key, loadedAt: Date.now() };
    return this.signing;
  }

  private async current(em: EntityManager): Promise<StoredKey | undefined> {
    const [key] = await sql<StoredKey>(
      em,
      `select kid, public_jwk as "publicJwk", sealed_private_jwk as sealed from accounts.signing_keys where retired_at is null`,
    );
    return key;
  }

  private async create(em: EntityManager): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(TOKEN_ALGORITHM, { extractable: true, modulusLength: 2048 });
    const kid = randomBytes(12).toString('base64url');
    const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: TOKEN_ALGORITHM, use: 'sig' };
    await execute(
      em,
      'insert into accounts.signing_keys (kid, public_jwk, sealed_private_jwk, created_at) values ($1, $2::jsonb, $3, now())',
      [kid, JSON.stringify(publicJwk), this.seal(await exportJWK(privateKey))],
    );
  }

  /** AES-256-GCM: 12 bytes of nonce, 16 of tag, the rest is ciphertext. */
  private seal(jwk: JWK): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey(), nonce);
    const ciphertext = Buffer.concat([cipher.update(JSON.stringify(jwk)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  private open(sealed: Buffer): JWK {
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString()) as JWK;
  }

  private sealingKey(): Buffer {
    return createHash('sha256').update(this.rt.secret('signing keys')).digest();
  }
}
