import {
  type JSONWebKeySet,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
} from 'jose';
import { createAuthenticate } from '#kernel/graphql/authenticate.ts';
import { SigningKeys } from '../security/signing-keys.ts';
import { type StartedAccounts, startAccounts } from './given.ts';

let accounts: StartedAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

const keysUrl = () => new URL(`${accounts.url}/.well-known/jwks.json`);
const published = async () => (await (await fetch(keysUrl())).json()) as JSONWebKeySet;
const publishedIds = async () => (await published()).keys.map(({ kid }) => kid);
const signedBy = (token: string) => decodeProtectedHeader(token).kid;

/** As somebody would who knows nothing of us but the address of our keys. */
const verify = (token: string, audience = 'comptoir') =>
  jwtVerify(token, createRemoteJWKSet(keysUrl()), {
    issuer: 'comptoir',
    audience,
    algorithms: ['RS256'],
    currentDate: accounts.now(),
  });

describe('an access token', () => {
  it('is verified by anybody with the published keys', async () => {
    const { accessToken, viewer } = await accounts.register();
    const { payload, protectedHeader } = await verify(accessToken);
    expect(payload.sub).toBe(viewer.id);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: (await publishedIds())[0] });
  });

  it('is for us only, for a while, and cannot be changed', async () => {
    const { accessToken } = await accounts.register();
    await expect(verify(accessToken, 'somebody else')).rejects.toThrow('"aud"');
    const [header, , signature] = accessToken.split('.');
    const claims = Buffer.from(
      JSON.stringify({ ...decodeJwt(accessToken), permissions: ['ledger.read'] }),
    );
    const forged = [header, claims.toString('base64url'), signature].join('.');
    await expect(verify(forged)).rejects.toThrow('signature verification failed');
    accounts.wait({ minutes: 15 });
    await expect(verify(accessToken)).rejects.toThrow('"exp"');
  });
});

describe('signing keys', () => {
  it('are published without their private part', async () => {
    for (const key of (await published()).keys) expect(Object.keys(key)).not.toContain('d');
  });

  it('lie in the database only sealed', async () => {
    const { rows } = await accounts.truth.query<{ sealed: Buffer }>(
      'select sealed_private_jwk as sealed from accounts.signing_keys',
    );
    expect(rows.some(({ sealed }) => sealed.toString('latin1').includes('"kty"'))).toBe(false);
  });

  it('are made once, however many processes start at once', async () => {
    const before = await publishedIds();
    await Promise.all(Array.from({ length: 4 }, () => new SigningKeys(accounts.runtime).prepare()));
    expect(await publishedIds()).toEqual(before);
  });

  it('stay while they are young', async () => {
    const before = await publishedIds();
    await accounts.runtime.keys.rotate();
    expect(await publishedIds()).toEqual(before);
  });

  it('are replaced after 30 days: published first, signing then, and published until no token needs them', async () => {
    const old = await accounts.register();
    accounts.wait({ days: 30 });
    await accounts.runtime.keys.rotate();
    const [next, previous] = await publishedIds();
    expect([previous, next]).toEqual([signedBy(old.accessToken), expect.any(String)]);
    const ahead = await accounts.register();
    expect(signedBy(ahead.accessToken)).toBe(previous);

    accounts.wait({ minutes: 6 });
    const after = await accounts.register();
    expect(signedBy(after.accessToken)).toBe(next);
    for (const { accessToken } of [ahead, after])
      await expect(verify(accessToken)).resolves.toBeDefined();

    accounts.wait({ days: 3 });
    await accounts.runtime.keys.rotate();
    expect(await publishedIds()).toEqual([next]);
  });

  it('are replaced at once when the secret that seals them has changed', async () => {
    const runtime = {
      ...accounts.runtime,
      secret: () => Buffer.alloc(32, 7).toString('base64url'),
    };
    const keys = new SigningKeys(runtime);
    accounts.wait({ seconds: 1 });
    const [lost] = await publishedIds();
    await keys.prepare();
    const { token } = await keys.sign('usr_x', {}, 60);
    expect(signedBy(token)).not.toBe(lost);
    await expect(verify(token)).resolves.toBeDefined();
    await accounts.truth.query('delete from accounts.signing_keys where kid = $1', [
      signedBy(token),
    ]);
  });
});

describe('a service', () => {
  const ask = (headers: Record<string, string>, body: string) =>
    fetch(`${accounts.url}/accounts/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  const basic = (name: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
  });
  const secret = () => accounts.runtime.secret('service/orders');
  const GRANT = 'grant_type=client_credentials';

  it('gets a token for its secret, with its permissions, which every context verifies', async () => {
    const response = await ask(basic('orders', secret()), GRANT);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = (await response.json()) as { access_token: string; scope: string };
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    const permissions = [
      'accounts.read',
      'catalogue.reserve',
      'payments.execute',
      'provisioning.execute',
    ];
    expect(answer.scope.split(' ').toSorted()).toEqual(permissions);
    const { payload } = await verify(answer.access_token);
    expect(payload).toMatchObject({ sub: 'service:orders', permissions });
  });

  it('is taken for what it is by whoever verifies for us', async () => {
    const now = await startAccounts();
    const response = await fetch(`${now.url}/accounts/oauth/token`, {
      method: 'POST',
      headers: basic('notifications', now.runtime.secret('service/notifications')),
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    const authenticate = createAuthenticate(() => now.runtime.keys.published());
    expect(await authenticate(`Bearer ${token}`)).toMatchObject({
      kind: 'service',
      name: 'notifications',
    });
    await now.stop();
  });

  it('may show its secret in the body instead', async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'orders',
      client_secret: secret(),
    });
    expect((await ask({}, body.toString())).status).toBe(200);
  });

  it.each([
    [401, 'invalid_client', () => basic('orders', 'guess'), GRANT],
    [401, 'invalid_client', () => basic('nobody', 'guess'), GRANT],
    [401, 'invalid_client', () => basic('nul\0', 'guess'), GRANT],
    [401, 'invalid_client', () => ({ authorization: 'Bearer something' }), GRANT],
    [401, 'invalid_client', () => ({}), GRANT],
    [400, 'unsupported_grant_type', () => basic('orders', secret()), 'grant_type=password'],
    [400, 'invalid_request', () => basic('orders', secret()), ''],
    [400, 'invalid_request', () => basic('orders', secret()), `${GRANT}&${GRANT}`],
    [400, 'invalid_request', () => basic('orders', secret()), `${GRANT}&client_secret=two`],
    [400, 'invalid_request', () => basic('orders', secret()), `${GRANT}&x=${'x'.repeat(5000)}`],
    [400, 'invalid_request', () => ({ 'content-type': 'application/json' }), '{}'],
  ] as const)(
    'is refused with %s %s as the standard says (%#)',
    async (status, error, headers, body) => {
      const response = await ask(headers(), body);
      expect([response.status, await response.json()]).toEqual([status, { error }]);
      expect(response.headers.has('www-authenticate')).toBe(status === 401);
    },
  );

  it('leaves a trace', async () => {
    await ask(basic('ledger', 'guess'), GRANT);
    const { rows } = await accounts.truth.query(
      `select outcome, client_address from accounts.access_audit where service = 'ledger'`,
    );
    expect(rows).toEqual([
      { outcome: 'refused', client_address: expect.stringContaining('127.0.0.1') },
    ]);
  });
});
