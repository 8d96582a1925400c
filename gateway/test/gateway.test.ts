import { eventually } from '#kernel/testing/eventually.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.requests.length = 0;
  world.dead.clear();
  world.endless = false;
  world.expiresInMs = 60_000;
});

const NESTED = 'query Pay { payment(id: "pay_1") { status order { total } } }';
const WATCH = `subscription Watch($id: ID!) {
  paymentStatusChanged(paymentId: $id) { cursor status payment { status order { total } } }
}`;

async function all(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const codeOf = (answer: { errors?: readonly { extensions?: Record<string, unknown> }[] }) =>
  answer.errors?.[0]?.extensions?.['code'];

describe('queries', () => {
  it('reach into several subgraphs, over HTTP and over WebSocket alike', async () => {
    const expected = { data: { payment: { status: 'CAPTURED', order: { total: 42 } } } };
    expect((await world.ask({ query: NESTED })).json).toMatchObject(expected);
    expect(await all(world.client().iterate({ query: NESTED }))).toMatchObject([expected]);
  });

  it('ask a subgraph once for an entity that occurs several times', async () => {
    const { json } = await world.ask({ query: '{ payments { id order { total } } }' });
    expect(json.data).toEqual({
      payments: ['1', '2', '3'].map((id) => ({ id, order: { total: 42 } })),
    });
    const asked = world.requests.filter(({ request }) => request.variables?.['representations']);
    expect(asked.flatMap(({ request }) => request.variables?.['representations'])).toHaveLength(1);
  });

  it('pass the token on, and the request id', async () => {
    const { json, headers } = await world.ask(
      { query: '{ whoAmI }' },
      { authorization: 'Bearer good', 'x-request-id': 'request-0001' },
    );
    expect(json.data).toEqual({ whoAmI: 'Bearer good' });
    expect(headers.get('x-request-id')).toBe('request-0001');
    expect(world.requests[0]?.request.headers).toMatchObject({
      'x-request-id': 'request-0001',
      traceparent: expect.any(String),
    });
  });

  it('lose only the fields of a subgraph that is away', async () => {
    world.dead.add('orders');
    const { json } = await world.ask({ query: NESTED });
    expect(json.data).toEqual({ payment: { status: 'CAPTURED', order: null } });
    expect(codeOf(json)).toBe('SUBGRAPH_UNAVAILABLE');
    expect(JSON.stringify(json)).not.toMatch(/ECONNREFUSED|4003/);
  });
});

describe('subscriptions', () => {
  it('answer each event in order, with what other subgraphs know, and end', async () => {
    const events = await all(world.client().iterate({ query: WATCH, variables: { id: 'pay_1' } }));
    expect(events).toMatchObject(
      ['CREATED', 'AUTHORIZED', 'CAPTURED'].map((status, index) => ({
        data: {
          paymentStatusChanged: {
            cursor: String(index),
            status,
            payment: { status: 'CAPTURED', order: { total: 42 } },
          },
        },
      })),
    );
  });

  it('end at the subgraph when the client leaves', async () => {
    world.endless = true;
    const events = world.client().iterate({ query: WATCH, variables: { id: 'pay_1' } });
    for (let event = 0; event < 3; event += 1) await events.next();
    expect(world.openStreams).toBe(1);
    // Nothing more will come that would tell the stream that nobody listens.
    await events.return?.();
    await eventually(() => world.openStreams === 0);
  });

  it('go on without a subgraph that is away', async () => {
    world.dead.add('orders');
    const events = (await all(
      world.client().iterate({ query: WATCH, variables: { id: 'pay_1' } }),
    )) as {
      data: { paymentStatusChanged: { status: string; payment: { order: unknown } } };
    }[];
    expect(events.map(({ data }) => data.paymentStatusChanged.status)).toEqual([
      'CREATED',
      'AUTHORIZED',
      'CAPTURED',
    ]);
    expect(events[0]?.data.paymentStatusChanged.payment.order).toBeNull();
  });

  it('are refused over plain HTTP with a hint', async () => {
    const { status, json } = await world.ask({ query: WATCH, variables: { id: 'pay_1' } });
    expect(status).toBe(400);
    expect(codeOf(json)).toBe('SUBSCRIPTION_OVER_HTTP');
  });
});

describe('tokens', () => {
  it('that are bad are refused over HTTP', async () => {
    const { status, json } = await world.ask(
      { query: '{ whoAmI }' },
      { authorization: 'Bearer bad' },
    );
    expect(status).toBe(401);
    expect(codeOf(json)).toBe('UNAUTHENTICATED');
  });

  it.each([
    { authorization: 'Bearer good' },
    { Authorization: 'Bearer good' },
    { headers: { authorization: 'Bearer good' } },
  ])('are taken from the connection parameters %j', async (params) => {
    expect(await all(world.client(params).iterate({ query: '{ whoAmI }' }))).toMatchObject([
      { data: { whoAmI: 'Bearer good' } },
    ]);
  });

  it('that are bad close the socket with 4403', async () => {
    let code: number | undefined;
    const events = world
      .client({ authorization: 'Bearer bad' }, (closed) => (code = closed))
      .iterate({ query: '{ whoAmI }' });
    await expect(all(events)).rejects.toBeDefined();
    expect(code).toBe(4403);
  });

  it('that expire close the socket with 4403', async () => {
    world.expiresInMs = 150;
    world.endless = true;
    let code: number | undefined;
    const events = world
      .client({ authorization: 'Bearer good' }, (closed) => (code = closed))
      .iterate({ query: WATCH, variables: { id: 'pay_1' } });
    await expect(all(events)).rejects.toBeDefined();
    expect(code).toBe(4403);
  });
});

describe('limits', () => {
  const deep = `query Deep { orders ${'{ again '.repeat(20)} { id } ${'}'.repeat(20)} }`;
  const aliases = `query Aliases { orders { ${Array.from({ length: 101 }, (_, index) => `a${index}: id`).join(' ')} } }`;
  const wide = `query Wide { ${Array.from({ length: 21 }, (_, index) => `...F${index}`).join(' ')} }
    ${Array.from({ length: 21 }, (_, index) => `fragment F${index} on Query { whoAmI }`).join('\n')}`;
  const long = `query Long { orders { ${'id '.repeat(2001)} } }`;
  const bomb = `query Bomb { ...F0 } fragment F20 on Query { whoAmI }
    ${Array.from({ length: 20 }, (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`).join('\n')}`;

  it.each([
    ['QUERY_TOO_DEEP', deep],
    ['TOO_MANY_ALIASES', aliases],
    ['TOO_MANY_ROOT_FIELDS', wide],
    ['QUERY_TOO_LONG', long],
    ['TOO_MANY_ROOT_FIELDS', bomb],
  ])('refuse with %s on both transports, and ask no subgraph', async (code, query) => {
    const { status, json } = await world.ask({ query });
    expect([status, codeOf(json)]).toEqual([400, code]);
    const refused = all(world.client().iterate({ query }));
    await expect(refused).rejects.toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code }) }),
    ]);
    expect(world.requests).toEqual([]);
  });

  it('refuse a body that is too large', async () => {
    const { status, json } = await world.ask({
      query: '{ whoAmI }',
      variables: { padding: 'x'.repeat(200_000) },
    });
    expect([status, codeOf(json)]).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it('refuse a body that is not JSON', async () => {
    const { status, json } = await world.ask('{ not json');
    expect([status, codeOf(json)]).toEqual([400, 'BAD_REQUEST']);
  });

  it('refuse a form, which another site could post', async () => {
    const response = await fetch(`${world.url}/graphql?query=%7BwhoAmI%7D`, {
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(400);
  });

  it('refuse a batch', async () => {
    const { status } = await world.ask([{ query: '{ whoAmI }' }, { query: '{ whoAmI }' }]);
    expect(status).toBe(400);
  });
});

describe('errors', () => {
  it('of our own making are masked and can be quoted', async () => {
    const { json } = await world.ask({ query: 'query B { broken }' });
    expect(codeOf(json)).toBe('INTERNAL');
    expect(json.errors?.[0]?.message).toMatch(/Quote [0-9a-f-]{36}/);
    expect(JSON.stringify(json)).not.toMatch(/secrets|10\.0\.0\.7|x\.ts|payments"/);
  });

  it('that a subgraph means to tell keep their code', async () => {
    const { json } = await world.ask({ query: 'query R { refused }' });
    expect(json.errors).toEqual([
      {
        message: 'Not allowed.',
        path: ['refused'],
        extensions: { code: 'FORBIDDEN', permission: 'payments.read' },
      },
    ]);
  });

  it('say nothing of the document that a subgraph was sent', async () => {
    const refused = { message: 'Not allowed.', extensions: { code: 'FORBIDDEN' } };
    world.says = { errors: [{ ...refused, locations: [{ line: 2, column: 3 }] }] };
    const query = 'subscription { paymentStatusChanged(paymentId: "pay_1") { status } }';
    const { value } = await world.client().iterate({ query }).next();
    world.says = undefined;
    expect(value).toMatchObject({ errors: [refused] });
    expect(JSON.stringify(value)).not.toContain('locations');
  });
});

it('passes on what a subgraph says to clients of the whole answer, and nothing else that it says', async () => {
  const search = { engine: 'postgresql', fallback: true };
  world.says = { data: { payments: [] }, extensions: { search, ftv1: 'for us' } };
  const { json } = await world.ask({ query: '{ payments { id } }' });
  world.says = undefined;
  expect(json).toMatchObject({ data: { payments: [] }, extensions: { search } });
  expect(JSON.stringify(json)).not.toContain('for us');
});

describe('the neighbourhood', () => {
  it('lets Apollo Sandbox and this machine call from a browser, and nobody else', async () => {
    const allowed = async (origin: string) => {
      const { headers } = await world.ask({ query: '{ whoAmI }' }, { origin });
      return headers.get('access-control-allow-origin');
    };
    expect(await allowed('https://studio.apollographql.com')).toBe(
      'https://studio.apollographql.com',
    );
    expect(await allowed('http://localhost:5173')).toBe('http://localhost:5173');
    expect(await allowed('https://evil.example')).toBeNull();
  });

  it('offers Apollo Sandbox to a browser', async () => {
    const response = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(await response.text()).toMatch(/sandbox/i);
  });

  it('leads a browser from there to the pages that need no internet', async () => {
    const response = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html' } });
    const page = await response.text();
    const paths = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, path = '']) => path);
    expect(paths).toEqual(['/explore', '/reference']);
    for (const path of paths) expect((await fetch(`${world.url}${path}`)).status).toBe(200);
    const nonce = /<style nonce="(\w+)">\s*nav/.exec(page)?.[1];
    expect(page).toContain(`style-src 'nonce-${nonce}'`);
  });

  it('offers an explorer that loads nothing from elsewhere and knows the examples', async () => {
    const response = await fetch(`${world.url}/explore/`);
    const page = await response.text();
    expect(page).toContain('Who am I');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await fetch(new URL(script, `${world.url}/explore/`))).status).toBe(200);
  });

  it('says whether it lives and whether it can work', async () => {
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    world.dead.add('orders');
    const degraded = await fetch(`${world.url}/readyz`);
    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toEqual({
      status: 'degraded',
      parts: { payments: 'ok', orders: 'no answer' },
    });
    world.dead.add('payments');
    expect((await fetch(`${world.url}/readyz`)).status).toBe(503);
  });
});

it('stops by telling its sockets to come back', async () => {
  const leaving = await World.start();
  leaving.endless = true;
  let code: number | undefined;
  const events = leaving
    .client({}, (closed) => (code = closed))
    .iterate({ query: WATCH, variables: { id: 'pay_1' } });
  await events.next();
  await leaving.stop();
  await eventually(() => code !== undefined);
  expect(code).toBe(1001);
});
