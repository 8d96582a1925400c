import { decodeJwt } from 'jose';
import { stableId } from '#kernel/domain/id.ts';
import { DEMO_PASSWORD } from '../seed/demo.ts';
import { logIn } from '../usecases/log-in.ts';
import { type StartedAccounts, startAccounts } from './given.ts';

let accounts: StartedAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

const guess = (email: string, clientAddress: string) =>
  logIn(accounts.runtime, { email, password: 'wrong' }, clientAddress).then(
    () => 'OK',
    (error: { code: string }) => error.code,
  );

async function trail(where: string, ...values: string[]): Promise<string[]> {
  const { rows } = await accounts.truth.query<{ outcome: string }>(
    `select outcome from accounts.access_audit where action = 'log-in' and ${where} order by id`,
    values,
  );
  return rows.map(({ outcome }) => outcome);
}

describe('logging in', () => {
  it('gives each role its permissions, and a seller the merchant', async () => {
    const operator = await accounts.logIn('operator@example.com', DEMO_PASSWORD);
    expect(operator.viewer.permissions).toContain('payments.refund');
    const seller = await accounts.logIn('seller@example.com', DEMO_PASSWORD);
    expect(seller.viewer.merchant).toEqual({ name: 'Caves Montclar' });
    expect(decodeJwt(seller.accessToken)).toMatchObject({
      roles: ['seller'],
      permissions: seller.viewer.permissions,
      mid: stableId('mer', 'caves-montclar'),
    });
  });

  it('is good for a quarter of an hour', async () => {
    const { accessToken } = await accounts.logIn('ada@example.com', DEMO_PASSWORD);
    const { exp = 0, iat = 0 } = decodeJwt(accessToken);
    expect(exp - iat).toBe(15 * 60);
  });

  it.each(['nobody@example.com', 'no address', 'nul\0@example.com'])(
    'answers for %j as for a wrong password, after as much work',
    async (email) => {
      const { hasher } = accounts.runtime;
      const before = hasher.computed;
      const wrong = await accounts.logIn('ada@example.com', 'not the password');
      const afterWrong = hasher.computed;
      const nobody = await accounts.logIn(email, 'not the password');
      expect(nobody).toEqual(wrong);
      expect(wrong.code).toBe('INVALID_CREDENTIALS');
      expect(hasher.computed - afterWrong).toBe(afterWrong - before);
    },
  );

  it('leaves a trace without secrets', async () => {
    await accounts.logIn('grace@example.com', 'wrong');
    await accounts.logIn('grace@example.com', DEMO_PASSWORD);
    expect(await trail('user_id = $1', stableId('usr', 'grace@example.com'))).toEqual([
      'refused',
      'ok',
    ]);
  });
});

describe('guessing', () => {
  it('ends after ten attempts on one account, before anything is hashed, also with the right password', async () => {
    const { viewer } = await accounts.register({
      email: 'besieged@example.com',
      password: 'the right one',
    });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(await guess('besieged@example.com', `203.0.113.${attempt}`)).toBe(
        'INVALID_CREDENTIALS',
      );
    }
    const hashedBefore = accounts.runtime.hasher.computed;
    const refused = await accounts.logIn('Besieged@example.com', 'the right one');
    expect(refused).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(accounts.runtime.hasher.computed).toBe(hashedBefore);
    expect(await trail('user_id = $1', viewer.id)).toEqual([
      ...Array<string>(9).fill('refused'),
      'locked-out',
    ]);
  });

  it('ends likewise for an account that does not exist', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1)
      await guess('ghost@example.com', '198.51.100.1');
    expect(await guess('ghost@example.com', '198.51.100.2')).toBe('TOO_MANY_ATTEMPTS');
  });

  it('lets ten through when a hundred come at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => guess('stampede@example.com', `192.0.2.${index}`)),
    );
    expect(results.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(results.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(90);
  });

  it('ends after a hundred attempts from one address, whichever accounts it tries, and for nobody else', async () => {
    const robber = '203.0.113.99';
    await accounts.truth.query('insert into accounts.attempts values ($1, 99, $2)', [
      `address:${robber}`,
      Date.now() + 60_000,
    ]);
    const hashedBefore = accounts.runtime.hasher.computed;
    expect(await guess('victim-1@example.com', robber)).toBe('INVALID_CREDENTIALS');
    expect(await guess('victim-2@example.com', robber)).toBe('TOO_MANY_ATTEMPTS');
    expect(accounts.runtime.hasher.computed).toBe(hashedBefore + 1);
    expect(await trail('client_address = $1', robber)).toEqual(['locked-out']);
    expect((await accounts.logIn('ada@example.com', DEMO_PASSWORD)).__typename).toBe('Session');
  });

  it('is forgotten after a success', async () => {
    await accounts.register({ email: 'forgetful@example.com', password: 'the right one' });
    for (let round = 0; round < 3; round += 1) {
      for (let attempt = 0; attempt < 6; attempt += 1)
        await accounts.logIn('forgetful@example.com', 'wrong');
      const { __typename } = await accounts.logIn('forgetful@example.com', 'the right one');
      expect(__typename).toBe('Session');
    }
  });
});
