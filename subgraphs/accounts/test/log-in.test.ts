import { type JSONWebKeySet, createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import pg from 'pg';
import { newId, stableId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { rolesOf, withLogin } from '#kernel/persistence/roles.ts';
import { customer, operator, service } from '#kernel/testing/principals.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { accounts } from '../index.ts';
import type { AccountsRuntime } from '../runtime.ts';
import { DEMO_MERCHANTS, DEMO_PASSWORD } from '../seed/demo.ts';
import { seedDemo } from '../usecases/seed-demo.ts';

const PROBLEM = '... on Problem { code message }';
const SESSION = '... on Session { accessToken refreshToken expiresAt viewer { id email roles permissions merchant { name } } }';
const REGISTER = `mutation R($input: RegisterInput!) { register(input: $input) { __typename ${SESSION} ${PROBLEM} } }`;
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { __typename ${SESSION} ${PROBLEM} ... on TooManyAttempts { retryAfterSeconds } } }`;
const REFRESH = `mutation F($input: RefreshSessionInput!) { refreshSession(input: $input) { __typename ${SESSION} ${PROBLEM} } }`;
const CUSTOMER = `query C($id: ID!) { _entities(representations: [{ __typename: "Customer", id: $id }]) { ... on Customer { id email name birthDate country } } }`;

interface Result {
  __typename: string;
  code?: string;
  accessToken: string;
  refreshToken: string;
  retryAfterSeconds?: number;
  viewer: { id: string; email: string; roles: string[]; permissions: string[]; merchant: { name: string } | null };
}

let started: StartedContext<AccountsRuntime>;
let visitors = 0;

beforeAll(async () => {
  started = await startContext<AccountsRuntime>(accounts);
  await seedDemo(started.runtime);
});
afterAll(() => started.stop());

async function mutate(query: string, input: object, as = started.as(ANONYMOUS)): Promise<Result> {
  const { data, errors } = await as.execute<Record<string, Result>>(query, { input });
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0]!;
}

const register = (facts: object = {}) =>
  mutate(REGISTER, {
    email: `visitor-${(visitors += 1)}@example.com`,
    password: 'a long password',
    name: 'Visitor',
    birthDate: '1990-01-01',
    country: 'DE',
    ...facts,
  });
const logIn = (email: string, password: string) => mutate(LOG_IN, { email, password });
const refresh = (refreshToken: string) => mutate(REFRESH, { refreshToken });

describe('registration', () => {
  it('logs the new customer in', async () => {
    const session = await register();
    expect(session).toMatchObject({ __typename: 'Session', viewer: { roles: ['customer'], permissions: [] } });
  });

  it('happens once per email address, however many try at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => register({ email: 'Race@example.com' })));
    expect(results.map(({ __typename }) => __typename).toSorted()).toEqual([...Array(7).fill('EmailTaken'), 'Session']);
  });

  it.each([
    ['INVALID_EMAIL', { email: 'nobody' }],
    ['WEAK_PASSWORD', { password: 'short' }],
    ['INVALID_BIRTH_DATE', { birthDate: '1990-02-30' }],
    ['INVALID_COUNTRY', { country: 'Germany' }],
    ['INVALID_NAME', { name: '' }],
  ])('is refused with %s', async (code, facts) => {
    expect((await register(facts)).code).toBe(code);
  });

  it('keeps nothing of the password but an argon2id hash', async () => {
    await register({ password: 'never seen again' });
    const { rows } = await started.truth.query<{ hash: string }>('select password_hash as hash from accounts.credentials');
    expect(rows.every(({ hash }) => hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))).toBe(true);
  });
});

describe('logging in', () => {
  it('answers alike for a wrong password and for nobody', async () => {
    const wrong = await logIn('ada@example.com', 'not the password');
    const nobody = await logIn('nobody@example.com', 'not the password');
    expect(wrong).toEqual(nobody);
    expect(wrong.code).toBe('INVALID_CREDENTIALS');
  });

  it('gives each role its permissions', async () => {
    const { viewer } = await logIn('operator@example.com', DEMO_PASSWORD);
    expect(viewer.permissions).toContain('payments.refund');
    const seller = await logIn('seller@example.com', DEMO_PASSWORD);
    expect(seller.viewer.merchant).toEqual({ name: 'Caves Montclar' });
    expect(decodeJwt(seller.accessToken)['mid']).toBe(stableId('mer', 'caves-montclar'));
  });

  it('is refused after too many failures before anything is hashed, also with the right password', async () => {
    await register({ email: 'besieged@example.com', password: 'the right password' });
    for (let attempt = 0; attempt < 10; attempt += 1) await logIn('besieged@example.com', `guess ${attempt}`);
    const hashedBefore = started.runtime.hasher.computed;
    const refused = await logIn('besieged@example.com', 'the right password');
    expect(refused).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: expect.any(Number) });
    expect(started.runtime.hasher.computed).toBe(hashedBefore);
    expect((await logIn('ada@example.com', DEMO_PASSWORD)).__typename).toBe('Session');
  });

  it('forgets failures after a success', async () => {
    await register({ email: 'forgetful@example.com', password: 'the right password' });
    for (let round = 0; round < 3; round += 1) {
      for (let attempt = 0; attempt < 6; attempt += 1) await logIn('forgetful@example.com', 'wrong');
      expect((await logIn('forgetful@example.com', 'the right password')).__typename).toBe('Session');
    }
  });

  it('leaves a trace without secrets', async () => {
    await logIn('grace@example.com', 'wrong');
    const { rows } = await started.truth.query<{ outcome: string }>(
      `select outcome from accounts.access_audit where action = 'log-in' and user_id = $1 order by id desc limit 1`,
      [stableId('usr', 'grace@example.com')],
    );
    expect(rows).toEqual([{ outcome: 'refused' }]);
  });
});

describe('a session', () => {
  it('is renewed by its latest refresh token, of which every one is good once', async () => {
    const first = await register();
    const second = await refresh(first.refreshToken);
    expect(second.__typename).toBe('Session');
    expect((await refresh(first.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect((await refresh(second.refreshToken)).__typename).toBe('Session');
  });

  it('is renewed once when a client asks many times at once, and survives it', async () => {
    const { refreshToken } = await register();
    const results = await Promise.all(Array.from({ length: 6 }, () => refresh(refreshToken)));
    const renewed = results.filter(({ __typename }) => __typename === 'Session');
    expect(renewed).toHaveLength(1);
    expect((await refresh(renewed[0]!.refreshToken)).__typename).toBe('Session');
  });

  it('is revoked when a traded token turns up later', async () => {
    const first = await register();
    const second = await refresh(first.refreshToken);
    await started.truth.query(`update accounts.sessions set rotated_at = rotated_at - interval '1 minute' where user_id = $1`, [
      first.viewer.id,
    ]);
    expect((await refresh(first.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
    expect((await refresh(second.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  it('ends when its owner logs out', async () => {
    const { accessToken, refreshToken, viewer } = await register();
    const sessionId = String(decodeJwt(accessToken)['sid']);
    const me = { ...customer(viewer.id as `usr_${string}`), sessionId };
    expect(await started.as(me).execute('mutation { logOut }')).toMatchObject({ data: { logOut: true } });
    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_INVALID');
  });

  it.each(['', 'nonsense', `${newId('ses')}.${'x'.repeat(43)}`])('is not opened by %j', async (token) => {
    expect((await refresh(token)).code).toBe('REFRESH_TOKEN_INVALID');
  });
});

describe('keys', () => {
  const published = async () =>
    (await (await fetch(`${started.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const verify = async (token: string) =>
    jwtVerify(token, createLocalJWKSet(await published()), { issuer: 'comptoir', audience: 'comptoir' });

  it('are published, so that anybody can verify a token', async () => {
    const { accessToken, viewer } = await register();
    const { payload, protectedHeader } = await verify(accessToken);
    expect(payload.sub).toBe(viewer.id);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(JSON.stringify(await published())).not.toContain('"d"');
  });

  it('can be rotated, and tokens from before stay good', async () => {
    const before = await register();
    await started.runtime.keys.rotate();
    const after = await register();
    expect((await verify(before.accessToken)).protectedHeader.kid).not.toBe((await verify(after.accessToken)).protectedHeader.kid);
  });

  it('lie in the database only sealed', async () => {
    const { rows } = await started.truth.query<{ sealed: Buffer }>('select sealed_private_jwk as sealed from accounts.signing_keys');
    expect(rows.some(({ sealed }) => sealed.toString('latin1').includes('"kty"'))).toBe(false);
  });
});

describe('services', () => {
  const ask = (authorization: string, grant = 'client_credentials') =>
    fetch(`${started.url}/accounts/oauth/token`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=${grant}`,
    });
  const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

  it('get a token for their secret, with their permissions', async () => {
    const response = await ask(basic('orders', started.runtime.secret('service/orders')));
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({ sub: 'service:orders', permissions: expect.arrayContaining(['payments.execute']) });
  });

  it.each([
    [basic('orders', 'guess'), 'client_credentials', 401, 'invalid_client'],
    [basic('nobody', 'guess'), 'client_credentials', 401, 'invalid_client'],
    ['', 'client_credentials', 401, 'invalid_client'],
    [basic('orders', 'guess'), 'password', 400, 'unsupported_grant_type'],
  ])('are refused as the standard says (%#)', async (authorization, grant, status, error) => {
    const response = await ask(authorization, grant);
    expect([response.status, await response.json()]).toEqual([status, { error }]);
  });

  it('may ask what the rules of a purchase need; no person may', async () => {
    const query = 'query Q($id: ID!) { customerForPurchase(id: $id) { birthDate country } }';
    const id = stableId('usr', 'kim@example.com');
    const answer = await started.as(service('orders', 'accounts.read')).execute(query, { id });
    expect(answer.data).toEqual({ customerForPurchase: { birthDate: '2010-05-01', country: 'DE' } });
    const { errors } = await started.as(operator('accounts.read')).execute(query, { id });
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  it('may ask where messages go, to a customer and to a merchant', async () => {
    const query = 'query Q($user: ID, $merchant: ID) { contactAddress(userId: $user, merchantId: $merchant) { email } }';
    const notifications = started.as(service('notifications', 'accounts.contact'));
    const toCustomer = await notifications.execute(query, { user: stableId('usr', 'ada@example.com') });
    const toMerchant = await notifications.execute(query, { merchant: stableId('mer', 'caves-montclar') });
    expect([toCustomer.data, toMerchant.data]).toEqual([
      { contactAddress: { email: 'ada@example.com' } },
      { contactAddress: { email: 'seller@example.com' } },
    ]);
  });
});

describe('what is known of a person', () => {
  const id = stableId('usr', 'ada@example.com');
  const hidden = { data: { _entities: [{ id, email: null, name: null, birthDate: null, country: null }] } };

  it('is told to themselves and to operators', async () => {
    for (const who of [customer(id), operator('accounts.read')]) {
      const answer = await started.as(who).execute<{ _entities: { email: string }[] }>(CUSTOMER, { id });
      expect(answer.data._entities[0]).toMatchObject({ email: 'ada@example.com', birthDate: '1990-12-10' });
    }
  });

  it('is told to nobody else, who cannot even tell whether there is such a person', async () => {
    for (const who of [customer(), ANONYMOUS]) expect(await started.as(who).execute(CUSTOMER, { id })).toMatchObject(hidden);
    const unknown = newId('usr');
    const answer = await started.as(customer()).execute<{ _entities: object[] }>(CUSTOMER, { id: unknown });
    expect(answer.data._entities).toEqual([{ id: unknown, email: null, name: null, birthDate: null, country: null }]);
  });

  it('is me only to whoever logged in', async () => {
    const query = '{ me { email } }';
    expect((await started.as(customer(id)).execute(query)).data).toEqual({ me: { email: 'ada@example.com' } });
    expect((await started.as(ANONYMOUS).execute(query)).data).toEqual({ me: null });
  });
});

it('keeps its tables from every other role, and its audit from being changed by its own', async () => {
  const roles = rolesOf(started.database.installation.settings.DATABASE_ROLE_PREFIX);
  const password = (role: string) => started.database.installation.secret.derive(`database role ${role}`);
  const as = async (role: string, sql: string) => {
    const client = new pg.Client({ connectionString: withLogin(started.database.url, role, password(role)) });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };
  for (const table of ['users', 'credentials', 'sessions', 'signing_keys', 'service_principals', 'access_audit']) {
    await expect(as(roles.workflow, `select * from accounts.${table}`)).rejects.toThrow(/permission denied/);
  }
  for (const change of ['update accounts.access_audit set outcome = null', 'delete from accounts.access_audit']) {
    await expect(as(roles.service('accounts'), change)).rejects.toThrow(/permission denied/);
  }
});

it('seeds once', async () => {
  await seedDemo(started.runtime);
  const { rows } = await started.truth.query<{ n: number }>('select count(*)::int as n from accounts.merchants');
  expect(rows[0]?.n).toBe(DEMO_MERCHANTS.length);
});
