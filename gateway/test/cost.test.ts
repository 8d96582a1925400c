import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({ maxCost: 25 });
});
afterAll(() => world.stop());
beforeEach(() => void (world.requests.length = 0));

async function last(answers: AsyncIterable<unknown>): Promise<unknown> {
  let answer: unknown;
  for await (const each of answers) answer = each;
  return answer;
}

/** A list may have ten: so 10 × (1 + 1). */
const CHEAP = '{ payments { order { total } } }';
const COSTLY = '{ payments { order { again { total } } } }';
const WATCH =
  'subscription { paymentStatusChanged(paymentId: "pay_1") { status payment { status } } }';

const JSON_SENT = { 'content-type': 'application/json' };

describe('what an operation cost', () => {
  const cost = { estimated: 20, max: 25 };

  it('is in its answer over HTTP, over WebSocket and in a stream', async () => {
    const operation = { query: CHEAP };
    const answers = [
      (await world.ask(operation)).json,
      await last(world.client().iterate(operation)),
      await last(STREAM_CLIENTS.sse(`${world.url}/graphql`, operation)),
    ];
    expect(answers).toMatchObject(Array(3).fill({ extensions: { cost } }));
  });

  it('is in an answer with errors', async () => {
    const { json } = await world.ask({ query: '{ refused }' });
    expect(json).toMatchObject({ errors: [{}], extensions: { cost: { estimated: 0, max: 25 } } });
  });

  it('is in an event that is an error', async () => {
    world.says = { errors: [{ message: 'Not yours.', extensions: { code: 'FORBIDDEN' } }] };
    const answer = await last(world.client().iterate({ query: WATCH }));
    world.says = undefined;
    expect(answer).toMatchObject({ errors: [{}], extensions: { cost: { estimated: 2, max: 25 } } });
  });

  it('is in each event of a subscription', async () => {
    const operation = { query: WATCH };
    const events = [
      await last(world.client().iterate(operation)),
      await last(STREAM_CLIENTS.sse(`${world.url}/graphql`, operation)),
      await last(STREAM_CLIENTS.multipart(`${world.url}/graphql`, operation)),
    ];
    const each = { extensions: { cost: { estimated: 2, max: 25 } } };
    expect(events).toMatchObject([each, each, {}]);
  });
});

/** What is refused, and what it was reckoned to cost: null before that. */
const REFUSED: [why: string, operation: { query: string }, estimated: number | null][] = [
  ['is not GraphQL', { query: '{' }, null],
  [
    'asks too deep',
    { query: `{ orders ${'{ again '.repeat(20)} { id } ${'}'.repeat(20)} }` },
    null,
  ],
  ['does not fit the schema', { query: '{ nothing }' }, null],
  ['does not say which is meant', { query: 'query A { whoAmI } query B { whoAmI }' }, null],
  ['may cost too much', { query: COSTLY }, 30],
  ['lacks a variable', { query: 'query ($id: ID!) { payment(id: $id) { status } }' }, 1],
];

/** Answers as they are sent, whatever a library makes of them. */
const RAW: Record<string, (operation: { query: string }) => Promise<string>> = {
  POST: async (operation) => JSON.stringify((await world.ask(operation)).json),
  GET: async ({ query }) => {
    const headers = { 'apollo-require-preflight': 'yes' };
    const url = `${world.url}/graphql?query=${encodeURIComponent(query)}`;
    return (await fetch(url, { headers })).text();
  },
  'server-sent events': async (operation) => streamed('text/event-stream', operation),
  'multipart/mixed': async (operation) =>
    streamed('multipart/mixed;subscriptionSpec=1.0', operation),
  WebSocket: async (operation) =>
    last(world.client().iterate(operation)).then(
      () => 'answered',
      (refused: unknown) => JSON.stringify(refused),
    ),
};

async function streamed(accept: string, operation: { query: string }): Promise<string> {
  const headers = { accept, 'content-type': 'application/json' };
  const body = JSON.stringify(operation);
  return (await fetch(`${world.url}/graphql`, { method: 'POST', headers, body })).text();
}

describe('what an operation that is refused cost, as far as that is known,', () => {
  describe.each(Object.keys(RAW))('is told by %s', (transport) => {
    it.each(REFUSED)('of one that %s', async (_why, operation, estimated) => {
      const told = JSON.stringify({ cost: { estimated, max: 25 } }).slice(1);
      expect(await RAW[transport]?.(operation)).toContain(told);
    });
  });

  it.each<[string, RequestInit]>([
    ['whose token is bad', { method: 'POST', headers: { authorization: 'Bearer bad' } }],
    ['whose method is none', { method: 'PUT' }],
    ['that is not JSON', { method: 'POST', headers: JSON_SENT, body: '{' }],
    ['that is too large', { method: 'POST', headers: JSON_SENT, body: `"${'x'.repeat(2e5)}"` }],
    ['that is a batch', { method: 'POST', headers: JSON_SENT, body: '[]' }],
    ['without an operation', { method: 'POST', headers: JSON_SENT, body: '{}' }],
  ])('is told by HTTP to a request %s', async (_which, request) => {
    const response = await fetch(`${world.url}/graphql`, request);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).toMatchObject({
      errors: [{}],
      extensions: { cost: { estimated: null, max: 25 } },
    });
  });
});

describe('what would cost too much', () => {
  const extensions = { code: 'QUERY_TOO_COSTLY', estimated: 30, max: 25 };

  it('is refused before a subgraph hears of it, with the estimate and the limit', async () => {
    const { status, json } = await world.ask({ query: COSTLY });
    expect([status, json]).toMatchObject([400, { errors: [{ extensions }] }]);
    await expect(last(world.client().iterate({ query: COSTLY }))).rejects.toMatchObject([
      { extensions },
    ]);
    expect(world.requests).toEqual([]);
  });

  it('is allowed with variables that leave the dear part out', async () => {
    const query =
      'query ($all: Boolean!) { payments { order { again @include(if: $all) { total } } } }';
    expect((await world.ask({ query, variables: { all: true } })).json).toMatchObject({
      errors: [{ extensions }],
    });
    expect((await world.ask({ query, variables: { all: false } })).json.errors).toBeUndefined();
  });
});
