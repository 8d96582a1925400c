import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  SignJWT,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER } from '#kernel/graphql/authenticate.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import type { Runtime } from '#kernel/runtime/context.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const SIGNS_FOR_MS = 30 * DAY_MS;
/** A new key is published before it signs, so that whoever verifies has heard of it. */
const PUBLISHED_AHEAD_MS = 5 * MINUTE_MS;
/** A key is published after its successor took over for longer than any token lives that it signed. */
const PUBLISHED_AFTERWARDS_MS = 2 * DAY_MS;
/** Another process may have made a key. */
const REMEMBERED_MS = MINUTE_MS;

interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

interface SealedKey {
  readonly kid: string;
  readonly sealed: Buffer;
}

/** Signs access tokens. The newest key whose time has come signs; the others are published to verify with. */
export class SigningKeys {
  private remembered: (SigningKey & { readonly until: number }) | undefined;

  constructor(private readonly rt: Runtime) {}

  /** Makes the first key. Every process does this at its start, and one of them makes it. */
  async prepare(): Promise<void> {
    await this.alone(async (em) => {
      const newest = await this.newest(em);
      if (newest && (await this.canOpen(newest))) return;
      if (newest)
        this.rt.logger.warn('the signing key was sealed with another secret: a new one signs');
      await this.create(em, this.now());
    });
  }

  /** Has a new key take over from one that has signed for long enough, and forgets those that are not needed. */
  async rotate(signsForMs = SIGNS_FOR_MS): Promise<void> {
    await this.alone(async (em) => {
      const old = new Date(this.now() - signsForMs);
      const [young] = await sql(em, 'select from accounts.signing_keys where signs_from > $1', [
        old,
      ]);
      if (!young) await this.create(em, this.now() + PUBLISHED_AHEAD_MS);
      await execute(
        em,
        `delete from accounts.signing_keys k where exists
           (select from accounts.signing_keys n where n.signs_from > k.signs_from and n.signs_from < $1)`,
        [new Date(this.now() - PUBLISHED_AFTERWARDS_MS)],
      );
    });
  }

  /** What verifies our tokens. Source: RFC 7517. */
  async published(): Promise<JSONWebKeySet> {
    const rows = await sql<{ publicJwk: JWK }>(
      this.rt.orm.em.fork(),
      'select public_jwk as "publicJwk" from accounts.signing_keys order by signs_from desc',
    );
    return { keys: rows.map(({ publicJwk }) => publicJwk) };
  }

  async sign(
    subject: string,
    claims: JWTPayload,
    lifetimeSeconds: number,
  ): Promise<{ token: string; expiresAt: Date }> {
    const { kid, key } = await this.current();
    const issuedAt = Math.floor(this.now() / 1000);
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

  private async current(): Promise<SigningKey> {
    if (this.remembered && this.now() < this.remembered.until) return this.remembered;
    const newest = await this.newest(this.rt.orm.em.fork());
    if (!newest) throw new Error('There is no signing key.');
    this.remembered = { ...(await this.open(newest)), until: this.now() + REMEMBERED_MS };
    return this.remembered;
  }

  private async newest(em: EntityManager): Promise<SealedKey | undefined> {
    const [newest] = await sql<SealedKey>(
      em,
      `select kid, sealed_private_jwk as sealed from accounts.signing_keys
       where signs_from <= $1 order by signs_from desc limit 1`,
      [new Date(this.now())],
    );
    return newest;
  }

  private async create(em: EntityManager, signsFrom: number): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(TOKEN_ALGORITHM, {
      extractable: true,
      modulusLength: 2048,
    });
    const kid = randomBytes(12).toString('base64url');
    const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: TOKEN_ALGORITHM, use: 'sig' };
    await execute(
      em,
      `insert into accounts.signing_keys (kid, public_jwk, sealed_private_jwk, signs_from)
       values ($1, $2::jsonb, $3, $4)`,
      [
        kid,
        JSON.stringify(publicJwk),
        this.seal(kid, await exportJWK(privateKey)),
        new Date(signsFrom),
      ],
    );
  }

  /** AES-256-GCM, bound to the key's id: 12 bytes of nonce, 16 of tag, the rest is ciphertext. */
  private seal(kid: string, jwk: JWK): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey(), nonce).setAAD(Buffer.from(kid));
    const ciphertext = Buffer.concat([cipher.update(JSON.stringify(jwk)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  private async open({ kid, sealed }: SealedKey): Promise<SigningKey> {
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey(), sealed.subarray(0, 12))
      .setAAD(Buffer.from(kid))
      .setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString();
    return { kid, key: (await importJWK(JSON.parse(text) as JWK, TOKEN_ALGORITHM)) as CryptoKey };
  }

  private canOpen(key: SealedKey): Promise<boolean> {
    return this.open(key).then(
      () => true,
      () => false,
    );
  }

  private sealingKey(): Buffer {
    return Buffer.from(this.rt.secret('signing-keys'), 'base64url');
  }

  /** While no other process looks after the keys. */
  private alone(work: (em: EntityManager) => Promise<void>): Promise<void> {
    return inTransaction(this.rt.orm, async (em) => {
      await sql(em, `select pg_advisory_xact_lock(hashtextextended('accounts/signing-keys', 0))`);
      await work(em);
    });
  }

  private now(): number {
    return this.rt.clock().getTime();
  }
}
