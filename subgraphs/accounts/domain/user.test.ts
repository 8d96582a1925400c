import { newId } from '#kernel/domain/id.ts';
import { permissionsOf } from './permissions.ts';
import { type NewUser, User, normalizeEmail } from './user.ts';

const ada = (facts: Partial<NewUser> = {}) =>
  new User({
    id: newId('usr'),
    email: 'ada@example.com',
    name: 'Ada',
    birthDate: '1990-12-10',
    country: 'DE',
    roles: ['customer'],
    merchantId: null,
    registeredAt: new Date('2026-06-01T12:00:00Z'),
    ...facts,
  });
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe('a user', () => {
  it('is known by an email address in which case does not count', () => {
    expect(ada({ email: ' Ada@Example.COM ' }).email).toBe('ada@example.com');
  });

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'a da@example.com',
    'ada\0@example.com',
    `${'x'.repeat(65)}@example.com`,
    `ada@${'x'.repeat(250)}.com`,
  ])('is refused with the email address %j', (email) => {
    expect(() => normalizeEmail(email)).toThrow(refusal('INVALID_EMAIL'));
  });

  it.each(['1990-02-30', '1990-13-01', '90-01-01', 'yesterday', '2026-06-02', '1889-12-31'])(
    'is refused with the birth date %j',
    (birthDate) => {
      expect(() => ada({ birthDate })).toThrow(refusal('INVALID_BIRTH_DATE'));
    },
  );

  it('may be born on a leap day', () => {
    expect(ada({ birthDate: '2004-02-29' }).birthDate).toBe('2004-02-29');
  });

  it.each(['D', 'DEU', '12'])('is refused with the country %j', (country) => {
    expect(() => ada({ country })).toThrow(refusal('INVALID_COUNTRY'));
  });

  it.each(['  ', 'A\0da', 'x'.repeat(201)])('is refused with the name %j', (name) => {
    expect(() => ada({ name })).toThrow(refusal('INVALID_NAME'));
  });

  it('tells that it is there and in which roles, and nothing personal', () => {
    const user = ada({ roles: ['customer', 'seller', 'operator'], merchantId: newId('mer') });
    expect(user.takeRaised().map(({ event }) => event)).toEqual([
      { type: 'CustomerRegistered', data: { customerId: user.id } },
      { type: 'SellerAppointed', data: { userId: user.id } },
      { type: 'OperatorAppointed', data: { userId: user.id } },
    ]);
  });

  it('may do what its roles may do, each thing named once', () => {
    expect(ada().permissions).toEqual([]);
    expect(permissionsOf(['operator', 'seller', 'operator'])).toContain('payments.refund');
    expect(permissionsOf(['operator', 'operator'])).toEqual(permissionsOf(['operator']));
  });
});
