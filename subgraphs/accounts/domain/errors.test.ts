import type { DomainError } from '#kernel/domain/domain-error.ts';
import * as errors from './errors.ts';

const refusals: readonly DomainError[] = [
  new errors.EmailTaken(),
  new errors.InvalidEmail(),
  new errors.WeakPassword(10, 128),
  new errors.InvalidName(),
  new errors.InvalidBirthDate(),
  new errors.InvalidCountry(),
  new errors.InvalidCredentials(),
  new errors.TooManyAttempts(30),
  new errors.RefreshTokenInvalid(),
  new errors.NotLoggedIn(),
];

describe('the refusals of accounts', () => {
  it.each(refusals.map((refusal) => [refusal.name, refusal] as const))(
    '%s has its name as its code and speaks in a sentence',
    (name, { code, message }) => {
      expect(code).toBe(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
      expect(message).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('are all listed here', () => {
    expect(new Set(refusals.map(({ name }) => name))).toEqual(new Set(Object.keys(errors)));
  });
});
