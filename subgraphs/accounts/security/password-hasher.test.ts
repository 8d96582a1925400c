import { PasswordHasher } from './password-hasher.ts';

describe('passwords', () => {
  it('are hashed with argon2id and the parameters that OWASP recommends, each with a salt of its own', async () => {
    const hasher = new PasswordHasher();
    const [one, other] = await Promise.all([hasher.hash('the same'), hasher.hash('the same')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it('are verified', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('right');
    expect(await hasher.verify(hash, 'right')).toBe(true);
    expect(await hasher.verify(hash, 'wrong')).toBe(false);
  });

  it('are the same whichever way a keyboard composes a letter', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.verify(await hasher.hash('caf\u00e9'), 'cafe\u0301')).toBe(true);
  });

  it('of nobody cost one hash as well, and are never right', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.verify(null, 'anything')).toBe(false);
    expect(hasher.computed).toBe(1);
  });

  it('are hashed a few at a time, also after one has failed', async () => {
    const hasher = new PasswordHasher(2);
    const all = [
      hasher.verify('no hash at all', 'anything'),
      ...Array.from({ length: 5 }, () => hasher.verify(null, 'anything')),
    ];
    expect([hasher.running, hasher.computed]).toEqual([2, 2]);
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'rejected',
      ...Array(5).fill('fulfilled'),
    ]);
    expect([hasher.running, hasher.computed]).toEqual([0, 6]);
  });
});
