import { Aggregate } from '#kernel/domain/aggregate.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import type { SessionEvent } from '../events.ts';
import { RefreshTokenInvalid } from './errors.ts';
import { type IssuedToken, RefreshToken } from './refresh-token.ts';

/** A client that sends the same token twice at once is clumsy; one that does so later has been robbed. */
const DOUBLE_CLICK_MS = 10_000;

/** One log-in on one device, and all the refresh tokens that are traded for one another in it. */
export class Session extends Aggregate<SessionEvent> {
  readonly id: Id<'ses'>;
  readonly userId: Id<'usr'>;
  readonly startedAt: Date;
  endedAt: Date | null = null;

  constructor(id: Id<'ses'>, userId: Id<'usr'>, startedAt: Date) {
    super();
    this.id = id;
    this.userId = userId;
    this.startedAt = startedAt;
  }

  /** A new session, and the first refresh token of it. */
  static begin(userId: Id<'usr'>, at: Date): { session: Session; issued: IssuedToken } {
    const session = new Session(newId('ses'), userId, at);
    return { session, issued: RefreshToken.issue(session.id, at) };
  }

  /**
   * Trades a refresh token of this session for the next one.
   * @returns the next token; `null` if this one was traded before, however long ago. Then two hold the session and one
   * of them stole it, so it ends for both. Source: RFC 9700, section 4.14.2.
   * @throws {RefreshTokenInvalid} if the session has ended, or the token expired or was traded a moment ago
   */
  trade(token: RefreshToken, at: Date): IssuedToken | null {
    if (this.endedAt !== null || token.expiresAt <= at) throw new RefreshTokenInvalid();
    if (token.spentAt === null) {
      token.spentAt = at;
      return RefreshToken.issue(this.id, at);
    }
    if (at.getTime() - token.spentAt.getTime() < DOUBLE_CLICK_MS) throw new RefreshTokenInvalid();
    this.end(at);
    return null;
  }

  /** Ends it for good. One that had ended keeps its end. */
  end(at: Date): void {
    if (this.endedAt !== null) return;
    this.endedAt = at;
    this.raise({ type: 'SessionEnded', data: { sessionId: this.id, userId: this.userId } });
  }
}
