import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { type RefreshToken, hashOfRefreshToken } from './refresh-token.ts';
import { Session } from './session.ts';

const start = new Date('2026-06-01T12:00:00Z');
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const DAY_SECONDS = 24 * 60 * 60;
const begin = () => Session.begin(newId('usr'), start);
const invalid = expect.objectContaining({ code: 'REFRESH_TOKEN_INVALID' }) as Error;

function trade(session: Session, token: RefreshToken, seconds: number): RefreshToken {
  const next = session.trade(token, at(seconds));
  if (!next) throw new Error('The session has ended.');
  return next.token;
}

describe('a session', () => {
  it('goes on with each next refresh token', () => {
    const { session, issued } = begin();
    const second = trade(session, issued.token, 60);
    const third = trade(session, second, 120);
    expect(new Set([issued.token.hash, second.hash, third.hash]).size).toBe(3);
    expect(session.endedAt).toBeNull();
  });

  it('survives a double click, which is refused', () => {
    const { session, issued } = begin();
    trade(session, issued.token, 60);
    expect(() => session.trade(issued.token, at(61))).toThrow(invalid);
    expect(session.endedAt).toBeNull();
  });

  it('ends when a token turns up again, however often it was traded since', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (trades) => {
        const { session, issued } = begin();
        let latest = issued.token;
        for (let minute = 1; minute <= trades; minute += 1) {
          latest = trade(session, latest, 60 * minute);
        }
        expect(session.trade(issued.token, at(60 * trades + 60))).toBeNull();
        expect(() => session.trade(latest, at(60 * trades + 61))).toThrow(invalid);
      }),
    );
  });

  it('is not ended by a stolen token that has expired', () => {
    const { session, issued } = begin();
    const second = trade(session, issued.token, 29 * DAY_SECONDS);
    expect(() => session.trade(issued.token, at(31 * DAY_SECONDS))).toThrow(invalid);
    expect(trade(session, second, 31 * DAY_SECONDS)).toBeDefined();
  });

  it('cannot be gone on with after 30 days', () => {
    const { session, issued } = begin();
    expect(() => session.trade(issued.token, at(30 * DAY_SECONDS))).toThrow(invalid);
  });

  it('cannot be gone on with once it has ended, and keeps its end', () => {
    const { session, issued } = begin();
    session.end(at(1));
    session.end(at(2));
    expect(session.endedAt).toEqual(at(1));
    expect(() => session.trade(issued.token, at(3))).toThrow(invalid);
  });
});

describe('a refresh token', () => {
  it('is found by the hash of what the client holds, which says nothing of it', () => {
    const { issued } = begin();
    expect(hashOfRefreshToken(issued.secret)).toBe(issued.token.hash);
    expect(JSON.stringify(issued.token)).not.toContain(issued.secret);
  });

  it('has 256 bits', () => {
    expect(Buffer.from(begin().issued.secret, 'base64url')).toHaveLength(32);
  });

  it.each(['', 'nonsense', 'x'.repeat(44), `${'x'.repeat(42)}\0`])('is not %j', (secret) => {
    expect(() => hashOfRefreshToken(secret)).toThrow(invalid);
  });
});
