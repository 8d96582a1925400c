import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Id, isId, newId } from '#kernel/domain/id.ts';
import { RefreshTokenInvalid } from './errors.ts';

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** A client that sends the same token twice at once is clumsy; one that does so later has been robbed. */
const DOUBLE_CLICK_MS = 10_000;

/** One log-in on one device, renewed by refresh tokens of which only the latest is good. */
export class Session {
  readonly id: Id<'ses'>;
  readonly userId: Id<'usr'>;
  refreshHash: Buffer;
  previousHash: Buffer | null = null;
  rotatedAt: Date;
  expiresAt: Date;
  revokedAt: Date | null = null;

  constructor(id: Id<'ses'>, userId: Id<'usr'>, refreshHash: Buffer, at: Date) {
    this.id = id;
    this.userId = userId;
    this.refreshHash = refreshHash;
    this.rotatedAt = at;
    this.expiresAt = new Date(at.getTime() + LIFETIME_MS);
  }

  /** A new session, and the refresh token that opens it; only its hash is kept. */
  static begin(userId: Id<'usr'>, at: Date): { session: Session; refreshToken: string } {
    const id = newId('ses');
    const secret = newSecret();
    return { session: new Session(id, userId, hash(secret), at), refreshToken: `${id}.${secret}` };
  }

  /**
   * Trades the latest refresh token for a new one.
   * @returns the new token; `null` if the token was used before, by somebody who should not have it, and the session
   * is revoked: whoever holds the newer token must log in again too. Source: RFC 9700, 4.14.2.
   * @throws {RefreshTokenInvalid} if it is not, or no longer, the session's
   */
  rotate(secret: string, at: Date): string | null {
    if (this.revokedAt !== null || this.expiresAt <= at) throw new RefreshTokenInvalid();
    const given = hash(secret);
    if (timingSafeEqual(given, this.refreshHash)) {
      const next = newSecret();
      this.previousHash = this.refreshHash;
      this.refreshHash = hash(next);
      this.rotatedAt = at;
      this.expiresAt = new Date(at.getTime() + LIFETIME_MS);
      return `${this.id}.${next}`;
    }
    const usedBefore = this.previousHash !== null && timingSafeEqual(given, this.previousHash);
    if (!usedBefore || at.getTime() - this.rotatedAt.getTime() < DOUBLE_CLICK_MS) throw new RefreshTokenInvalid();
    this.revoke(at);
    return null;
  }

  revoke(at: Date): void {
    this.revokedAt ??= at;
  }
}

/** @throws {RefreshTokenInvalid} unless it has the form of a refresh token */
export function readRefreshToken(token: string): { sessionId: Id<'ses'>; secret: string } {
  const [sessionId = '', secret = ''] = token.split('.');
  if (!isId('ses', sessionId) || !/^[\w-]{43}$/.test(secret)) throw new RefreshTokenInvalid();
  return { sessionId, secret };
}

const newSecret = () => randomBytes(32).toString('base64url');
const hash = (secret: string) => createHash('sha256').update(secret).digest();
