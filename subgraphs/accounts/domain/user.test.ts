import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { checkPassword } from './password.ts';
import { permissionsOf } from './permissions.ts';
import { Session, readRefreshToken } from './session.ts';
import { type NewUser, User, normalizeEmail } from './user.ts';

const at = new Date('2026-06-01T12:00:00Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const ada = (facts: Partial<NewUser> = {}) =>
  new User({
    id: newId('usr'),
    email: 'ada@example.com',
    name: 'Ada',
    birthDate: '1990-12-10',
    country: 'DE',
    roles: ['customer'],
    merchantId: null,
    registeredAt: at,
    ...facts,
  });

describe('a user', () => {
  it('is known by an email address in which case does not count', () => {
    expect(ada({ email: ' Ada@Example.COM ' }).email).toBe('ada@example.com');
  });

  it.each(['', 'ada', 'ada@', '@example.com', 'ada@example', 'a da@example.com', `${'x'.repeat(65)}@example.com`])(
    'is refused with the email address %j',
    (email) => {
      expect(() => normalizeEmail(email)).toThrow(expect.objectContaining({ code: 'INVALID_EMAIL' }));
    },
  );

  it.each(['1990-02-30', '1990-13-01', '90-01-01', 'yesterday', '2026-06-02', '1889-12-31'])(
    'is refused with the birth date %j',
    (birthDate) => {
      expect(() => ada({ birthDate })).toThrow(expect.objectContaining({ code: 'INVALID_BIRTH_DATE' }));
    },
  );

  it('may be born on a leap day', () => {
    expect(ada({ birthDate: '2004-02-29' }).birthDate).toBe('2004-02-29');
  });

  it.each(['D', 'DEU', '12'])('is refused with the country %j', (country) => {
    expect(() => ada({ country })).toThrow(expect.objectContaining({ code: 'INVALID_COUNTRY' }));
  });

  it('has a name', () => {
    expect(() => ada({ name: '  ' })).toThrow(expect.objectContaining({ code: 'INVALID_NAME' }));
  });

  it('tells that it is there, and nothing personal', () => {
    const user = ada();
    expect(user.takeRaised()).toEqual([
      { version: 1, event: { type: 'CustomerRegistered', data: { customerId: user.id } } },
    ]);
  });

  it('may do what its roles may do, each thing named once', () => {
    expect(ada().permissions).toEqual([]);
    expect(permissionsOf(['operator', 'seller', 'operator'])).toContain('payments.refund');
    expect(new Set(permissionsOf(['operator', 'operator'])).size).toBe(permissionsOf(['operator']).length);
  });
});

describe('a password', () => {
  it.each(['short', 'x'.repeat(129), 'ADA@example.com'])('of %j is refused', (password) => {
    expect(() => checkPassword(password, 'ada@example.com')).toThrow(expect.objectContaining({ code: 'WEAK_PASSWORD' }));
  });

  it('counts characters as people do', () => {
    expect(() => checkPassword('🍷'.repeat(10), 'ada@example.com')).not.toThrow();
  });
});

describe('a session', () => {
  const begin = () => {
    const { session, refreshToken } = Session.begin(newId('usr'), at);
    return { session, secret: readRefreshToken(refreshToken).secret };
  };
  const secretOf = (token: string | null) => readRefreshToken(token ?? '').secret;
  const invalid = expect.objectContaining({ code: 'REFRESH_TOKEN_INVALID' });

  it('is renewed by its latest refresh token only', () => {
    const { session, secret } = begin();
    const next = secretOf(session.rotate(secret, later(1000)));
    expect(() => session.rotate(secret, later(2000))).toThrow(invalid);
    expect(session.rotate(next, later(3000))).toEqual(expect.any(String));
  });

  it('survives a double click', () => {
    const { session, secret } = begin();
    session.rotate(secret, later(1000));
    expect(() => session.rotate(secret, later(1500))).toThrow(invalid);
    expect(session.revokedAt).toBeNull();
  });

  it('is revoked when an old refresh token turns up', () => {
    const { session, secret } = begin();
    const next = secretOf(session.rotate(secret, later(1000)));
    expect(session.rotate(secret, later(60_000))).toBeNull();
    expect(() => session.rotate(next, later(61_000))).toThrow(invalid);
  });

  it('ends when nobody renews it', () => {
    const { session, secret } = begin();
    expect(() => session.rotate(secret, later(31 * 24 * 60 * 60 * 1000))).toThrow(invalid);
  });

  it('stays revoked since it was revoked first', () => {
    const { session } = begin();
    session.revoke(later(1));
    session.revoke(later(2));
    expect(session.revokedAt).toEqual(later(1));
  });

  it('is not opened by a guess', () => {
    fc.assert(
      fc.property(fc.string(), (guess) => {
        const { session } = begin();
        expect(() => session.rotate(guess, later(1))).toThrow(invalid);
      }),
    );
    expect(() => readRefreshToken('ses_x.y')).toThrow(invalid);
  });
});
