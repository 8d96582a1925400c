import { decodeJwt } from 'jose';
import { register } from '../usecases/register.ts';
import { type StartedAccounts, startAccounts } from './given.ts';

let accounts: StartedAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

describe('registration', () => {
  it('logs the new customer in', async () => {
    const session = await accounts.register();
    expect(session).toMatchObject({
      __typename: 'Session',
      viewer: { roles: ['customer'], permissions: [], merchant: null },
    });
    expect(decodeJwt(session.accessToken)).toMatchObject({
      sub: session.viewer.id,
      roles: ['customer'],
    });
  });

  it('tells the other contexts that there is a customer, and nothing personal', async () => {
    const { viewer } = await accounts.register();
    const { rows } = await accounts.truth.query(
      'select type, data from accounts.events where aggregate_id = $1',
      [viewer.id],
    );
    expect(rows).toEqual([{ type: 'CustomerRegistered', data: { customerId: viewer.id } }]);
  });

  it('happens once per email address, however many try at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, () => accounts.register({ email: 'Race@example.com' })),
    );
    const outcomes = results.map(({ __typename }) => __typename).toSorted();
    expect(outcomes).toEqual([...Array<string>(7).fill('EmailTaken'), 'Session']);
  });

  it('takes an address that differs only in case for the same', async () => {
    await accounts.register({ email: 'lower@example.com' });
    expect((await accounts.register({ email: 'LOWER@Example.com' })).code).toBe('EMAIL_TAKEN');
  });

  it.each([
    ['INVALID_EMAIL', { email: 'nobody' }],
    ['INVALID_EMAIL', { email: 'nul\0@example.com' }],
    ['WEAK_PASSWORD', { password: 'short' }],
    ['INVALID_BIRTH_DATE', { birthDate: '1990-02-30' }],
    ['INVALID_COUNTRY', { country: 'Germany' }],
    ['INVALID_NAME', { name: 'nul\0' }],
  ])('is refused with %s for %j before anything is hashed', async (code, facts) => {
    const hashedBefore = accounts.runtime.hasher.computed;
    expect((await accounts.register(facts)).code).toBe(code);
    expect(accounts.runtime.hasher.computed).toBe(hashedBefore);
  });

  it('keeps nothing of the password but an argon2id hash, apart from the person', async () => {
    const { viewer } = await accounts.register({ password: 'never seen again' });
    const { rows } = await accounts.truth.query<{ hash: string; person: string }>(
      `select password_hash as hash, u::text as person
       from accounts.credentials c join accounts.users u on u.id = c.user_id where u.id = $1`,
      [viewer.id],
    );
    expect(rows[0]?.hash).toMatch(/^\$argon2id\$/);
    expect(rows[0]?.person).not.toContain('$argon2id');
    expect(JSON.stringify(rows)).not.toContain('never seen again');
  });

  it('is refused from an address that has registered too many', async () => {
    const crowd = '203.0.113.50';
    await accounts.truth.query('insert into accounts.attempts values ($1, 1000, $2)', [
      `registration:${crowd}`,
      Date.now() + 60_000,
    ]);
    const hashedBefore = accounts.runtime.hasher.computed;
    const input = {
      email: 'crowd@example.com',
      password: 'a long password',
      name: 'Crowd',
      birthDate: '1990-01-01',
      country: 'DE',
    };
    await expect(register(accounts.runtime, input, crowd)).rejects.toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
    });
    expect(accounts.runtime.hasher.computed).toBe(hashedBefore);
  });
});
