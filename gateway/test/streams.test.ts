import type { FormattedExecutionResult } from 'graphql';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { eventually } from '#kernel/testing/eventually.ts';
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

  it('is refused to who has a hundred open, until one ends', async () => {
    world.endless = true;
    const opened = Array.from({ length: 100 }, () => subscribe());
    await Promise.all(opened.map((answers) => answers.next()));
    await expect(all(subscribe())).rejects.toThrow(/429/);
    opened.push(subscribe({ headers: { authorization: 'Bearer good' } }));
    expect(await opened.at(-1)?.next()).toMatchObject({ done: false });
    await opened.shift()?.return?.();
    await eventually(() => world.openStreams === 100);
    opened.push(subscribe());
    expect(await opened.at(-1)?.next()).toMatchObject({ done: false });
    for (const answers of opened) await answers.return?.();
    await eventually(() => world.openStreams === 0);
  });
});
