import { createHash, randomBytes } from 'node:crypto';
import type { Id } from '#kernel/domain/id.ts';
import { RefreshTokenInvalid } from './errors.ts';

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** Can be traded once for the next one of its session. What the client holds is not kept, only its hash. */
export class RefreshToken {
  readonly hash: string;
  readonly sessionId: Id<'ses'>;
  readonly expiresAt: Date;
  spentAt: Date | null = null;

  constructor(hash: string, sessionId: Id<'ses'>, expiresAt: Date) {
    this.hash = hash;
    this.sessionId = sessionId;
    this.expiresAt = expiresAt;
  }

  /** 256 random bits for the client, and what is kept of them. */
  static issue(sessionId: Id<'ses'>, at: Date): IssuedToken {
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(at.getTime() + LIFETIME_MS);
    return { secret, token: new RefreshToken(hashOf(secret), sessionId, expiresAt) };
  }
}

export interface IssuedToken {
  /** For the client, and for nobody else. */
  readonly secret: string;
  readonly token: RefreshToken;
}

/**
 * By which a token is found. Nobody guesses 256 bits, so a fast hash is enough.
 * @throws {RefreshTokenInvalid} unless `secret` has the form of a refresh token
 */
export function hashOfRefreshToken(secret: string): string {
  if (!/^[\w-]{43}$/.test(secret)) throw new RefreshTokenInvalid();
  return hashOf(secret);
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');
