import type { FormattedExecutionResult } from 'graphql';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { customer } from '#kernel/testing/principals.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { createClient } from 'graphql-sse';
import { type Asked, STREAM_CLIENTS, type StreamClient } from './stream-clients.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({ heartbeatMs: 20 });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.requests.length = 0;
  world.dead.clear();
  world.endless = false;
  world.flood = 0;
  world.told = 0;
  world.expiresInMs = 60_000;
});

const WATCH = `subscription Watch($id: ID!, $after: String) {
  paymentStatusChanged(paymentId: $id, after: $after) {
    cursor status payment { status order { total } }
  }
}`;
const variables = { id: 'pay_1' };
const ACCEPT = { sse: 'text/event-stream', multipart: 'multipart/mixed;subscriptionSpec=1.0' };

interface Change {
  readonly cursor: string;
  readonly status: string;
  readonly payment: { status: string; order: { total: number } | null } | null;
}
const changeIn = ({ data }: FormattedExecutionResult) =>
  (data as { paymentStatusChanged: Change }).paymentStatusChanged;
const codesOf = ({ errors }: FormattedExecutionResult) =>
  errors?.map(({ extensions }) => extensions?.['code']);

async function all<Each>(answers: AsyncIterable<Each>): Promise<Each[]> {
  const seen: Each[] = [];
  for await (const answer of answers) seen.push(answer);
  return seen;
}

const clients = Object.entries(STREAM_CLIENTS) as ['sse' | 'multipart', StreamClient][];

describe.each(clients)('a subscription by %s', (name, client) => {
  const subscribe = (asked: Partial<Asked> = {}) =>
    client(`${world.url}/graphql`, { query: WATCH, variables, ...asked });

  /** Without a client library, which reads for you. */
  const open = (query = WATCH, headers: Record<string, string> = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(`${world.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: ACCEPT[name], ...headers },
      });
      request.on('response', resolve).on('error', reject);
      request.end(JSON.stringify({ query, variables }));
    });

  it('brings each event in order, with what other subgraphs know, and ends', async () => {
    expect((await all(subscribe())).map(changeIn)).toEqual(
      ['CREATED', 'AUTHORIZED', 'CAPTURED'].map((status, index) => ({
        cursor: String(index),
        status,
        payment: { status: 'CAPTURED', order: { total: 42 } },
      })),
    );
  });

  it('goes on from a cursor', async () => {
    const rest = await all(subscribe({ variables: { ...variables, after: '0' } }));
    expect(rest.map(changeIn).map(({ cursor }) => cursor)).toEqual(['1', '2']);
  });

  it('ends at the subgraph when its client leaves', async () => {
    world.endless = true;
    const answers = subscribe();
    for (let event = 0; event < 3; event += 1) await answers.next();
    expect(world.openStreams).toBe(1);
    await answers.return?.();
    await eventually(() => world.openStreams === 0);
  });

  it('goes on without a subgraph that is away, and says so', async () => {
    world.dead.add('orders');
    const answers = await all(subscribe());
    expect(answers.map(codesOf)).toEqual(Array(3).fill(['SUBGRAPH_UNAVAILABLE']));
    expect(answers.map(changeIn).map(({ payment }) => payment?.order)).toEqual([null, null, null]);
  });

  it('says when its own subgraph is away, and ends', async () => {
    world.dead.add('payments');
    expect((await all(subscribe())).map(codesOf)).toEqual([['SUBGRAPH_UNAVAILABLE']]);
  });

  it('is told of who asks', async () => {
    await all(subscribe({ headers: { authorization: 'Bearer good' } }));
    expect(world.requests.map(({ request }) => request.headers?.['authorization'])).toEqual(
      Array(4).fill('Bearer good'),
    );
  });

  it('ends when its token expires, and says why', async () => {
    world.expiresInMs = 150;
    world.endless = true;
    const answers = await all(subscribe({ headers: { authorization: 'Bearer good' } }));
    expect(codesOf(answers[3] ?? {})).toEqual(['UNAUTHENTICATED']);
    expect(answers).toHaveLength(4);
    await eventually(() => world.openStreams === 0);
  });

  it.each([
    ['QUERY_TOO_DEEP', `subscription { ${'a { '.repeat(17)} a ${'}'.repeat(17)} }`],
    ['QUERY_TOO_LONG', `subscription { ${'a '.repeat(2000)} }`],
    [
      'TOO_MANY_ALIASES',
      `subscription { a { ${Array.from({ length: 101 }, (_, index) => `a${index}: a`).join(' ')} } }`,
    ],
    ['GRAPHQL_VALIDATION_FAILED', 'subscription { nothing }'],
    ['BAD_USER_INPUT', WATCH.replaceAll('$id', '$other')],
  ])('is refused with %s in the stream, and asks no subgraph', async (code, query) => {
    const response = await open(query);
    const body = (await all(response)).join('');
    expect(response.headers['content-type']).toContain(ACCEPT[name].split(';')[0]);
    expect(body).toContain(`"code":"${code}"`);
    expect(world.requests).toEqual([]);
  });

  it('has its refusal read by the client', async () => {
    const refused = await all(subscribe({ query: 'subscription Nothing { nothing }' }));
    expect(refused.map(codesOf)).toEqual([['GRAPHQL_VALIDATION_FAILED']]);
  });

  it.each([
    [401, { authorization: 'Bearer bad' }, WATCH],
    [413, {}, `${WATCH} # ${'x'.repeat(200_000)}`],
  ])(
    'is refused with %i when the request is not to be answered',
    async (status, headers, query) => {
      const response = await open(query, headers as Record<string, string>);
      expect(response.statusCode).toBe(status);
      response.destroy();
    },
  );

  it('is not opened for another site', async () => {
    const url = `${world.url}/graphql?query=${encodeURIComponent(WATCH)}&variables={"id":"pay_1"}`;
    const forged = await fetch(url, { headers: { accept: ACCEPT[name] } });
    expect([forged.status, codesOf((await forged.json()) as never)]).toEqual([
      400,
      ['BAD_REQUEST'],
    ]);
    const honest = await fetch(url, {
      headers: { accept: ACCEPT[name], 'apollo-require-preflight': 'yes' },
    });
    expect(await honest.text()).toContain('CAPTURED');
  });

  it('shows that it lives, and that nobody on the way shall keep or change it', async () => {
    world.endless = true;
    const response = await open();
    expect(response.headers['cache-control']).toBe('no-cache, no-transform');
    const beat = name === 'sse' ? /:\n\n/g : /\{\}\r\n--graphql/g;
    let body = '';
    for await (const chunk of response as AsyncIterable<Buffer>) {
      body += chunk.toString();
      if ((body.match(beat)?.length ?? 0) > 4) break;
    }
    await eventually(() => world.openStreams === 0);
  });

  it('waits for a slow reader instead of keeping events for it, and loses none', async () => {
    world.flood = 300;
    const response = await open();
    let told = -1;
    await eventually(async () => {
      const before = told;
      told = world.told;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return before === told && told > 0;
    });
    expect(told).toBeLessThan(150);
    const body = (await all(response)).join('');
    expect(body.match(/"cursor":"\d+"/g)).toEqual(
      Array.from({ length: 303 }, (_, index) => `"cursor":"${index}"`),
    );
  });

  it('is not begun for a client that left while its token was looked at', async () => {
    let verified = () => {};
    const asked = new Promise<void>((resolve) => (verified = resolve));
    let seen = false;
    const slow = await World.start({
      verify: async () => {
        seen = true;
        await asked;
        return ANONYMOUS;
      },
    });
    slow.endless = true;
    const left = new AbortController();
    const search = new URLSearchParams({ query: WATCH, variables: JSON.stringify(variables) });
    const answer = fetch(`${slow.url}/graphql?${search.toString()}`, {
      headers: { accept: ACCEPT[name], 'apollo-require-preflight': 'yes' },
      signal: left.signal,
    });
    await eventually(() => seen);
    left.abort();
    await expect(answer).rejects.toThrow();
    // Asked later, so once it is answered the server has heard of the other's leaving.
    await fetch(`${slow.url}/healthz`);
    verified();
    await asked;
    await fetch(`${slow.url}/healthz`);
    expect(slow.requests).toEqual([]);
    await slow.stop();
  });

  it('has a line in the log, with what it brought', async () => {
    const lines: string[] = [];
    const out = new Writable({
      write(line, _encoding, done) {
        lines.push(String(line));
        done();
      },
    });
    const logging = await World.start({ logger: pino(out) });
    await all(client(`${logging.url}/graphql`, { query: WATCH, variables }));
    await logging.stop();
    const answered = lines
      .map((line) => JSON.parse(line) as { msg: string })
      .filter(({ msg }) => msg === 'answered');
    expect(answered).toEqual([
      expect.objectContaining({ transport: name, operation: 'Watch', status: 'ok', events: 3 }),
    ]);
  });

  it('is refused to who has a hundred open, until one ends', async () => {
    world.endless = true;
    let payments = 0;
    const another = (asked: Partial<Asked> = {}) =>
      subscribe({
        variables: { id: `pay_${(payments += 1)}` },
        headers: { authorization: 'Bearer ada' },
        ...asked,
      });
    world.people['Bearer ada'] = customer();
    const opened = Array.from({ length: 100 }, () => another());
    await Promise.all(opened.map((answers) => answers.next()));
    await expect(all(another())).rejects.toThrow(/429/);
    opened.push(another({ headers: { authorization: 'Bearer good' } }));
    expect(await opened.at(-1)?.next()).toMatchObject({ done: false });
    await opened.shift()?.return?.();
    await eventually(() => world.openStreams === 100);
    opened.push(another());
    expect(await opened.at(-1)?.next()).toMatchObject({ done: false });
    for (const answers of opened) await answers.return?.();
    await eventually(() => world.openStreams === 0);
  });
});

describe('a server that stops', () => {
  it('tells Apollo Client that it does, and to subscribe again', async () => {
    const leaving = await World.start();
    leaving.endless = true;
    const answers = STREAM_CLIENTS.multipart(`${leaving.url}/graphql`, { query: WATCH, variables });
    for (let event = 0; event < 3; event += 1) await answers.next();
    const stopped = leaving.stopGateway();
    expect((await all(answers)).map(codesOf)).toEqual([['SERVER_STOPPING']]);
    await stopped;
    expect(leaving.openStreams).toBe(0);
    await leaving.stop();
  });

  it('has the client of graphql-sse connect again by itself', async () => {
    const [leaving, staying] = [await World.start(), await World.start()];
    leaving.endless = true;
    const urls = [leaving.url, staying.url];
    const client = createClient({
      url: () => `${urls.shift()}/graphql`,
      retry: async () => {},
    });
    const answers = client.iterate({ query: WATCH, variables });
    for (let event = 0; event < 3; event += 1) await answers.next();
    await leaving.stopGateway();
    expect(await all(answers)).toHaveLength(3);
    expect(urls).toEqual([]);
    await leaving.stop();
    await staying.stop();
  });
});

describe('a client that accepts streams', () => {
  it.each([
    'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json',
    'text/event-stream, application/json',
  ])('and JSON, by %s, has queries answered as ever', async (accept) => {
    const { headers, json } = await world.ask({ query: '{ whoAmI }' }, { accept });
    expect(headers.get('content-type')).toContain('application/json');
    expect(json.data).toEqual({ whoAmI: 'nobody' });
    const refused = await world.ask({ query: '{ nothing }' }, { accept });
    expect([refused.status, codesOf(refused.json)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
  });

  it('and nothing else has one answer streamed', async () => {
    const answers = STREAM_CLIENTS.sse(`${world.url}/graphql`, { query: '{ whoAmI }' });
    expect(await all(answers)).toMatchObject([{ data: { whoAmI: 'nobody' } }]);
  });

  it('has no mutation run by GET', async () => {
    const query = encodeURIComponent('mutation { refund(id: "pay_1") { status } }');
    const response = await fetch(`${world.url}/graphql?query=${query}`, {
      headers: { accept: ACCEPT.sse, 'apollo-require-preflight': 'yes' },
    });
    expect(response.status).toBe(405);
    expect(world.requests).toEqual([]);
  });

  it('reads by GET with the names and variables of the address', async () => {
    const search = new URLSearchParams({
      query: `${WATCH} query Other { whoAmI }`,
      operationName: 'Watch',
      variables: JSON.stringify({ ...variables, after: '1' }),
    });
    const response = await fetch(`${world.url}/graphql?${search.toString()}`, {
      headers: { accept: ACCEPT.sse, 'apollo-require-preflight': 'yes' },
    });
    const body = await response.text();
    expect(body.match(/"cursor":"\d"/g)).toEqual(['"cursor":"2"']);
    expect(body.endsWith('event: complete\ndata:\n\n')).toBe(true);
  });

  it.each(['{', '[]', '1'])('is told that %s are no variables', async (wrong) => {
    const search = new URLSearchParams({ query: WATCH, variables: wrong });
    const response = await fetch(`${world.url}/graphql?${search.toString()}`, {
      headers: { accept: ACCEPT.sse, 'apollo-require-preflight': 'yes' },
    });
    expect([response.status, codesOf((await response.json()) as never)]).toEqual([
      400,
      ['BAD_REQUEST'],
    ]);
  });
});

it.each(['application/json', '*/*', 'multipart/mixed', 'text/event-stream;q=0, application/json'])(
  'to accept %s is not to ask for a stream',
  async (accept) => {
    const { status, json } = await world.ask({ query: WATCH, variables }, { accept });
    expect([status, codesOf(json)]).toEqual([400, ['SUBSCRIPTION_OVER_HTTP']]);
    for (const way of [
      'graphql-transport-ws',
      'text/event-stream',
      'multipart/mixed;subscriptionSpec=1.0',
    ])
      expect(json.errors?.[0]?.message).toContain(way);
  },
);
