import { decodeJwt } from 'jose';
import { newId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer, service } from '#kernel/testing/principals.ts';
import { forgetExpired } from '../usecases/forget-expired.ts';
import { type Result, type StartedAccounts, startAccounts } from './given.ts';

let accounts: StartedAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

const principalOf = ({ accessToken, viewer }: Result): Principal => ({
  ...customer(viewer.id),
  sessionId: String(decodeJwt(accessToken)['sid']),
});

async function logOut(principal: Principal) {
  const query = `mutation LogOut {
    logOut { __typename ... on LoggedOut { endedAt } ... on Problem { code } } }`;
  const { data } = await accounts
    .as(principal)
    .execute<{ logOut: { __typename: string; endedAt?: string; code?: string } }>(query);
  return data.logOut;
}

async function auditOf({ viewer }: Result): Promise<string[]> {
  const { rows } = await accounts.truth.query<{ entry: string }>(
    `select action || ' ' || outcome as entry from accounts.access_audit where user_id = $1 order by id`,
    [viewer.id],
  );
  return rows.map(({ entry }) => entry);
}

describe('a session', () => {
  it('goes on with each next refresh token, of which only a hash is kept', async () => {
    const first = await accounts.register();
    const second = await accounts.refresh(first.refreshToken);
    expect(second).toMatchObject({ __typename: 'Session', viewer: { id: first.viewer.id } });
    expect(decodeJwt(second.accessToken)['sid']).toBe(decodeJwt(first.accessToken)['sid']);
    expect((await accounts.refresh(second.refreshToken)).__typename).toBe('Session');
    const { rows } = await accounts.truth.query(
      'select r::text as row from accounts.refresh_tokens r',
    );
    expect(JSON.stringify(rows)).not.toContain(second.refreshToken);
  });

  it('has in its access token what its owner may do now', async () => {
    const first = await accounts.register();
    await accounts.truth.query(
      `update accounts.users set roles = '{customer,operator}' where id = $1`,
      [first.viewer.id],
    );
    const second = await accounts.refresh(first.refreshToken);
    expect(decodeJwt(second.accessToken)['permissions']).toContain('payments.refund');
  });

  it('goes on once when a client asks many times at once, and survives it', async () => {
    const first = await accounts.register();
    const results = await Promise.all(
      Array.from({ length: 8 }, () => accounts.refresh(first.refreshToken)),
    );
    const [renewed, ...others] = results.filter(({ __typename }) => __typename === 'Session');
    expect(others).toEqual([]);
    expect((await accounts.refresh(renewed?.refreshToken ?? '')).__typename).toBe('Session');
  });

  it('ends for thief and owner when a traded token turns up later', async () => {
    const first = await accounts.register();
    const second = await accounts.refresh(first.refreshToken);
    accounts.wait({ minutes: 1 });
    expect((await accounts.refresh(first.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect((await accounts.refresh(second.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect(await auditOf(first)).toEqual(['register ok', 'refresh ok', 'refresh reused']);
  });

  it('ends also when the thief has traded on before the owner comes back', async () => {
    const first = await accounts.register();
    let thiefs = await accounts.refresh(first.refreshToken);
    for (let trades = 0; trades < 4; trades += 1) {
      accounts.wait({ minutes: 1 });
      thiefs = await accounts.refresh(thiefs.refreshToken);
    }
    expect((await accounts.refresh(first.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect((await accounts.refresh(thiefs.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  it('ends alone: another of the same person goes on', async () => {
    const phone = await accounts.register({ email: 'two@example.com', password: 'two devices' });
    const laptop = await accounts.logIn('two@example.com', 'two devices');
    await logOut(principalOf(phone));
    expect((await accounts.refresh(phone.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect((await accounts.refresh(laptop.refreshToken)).__typename).toBe('Session');
  });

  it('holds no transaction while the signing key is read, for which there may be no second connection', async () => {
    const { refreshToken } = await accounts.register();
    accounts.wait({ minutes: 10 });
    const { statements } = await statementsOf(() => accounts.refresh(refreshToken));
    const position = (what: RegExp) => statements.findLastIndex((text) => what.test(text));
    expect(position(/signing_keys/)).toBeGreaterThan(position(/commit/i));
  });

  it('cannot be gone on with after 30 days, when nothing of it is kept', async () => {
    const first = await accounts.register();
    accounts.wait({ days: 30 });
    expect((await accounts.refresh(first.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    const later = await accounts.register();
    await forgetExpired(accounts.runtime);
    const kept = await accounts.truth.query<{ owner: string }>(
      'select user_id as owner from accounts.sessions',
    );
    expect(kept.rows).toEqual([{ owner: later.viewer.id }]);
    expect((await accounts.refresh(later.refreshToken)).__typename).toBe('Session');
  });

  it.each(['', 'nonsense', 'x'.repeat(43), 'nul\0'])('is not opened by %j', async (token) => {
    expect((await accounts.refresh(token)).code).toBe('REFRESH_TOKEN_INVALID');
  });
});

describe('logging out', () => {
  it('ends the session, once', async () => {
    const session = await accounts.register();
    const ended = await logOut(principalOf(session));
    expect(ended.__typename).toBe('LoggedOut');
    accounts.wait({ seconds: 5 });
    expect(await logOut(principalOf(session))).toEqual(ended);
    expect((await accounts.refresh(session.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  it('is refused to whoever is not logged in, and ends nobody else’s session', async () => {
    const session = await accounts.register();
    const stranger = { ...principalOf(session), id: newId('usr') } as Principal;
    for (const who of [ANONYMOUS, service('orders'), customer(), stranger]) {
      expect(await logOut(who)).toEqual({ __typename: 'NotLoggedIn', code: 'NOT_LOGGED_IN' });
    }
    expect((await accounts.refresh(session.refreshToken)).__typename).toBe('Session');
  });
});
