import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { freePort } from '../runtime/free-port.ts';
import { eventually } from '../testing/eventually.ts';
import { type Trouble, TroubledServer } from '../testing/troubled-server.ts';
import { httpSubgraph } from './http-subgraph.ts';
import { NoAnswer, onlyReads } from './subgraph-connection.ts';

let server: TroubledServer;
beforeEach(async () => {
  server = await new TroubledServer().start();
});
afterEach(() => server.stop());

const REQUEST = { query: '{ ok }', variables: { id: '1' }, headers: { authorization: 'Bearer x' } };
const lackOf = async (answer: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  return error instanceof NoAnswer ? error.lack : error;
};

it('sends the operation with the headers it is given, and no others that name anybody', async () => {
  const connection = httpSubgraph(server.url);
  expect(await connection.execute(REQUEST)).toEqual({ data: { ok: true } });
  const [sent] = server.requests;
  expect(sent?.body).toEqual({ query: '{ ok }', variables: { id: '1' } });
  expect(Object.keys(sent?.headers ?? {}).toSorted()).toEqual([
    'authorization',
    'connection',
    'content-length',
    'content-type',
    'host',
  ]);
});

it('says how long the asker will still wait', async () => {
  const deadline = performance.now() + 5000;
  await httpSubgraph(server.url).execute({ ...REQUEST, deadline });
  const toldMs = Number(server.requests[0]?.headers['x-deadline-ms']);
  expect(toldMs).toBeGreaterThan(0);
  expect(toldMs).toBeLessThanOrEqual(5000);
});

it('keeps its connections for the next requests', async () => {
  const connection = httpSubgraph(server.url);
  for (let n = 0; n < 20; n += 1) await connection.execute(REQUEST);
  // A second one, because an answer is complete a moment before its connection is free.
  expect(server.connections.size).toBeLessThanOrEqual(2);
});

it('takes an answer that is an error for an answer', async () => {
  server.answer = { errors: [{ message: 'Not allowed.' }] };
  expect(await httpSubgraph(server.url).execute(REQUEST)).toEqual(server.answer);
});

describe('there is no answer', () => {
  it.each<[Trouble, string]>([
    ['resets at once', 'cut-off'],
    ['resets mid-body', 'cut-off'],
    ['answers garbage', 'not-graphql'],
    ['answers 500 with HTML', 'not-graphql'],
    ['answers 503', 'turned-away'],
    ['answers 1 MB', 'too-large'],
  ])('when the subgraph %s: %s', async (trouble, lack) => {
    server.trouble = trouble;
    const connection = httpSubgraph(server.url, { maxAnswerBytes: 1024 * 1024 });
    expect(await lackOf(connection.execute(REQUEST))).toBe(lack);
    server.trouble = 'answers';
    expect(await connection.execute(REQUEST)).toEqual({ data: { ok: true } });
  });

  it('and nothing was sent, when nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort('127.0.0.1')}/graphql`;
    expect(await lackOf(httpSubgraph(url).execute(REQUEST))).toBe('not-sent');
  });

  it.each<Trouble>(['hangs', 'answers half and hangs'])(
    'when the subgraph %s until time is up, and it is told',
    async (trouble) => {
      server.trouble = trouble;
      const answer = httpSubgraph(server.url).execute(REQUEST, AbortSignal.timeout(100));
      expect(await lackOf(answer)).toBe('too-late');
      await eventually(() => server.abandoned === 1);
    },
  );

  it('when the asker leaves, and the subgraph is told', async () => {
    server.trouble = 'hangs';
    const leaving = new AbortController();
    const answer = httpSubgraph(server.url).execute(REQUEST, leaving.signal);
    await eventually(() => server.requests.length === 1);
    leaving.abort();
    expect(await lackOf(answer)).toBe('unwanted');
    await eventually(() => server.abandoned === 1);
  });

  it('when the asker has left before, and nothing is sent', async () => {
    const answer = httpSubgraph(server.url).execute(REQUEST, AbortSignal.abort());
    expect(await lackOf(answer)).toBe('unwanted');
    await sleep(50);
    expect(server.requests).toEqual([]);
  });
});

describe('a subscription', () => {
  const sockets = new WebSocketServer({ port: 0, handleProtocols: () => 'graphql-transport-ws' });
  let answersPings = true;
  let pings = 0;
  sockets.on('connection', (socket) =>
    socket.on('message', (message: Buffer) => {
      const { type } = JSON.parse(message.toString()) as { type: string };
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'ping') return;
      pings += 1;
      if (answersPings) socket.send('{"type":"pong"}');
    }),
  );
  const subscribe = () => {
    const { port } = sockets.address() as { port: number };
    return httpSubgraph(`http://127.0.0.1:${port}`, { heartbeatMs: 40 }).subscribe({
      query: 'subscription S { a }',
      headers: {},
    });
  };
  afterAll(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });

  it('breaks when its subgraph does not show that it lives', async () => {
    answersPings = false;
    await expect(subscribe().next()).rejects.toBeDefined();
  });

  it('lasts while nothing happens', async () => {
    answersPings = true;
    pings = 0;
    let over = false;
    const events = subscribe();
    void events.next().then(
      () => (over = true),
      () => (over = true),
    );
    await eventually(() => pings >= 5);
    expect(over).toBe(false);
    await events.return?.();
  });
});

it.each([
  ['query Q { a }', true],
  ['\n  { a }', true],
  ['mutation M { a }', false],
  ['query A { a } mutation B { b }', false],
  ['fragment F on Query { a } query Q { ...F }', false],
])('counts %j as a read: %j', (query, reads) => {
  expect(onlyReads(query)).toBe(reads);
});
