import { checkPassword } from './password.ts';

describe('a password', () => {
  it.each(['short', 'x'.repeat(129), 'ADA@example.com'])('of %j is refused', (password) => {
    expect(() => checkPassword(password, 'ada@example.com')).toThrow(
      expect.objectContaining({
        code: 'WEAK_PASSWORD',
        minimumLength: 10,
        maximumLength: 128,
      }) as Error,
    );
  });

  it('counts characters as people do', () => {
    expect(() => checkPassword('🍷'.repeat(10), 'ada@example.com')).not.toThrow();
    expect(() => checkPassword('🍷'.repeat(9), 'ada@example.com')).toThrow();
  });
});
