import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { serverAudits } from 'graphql-http';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({ trustProxy: 1 });
});
afterAll(() => world.stop());

/** What the specification leaves open and we decide otherwise than its authors advise; gateway/README.md says why. */
const DEPARTURES: Readonly<Record<string, 'warn' | 'notice'>> = {
  // A refused operation has status 400, also for a client that takes only application/json.
  '572B': 'warn',
  FDE2: 'warn',
  '7B9B': 'warn',
  // A GET must carry a header that no form or image of a foreign page can send.
  '5A70': 'notice',
  D6D5: 'notice',
  '6A70': 'notice',
};

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => `${world.url}/graphql` });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s: %s',
    async (id, _name, audit) => {
      const { status } = await audit.fn();
      expect(status).toBe(DEPARTURES[id] ?? 'ok');
    },
  );

  it('knows every departure by an audit', () => {
    expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(DEPARTURES)));
  });

  it('says that a refusal is GraphQL’s to a client that asks for that', async () => {
    const accept = 'application/graphql-response+json, application/json;q=0.9';
    const { status, headers } = await world.ask({ query: '{' }, { accept });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
  });
});

it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('nothing is asked by %s', async (method) => {
  const asked: RequestInit = {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ whoAmI }' }),
  };
  const response = await fetch(`${world.url}/graphql`, { ...asked, method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_REQUEST' } }],
  });
});

it('a browser is told of an answer only whether the page of another origin may read it', async () => {
  const told = async (headers: Record<string, string>) => {
    const answer = await world.ask({ query: '{ whoAmI }' }, headers);
    return answer.headers.get('access-control-allow-origin');
  };
  expect(await told({ origin: 'http://localhost:3000' })).toBe('http://localhost:3000');
  expect(await told({ origin: 'https://elsewhere.example' })).toBeNull();
  expect(await told({})).toBeNull();
});

it('a trusted proxy may keep its connections for longer than it does, and a stranger may not', async () => {
  const strangers = await World.start();
  const keptBy = async (server: World) =>
    (await server.ask({ query: '{ whoAmI }' })).headers.get('keep-alive');
  try {
    expect([await keptBy(world), await keptBy(strangers)]).toEqual(['timeout=620', 'timeout=5']);
  } finally {
    await strangers.stop();
  }
});

describe('an answer', () => {
  const LARGE = { query: '{ __schema { types { name fields { name description } } } }' };

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ])('is compressed as the client asks: %s', async (accepted, encoding, decompress) => {
    const { headers, body } = await raw(LARGE, { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(String(headers['vary']).toLowerCase()).toContain('accept-encoding');
    expect(JSON.parse(decompress(body).toString())).toHaveProperty('data.__schema');
  });

  it('is left as it is when it is small, or the client did not ask', async () => {
    const [small, unasked] = [
      await raw({ query: '{ whoAmI }' }, { 'accept-encoding': 'br' }),
      await raw(LARGE, {}),
    ];
    expect(small.headers['content-encoding']).toBeUndefined();
    expect(unasked.headers['content-encoding']).toBeUndefined();
  });

  it('is never compressed when it is a stream', async () => {
    const query = 'subscription { paymentStatusChanged(paymentId: "pay_1") { cursor } }';
    const { headers, body } = await raw(
      { query },
      { 'accept-encoding': 'br, gzip', accept: 'text/event-stream' },
    );
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toContain('event: complete');
  });

  it('is data that loads nothing and is embedded nowhere', async () => {
    const { headers } = await raw({ query: '{ whoAmI }' }, {});
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it('demands TLS from then on when it came by TLS, as a trusted proxy says', async () => {
    const { headers } = await raw({ query: '{ whoAmI }' }, { 'x-forwarded-proto': 'https' });
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}$/);
    expect((await raw({ query: '{ whoAmI }' }, {})).headers).not.toHaveProperty(
      'strict-transport-security',
    );
  });
});

describe('what anybody may keep', () => {
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { 'apollo-require-preflight': '1', ...headers },
    });
  const HOURS = '{ openingHours }';

  it('is said of a query by GET, and what it depends on', async () => {
    const { headers } = await get(HOURS);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    const vary = headers.get('vary')?.toLowerCase().split(', ');
    expect(vary).toEqual(
      expect.arrayContaining(['accept', 'accept-encoding', 'accept-language', 'origin']),
    );
  });

  it('need not be sent again to who has it', async () => {
    const etag = (await get(HOURS)).headers.get('etag') ?? '';
    const path = `/graphql?query=${encodeURIComponent(HOURS)}`;
    // Not by fetch, which would add that it wants no answer that was kept.
    const { status, headers } = await raw(
      undefined,
      { 'apollo-require-preflight': '1', 'if-none-match': etag },
      path,
    );
    expect(status).toBe(304);
    expect(headers['cache-control']).toBe('public, max-age=60');
  });

  it.each([
    ['that asks for more than that', '{ openingHours whoAmI }', {}],
    ['of the schema', '{ openingHours __schema { queryType { name } } }', {}],
    ['that is wrong', '{ openingHours nothing }', {}],
    ['with a token', HOURS, { authorization: 'Bearer good' }],
    ['with a bad token', HOURS, { authorization: 'Bearer bad' }],
  ])('is nothing of a query %s', async (_which, query, headers) => {
    expect((await get(query, headers)).headers.get('cache-control')).toBe('no-store');
  });

  it('is nothing of an answer with an error', async () => {
    world.dead.add('orders');
    const { headers } = await get(HOURS);
    world.dead.clear();
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is nothing by POST', async () => {
    expect((await world.ask({ query: HOURS })).headers.get('cache-control')).toBe('no-store');
  });
});

it('lets the landing page load its scripts, and nobody frame it', async () => {
  const { headers } = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(headers.get('content-type')).toContain('text/html');
  expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'; object-src 'none'");
});

it('tells a browser once in a while what a page of another origin may send', async () => {
  const { status, headers } = await fetch(`${world.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  expect(status).toBe(204);
  expect(Object.fromEntries(headers)).toMatchObject({
    'access-control-allow-origin': 'http://localhost:3000',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'authorization,content-type',
    'access-control-max-age': '7200',
  });
});

/** As it comes over the wire, which fetch would decompress. */
function raw(body: unknown, headers: Record<string, string>, path = '/graphql') {
  return new Promise<{
    status: number | undefined;
    headers: NodeJS.Dict<string | string[]>;
    body: Buffer;
  }>((resolve, reject) => {
    const sent = request(
      `${world.url}${path}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
