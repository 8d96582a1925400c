import { getIntrospectionQuery } from 'graphql';
import WebSocket from 'ws';
import { eventually } from '#kernel/testing/eventually.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({
    mount: (app) =>
      app.get('/mounted', () => {
        throw new Error('select * from secrets failed on 10.0.0.7');
      }),
  });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.requests.length = 0;
  world.endless = false;
  world.keysAreAway = false;
  world.ordersOfPayments = ['ord_1', 'ord_1', 'ord_1'];
});

const WATCH = `subscription Watch($id: ID!) { paymentStatusChanged(paymentId: $id) { cursor } }`;
const DEEP = `{ orders ${'{ again '.repeat(20)} { id } ${'}'.repeat(20)} }`;

async function all(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const codesOf = ({ errors }: { errors?: readonly { extensions?: Record<string, unknown> }[] }) =>
  errors?.map(({ extensions }) => extensions?.['code']);

const refusedWith = (code: string): unknown[] => [
  expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown }),
];

/** A socket without a client library, which says what it wants. */
function rawSocket(): { socket: WebSocket; closed: Promise<{ code: number; reason: string }> } {
  const socket = new WebSocket(
    `${world.url.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  return { socket, closed };
}

describe('an entity that occurs several times', () => {
  it('has its error at each place where it occurs', async () => {
    world.ordersOfPayments = ['ord_1', 'ord_secret', 'ord_1', 'ord_secret'];
    const { json } = await world.ask({ query: '{ payments { order { total } } }' });
    expect(json.errors?.map(({ path }) => path?.slice(0, 3))).toEqual([
      ['payments', 1, 'order'],
      ['payments', 3, 'order'],
    ]);
    expect(codesOf(json)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });
});

describe('limits', () => {
  it('hold for a GET whose query stands behind a thousand other parameters', async () => {
    const parameters = `${'a&'.repeat(1000)}query=${encodeURIComponent(DEEP)}`;
    const response = await fetch(`${world.url}/graphql?${parameters}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(codesOf((await response.json()) as never)).toEqual(['QUERY_TOO_DEEP']);
    expect(world.requests).toEqual([]);
  });

  it('let the introspection of tools pass on both transports', async () => {
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      schemaDescription: true,
      specifiedByUrl: true,
    });
    expect((await world.ask({ query })).json.errors).toBeUndefined();
    expect(await all(world.client().iterate({ query }))).toMatchObject([
      { data: expect.objectContaining({ __schema: expect.anything() as unknown }) },
    ]);
  });

  it('close a socket that sends too large a frame', async () => {
    const { socket, closed } = rawSocket();
    socket.on('open', () => socket.send('x'.repeat(200_000)));
    expect((await closed).code).toBe(1009);
  });

  it('refuse one operation too many on a socket, and leave the others alone', async () => {
    world.endless = true;
    const client = world.client();
    const open = Array.from({ length: 100 }, () =>
      client.iterate({ query: WATCH, variables: { id: 'pay_1' } }),
    );
    await Promise.all(open.map((events) => events.next()));
    await expect(all(client.iterate({ query: WATCH, variables: { id: 'pay_1' } }))).rejects.toEqual(
      refusedWith('TOO_MANY_OPERATIONS'),
    );
    expect((await open[0]?.next())?.done).toBe(false);
    for (const events of open) await events.return?.();
    await eventually(() => world.openStreams === 0);
  });
});

describe('what clients get wrong', () => {
  it.each([
    ['BAD_USER_INPUT', { query: WATCH }],
    ['BAD_USER_INPUT', { query: WATCH, variables: { id: { not: 'an id' } } }],
    ['OPERATION_RESOLUTION_FAILURE', { query: 'query A { whoAmI } query B { whoAmI }' }],
    ['GRAPHQL_VALIDATION_FAILED', { query: 'subscription { nothing }' }],
    ['GRAPHQL_PARSE_FAILED', { query: 'subscription {' }],
  ])('is told by %s over WebSocket, without asking a subgraph', async (code, operation) => {
    await expect(all(world.client().iterate(operation))).rejects.toEqual(refusedWith(code));
    expect(world.requests).toEqual([]);
  });
});

describe('nobody learns', () => {
  it('what is meant for services, on either transport', async () => {
    const query = '{ ofServices }';
    expect(codesOf((await world.ask({ query })).json)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    await expect(all(world.client().iterate({ query }))).rejects.toEqual(
      refusedWith('GRAPHQL_VALIDATION_FAILED'),
    );
  });

  it('how a query is spread over subgraphs', async () => {
    const { json } = await world.ask(
      { query: '{ payments { order { total } } }' },
      { 'apollo-query-plan-experimental': '1' },
    );
    expect(Object.keys(json.extensions ?? {})).toEqual(['cost']);
  });

  it('what broke in a route beside the graph', async () => {
    const response = await fetch(`${world.url}/mounted`);
    expect(response.status).toBe(500);
    const answer = await response.text();
    expect(answer).not.toMatch(/secrets|10\.0\.0\.7|\.ts/);
    expect(answer).toMatch(/[0-9a-f-]{36}/);
  });

  it('our folders from an address that is none', async () => {
    const response = await fetch(`${world.url}/%E0%A4%A`);
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).not.toMatch(/node_modules|\.js|\.ts/);
  });

  it('why a frame made no sense', async () => {
    const { socket, closed } = rawSocket();
    socket.on('open', () => socket.send('{ no json'));
    expect((await closed).reason).not.toMatch(/\.ts|\.js|SyntaxError/);
  });
});

describe('while nobody can tell whether a token is good', () => {
  it('HTTP says that it is our fault, and names the request', async () => {
    world.keysAreAway = true;
    const { status, json, headers } = await world.ask(
      { query: '{ whoAmI }' },
      { authorization: 'Bearer good', 'x-request-id': 'request-0002' },
    );
    expect([status, codesOf(json)]).toEqual([500, ['INTERNAL']]);
    expect(headers.get('x-request-id')).toBe('request-0002');
    expect(JSON.stringify(json)).not.toContain('ECONNREFUSED');
  });

  it('a socket is told to come back later', async () => {
    world.keysAreAway = true;
    const { socket, closed } = rawSocket();
    const payload = { authorization: 'Bearer good' };
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    expect(await closed).toMatchObject({ code: 1013 });
  });
});

describe('a browser', () => {
  it('may ask, before it sends, whether it may send a token and a request id', async () => {
    const response = await fetch(`${world.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://studio.apollographql.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-request-id',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  it('is told by every answer not to guess types, and not to be framed', async () => {
    for (const path of ['/healthz', '/explore/', '/graphql', '/nowhere']) {
      const { headers } = await fetch(`${world.url}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });
});

describe('a gateway whose schema is not for everybody', () => {
  it('refuses introspection on both transports', async () => {
    const closed = await World.start({ introspection: false });
    const query = '{ __type(name: "Query") { __typename } }';
    expect(codesOf((await closed.ask({ query })).json)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    await expect(all(closed.client().iterate({ query }))).rejects.toEqual(
      refusedWith('GRAPHQL_VALIDATION_FAILED'),
    );
    await closed.stop();
  });

  it('answers it to who has logged in, and still to nobody else', async () => {
    const closed = await World.start({ introspection: false });
    const query =
      'query Ask { ...Schema } fragment Schema on Query { __type(name: "Query") { name } }';
    const loggedIn = { authorization: 'Bearer good' };
    expect((await closed.ask({ query }, loggedIn)).json).toMatchObject({
      data: { __type: { name: 'Query' } },
    });
    expect(codesOf((await closed.ask({ query })).json)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(JSON.stringify((await closed.ask({ query: '{ whoAmY }' }, loggedIn)).json)).toContain(
      'whoAmI',
    );
    await closed.stop();
  });

  it('suggests no names of it either', async () => {
    const closed = await World.start({ introspection: false });
    const query = '{ whoAmY }';
    expect(JSON.stringify((await closed.ask({ query })).json)).not.toContain('whoAmI');
    const refused = await all(closed.client().iterate({ query })).catch(
      (errors: unknown) => errors,
    );
    expect(JSON.stringify(refused)).not.toContain('whoAmI');
    await closed.stop();
  });
});

describe('the address of a client', () => {
  const query = '{ whoAmI }';
  const FORWARDED = '203.0.113.66, 198.51.100.7, 10.0.0.2';

  async function seenBehind(
    trustProxy: number | string[] | undefined,
    forwarded: string,
  ): Promise<unknown[]> {
    const proxied = await World.start({ trustProxy });
    const headers = { 'x-forwarded-for': forwarded };
    await proxied.ask({ query }, headers);
    await all(proxied.client({}, undefined, headers).iterate({ query }));
    await proxied.stop();
    return proxied.requests.map(({ request }) => request.headers?.['x-client-address']);
  }

  it.each([
    ['what connects, when no proxy is believed', undefined, FORWARDED, '127.0.0.1'],
    ['what the one proxy says', 1, FORWARDED, '10.0.0.2'],
    ['what the outer of two proxies says', 2, FORWARDED, '198.51.100.7'],
    ['the first that is no known proxy', ['loopback', '10.0.0.0/8'], FORWARDED, '198.51.100.7'],
    ['what connects, when that is no known proxy', ['10.0.0.0/8'], FORWARDED, '127.0.0.1'],
    ['no word that is not an address', 2, "'; drop table, 198.51.100.7", '198.51.100.7'],
  ])('is %s, on both transports', async (_rule, trustProxy, forwarded, address) => {
    expect(await seenBehind(trustProxy, forwarded)).toEqual([address, address]);
  });
});

describe('a gateway that stops', () => {
  it.each(['HTTP', 'WebSocket'])('finishes what it was asked over %s', async (transport) => {
    const leaving = await World.start();
    let refund = () => {};
    leaving.refunded = new Promise((resolve) => (refund = resolve));
    const operation = { query: 'mutation { refund(id: "pay_1") { status } }' };
    const answer =
      transport === 'HTTP'
        ? leaving.ask(operation).then(({ json }) => [json])
        : all(leaving.client().iterate(operation));
    await eventually(() => leaving.requests.length === 1);
    const stopped = leaving.stopGateway();
    await expect(fetch(`${leaving.url}/healthz`)).rejects.toBeDefined();
    refund();
    expect(await answer).toMatchObject([{ data: { refund: { status: 'REFUNDED' } } }]);
    await stopped;
    await leaving.stop();
  });
});
