import { type JSONWebKeySet, type JWTPayload, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { newId } from '../domain/id.ts';
import {
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  Unauthenticated,
  createAuthenticate,
} from './authenticate.ts';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

let first: KeyPair;
let second: KeyPair;
let published: JSONWebKeySet;
let fetches: number;
const realNow = Date.now;

beforeAll(async () => {
  [first, second] = await Promise.all([
    generateKeyPair(TOKEN_ALGORITHM),
    generateKeyPair(TOKEN_ALGORITHM),
  ]);
});
beforeEach(async () => {
  fetches = 0;
  published = { keys: [await publicKey(first, 'first')] };
});
afterEach(() => {
  Date.now = realNow;
});

const publicKey = async ({ publicKey: key }: KeyPair, kid: string) => ({
  ...(await exportJWK(key)),
  kid,
  alg: TOKEN_ALGORITHM,
  use: 'sig',
});

const authenticating = () =>
  createAuthenticate(async () => {
    fetches += 1;
    return published;
  });

interface TokenOptions {
  readonly key?: KeyPair;
  readonly kid?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresInSeconds?: number;
}

const tokenOf = async (
  subject: string,
  claims: JWTPayload = {},
  options: TokenOptions = {},
): Promise<string> =>
  `Bearer ${await new SignJWT(claims)
    .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: options.kid ?? 'first' })
    .setSubject(subject)
    .setIssuer(options.issuer ?? TOKEN_ISSUER)
    .setAudience(options.audience ?? TOKEN_AUDIENCE)
    .setExpirationTime(Math.floor(realNow() / 1000) + (options.expiresInSeconds ?? 900))
    .sign((options.key ?? first).privateKey)}`;

it('takes whoever shows no token for anonymous', async () => {
  expect(await authenticating()(undefined)).toEqual({ kind: 'anonymous' });
  expect(fetches).toBe(0);
});

it('knows a person by the claims of the token', async () => {
  const [id, merchantId] = [newId('usr'), newId('mer')];
  const claims = {
    roles: ['seller'],
    permissions: ['messages.read-merchant'],
    mid: merchantId,
    sid: 'ses_1',
  };
  expect(await authenticating()(await tokenOf(id, claims))).toEqual({
    kind: 'user',
    id,
    roles: ['seller'],
    permissions: ['messages.read-merchant'],
    merchantId,
    sessionId: 'ses_1',
    expiresAt: expect.any(Date) as Date,
  });
});

it('knows a service by its name and permissions, and gives it no role', async () => {
  const token = await tokenOf('service:orders', { permissions: ['payments.execute', 7] });
  expect(await authenticating()(token)).toEqual({
    kind: 'service',
    name: 'orders',
    permissions: ['payments.execute'],
    expiresAt: expect.any(Date) as Date,
  });
});

it('believes a merchant only by an id of the right kind', async () => {
  const token = await tokenOf(newId('usr'), { mid: newId('usr') });
  expect(await authenticating()(token)).toMatchObject({ merchantId: null });
});

describe('refuses, and never takes for anonymous,', () => {
  const refuses = async (token: string, message?: string) => {
    const refusal = await authenticating()(token).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Unauthenticated);
    if (message) expect((refusal as Error).message).toContain(message);
  };

  it.each(
    ['', 'Basic YTpi', 'Bearer', 'Bearer x', 'Bearer a.b', 'Bearer a.b.c d', 'a.b.c'].filter(
      Boolean,
    ),
  )('the header %p', (header) => refuses(header));

  it('an expired token', async () =>
    refuses(await tokenOf(newId('usr'), {}, { expiresInSeconds: -1 }), 'expired'));

  it('a token signed with another key under a known key id', async () =>
    refuses(await tokenOf(newId('usr'), {}, { key: second }), 'not valid'));

  it('a token of another issuer, or for another audience', async () => {
    await refuses(await tokenOf(newId('usr'), {}, { issuer: 'somebody' }));
    await refuses(await tokenOf(newId('usr'), {}, { audience: 'elsewhere' }));
  });

  it('a token signed with the public key as a shared secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(published.keys[0]));
    const forged = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .setSubject(newId('usr'))
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setExpirationTime('1h')
      .sign(secret);
    await refuses(`Bearer ${forged}`);
  });

  it('a token that is not signed', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { sub: newId('usr'), iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, exp: realNow() };
    await refuses(`Bearer ${part({ alg: 'none' })}.${part(claims)}.AA`);
  });

  it('a token whose subject is nobody', async () => {
    await refuses(await tokenOf('ada'));
    await refuses(await tokenOf(newId('mer')));
  });

  it('a token without an end', async () => {
    const endless = await new SignJWT({})
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: 'first' })
      .setSubject(newId('usr'))
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .sign(first.privateKey);
    await refuses(`Bearer ${endless}`);
  });
});

it('refuses a token that it knew, once that has expired', async () => {
  const authenticate = authenticating();
  const token = await tokenOf(newId('usr'), {}, { expiresInSeconds: 60 });
  await authenticate(token);
  Date.now = () => realNow() + 61_000;
  await expect(authenticate(token)).rejects.toThrow('expired');
});

it('fetches the keys once for many tokens', async () => {
  const authenticate = authenticating();
  for (let n = 0; n < 3; n += 1) await authenticate(await tokenOf(newId('usr')));
  expect(fetches).toBe(1);
});

it('fetches the keys again for a key that it does not know, but not at every such token', async () => {
  const authenticate = authenticating();
  await authenticate(await tokenOf(newId('usr')));
  published = { keys: [...published.keys, await publicKey(second, 'second')] };
  const rotated = await tokenOf(newId('usr'), {}, { key: second, kid: 'second' });
  await expect(authenticate(rotated)).rejects.toThrow('not valid');
  expect(fetches).toBe(1);
  Date.now = () => realNow() + 6000;
  expect(await authenticate(rotated)).toMatchObject({ kind: 'user' });
  await expect(authenticate(await tokenOf(newId('usr'), {}, { kid: 'third' }))).rejects.toThrow(
    'not valid',
  );
  expect(fetches).toBe(2);
});

it('does not blame the caller when the keys cannot be had', async () => {
  const authenticate = createAuthenticate(() => Promise.reject(new Error('accounts is away')));
  const failure = await authenticate(await tokenOf(newId('usr'))).catch((error: unknown) => error);
  expect(failure).not.toBeInstanceOf(Unauthenticated);
});
