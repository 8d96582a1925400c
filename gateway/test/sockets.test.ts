import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket, { type ClientOptions } from 'ws';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer } from '#kernel/testing/principals.ts';
import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

let world: World;
afterEach(() => world.stop());

const WATCH = `subscription { paymentStatusChanged(paymentId: "pay_1") { status } }`;
const INIT = { type: 'connection_init' };
const initAs = (authorization: string) => ({ ...INIT, payload: { authorization } });
const subscribe = (id: string, query = WATCH) => ({ id, type: 'subscribe', payload: { query } });

/** A socket without a client library: it sends what it is told, and knows how it was closed. */
function connect(
  messages: readonly (object | string)[] = [],
  { protocol = 'graphql-transport-ws', ...options }: ClientOptions & { protocol?: string } = {},
) {
  const socket = new WebSocket(
    `${world.url.replace('http', 'ws')}/graphql`,
    protocol ? [protocol] : [],
    options,
  );
  const types: string[] = [];
  const [first, ...others] = messages.map((message) =>
    typeof message === 'string' ? message : JSON.stringify(message),
  );
  socket.on('open', () => first && socket.send(first));
  socket.on('message', (message: Buffer) => {
    const { type } = JSON.parse(String(message)) as { type: string };
    types.push(type);
    if (type === 'connection_ack') for (const next of others) socket.send(next);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return { socket, types, closed };
}

describe('a socket', () => {
  beforeEach(async () => {
    world = await World.start({
      heartbeatMs: 2000,
      initWithinMs: 2000,
      idleMs: 3000,
      connections: { total: 5, perAddress: 1000, perPrincipal: 2 },
    });
    world.endless = true;
    world.people['Bearer ada'] = customer();
  });

  it.each<[number, string, Parameters<typeof connect>]>([
    [4400, 'says what is no message', [['not JSON']]],
    [4400, 'says what no client may say', [[INIT, { type: 'next', id: '1' }]]],
    [4401, 'asks before it has said who it is', [[subscribe('1')]]],
    [4403, 'has a bad token', [[initAs('Bearer bad')]]],
    [4406, 'names no protocol', [[INIT], { protocol: '' }]],
    [4408, 'does not say who it is', [[]]],
    [4409, 'uses an id twice', [[INIT, subscribe('1'), subscribe('1')]]],
    [4429, 'says twice who it is', [[INIT, INIT]]],
    [1000, 'has nothing to do', [[INIT]]],
    [1006, 'does not answer heartbeats', [[INIT, subscribe('1')], { autoPong: false }]],
  ])('is closed with %i when it %s', async (code, _when, [messages, options]) => {
    expect(await connect(messages, options).closed).toBe(code);
    await eventually(() => world.openStreams === 0);
  });

  it('is closed with 4429 when its person has too many', async () => {
    const others = [1, 2].map(() => connect([initAs('Bearer ada'), subscribe('1')]));
    await eventually(() => others.every(({ types }) => types.includes('next')));
    expect(await connect([initAs('Bearer ada')]).closed).toBe(4429);
    others[0]?.socket.close();
    await others[0]?.closed;
    const next = connect([initAs('Bearer ada'), subscribe('1')]);
    await eventually(() => next.types.includes('next'));
  });

  it('is closed with 1013 when there are too many, until one goes', async () => {
    const others = Array.from({ length: 5 }, () => connect([INIT, subscribe('1')]));
    await eventually(() => others.every(({ types }) => types.includes('next')));
    expect(await connect([INIT]).closed).toBe(1013);
    others[0]?.socket.close();
    await others[0]?.closed;
    const next = connect([INIT, subscribe('1')]);
    await eventually(() => next.types.includes('next'));
  });

  it('is closed with 4409 when it takes an id again at once, and leaves nothing behind', async () => {
    const { socket, types, closed } = connect([INIT]);
    await eventually(() => types.includes('connection_ack'));
    // In one piece, so that the second comes before it is known whether the first is allowed.
    const connection = (socket as unknown as { _socket: Socket })._socket;
    connection.cork();
    for (const message of [subscribe('1'), { id: '1', type: 'complete' }, subscribe('1')])
      socket.send(JSON.stringify(message));
    connection.uncork();
    expect(await closed).toBe(4409);
    await eventually(() => world.openStreams === 0);
  });

  it('stays as long as it has a subscription', async () => {
    const watching = connect([INIT, subscribe('1')]);
    await eventually(() => watching.types.includes('next'));
    await pause(5000);
    expect(watching.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('is closed with 1001 when the server stops', async () => {
    const watching = connect([INIT, subscribe('1')]);
    await eventually(() => watching.types.includes('next'));
    await world.stopGateway();
    expect(await watching.closed).toBe(1001);
  });
});

describe('an address', () => {
  beforeEach(async () => {
    world = await World.start({ connections: { total: 100, perAddress: 5, perPrincipal: 100 } });
    world.endless = true;
  });

  it('has no more connections than are for one, and leaves the others theirs', async () => {
    const open = Array.from({ length: 5 }, () => connect([INIT, subscribe('1')]));
    await eventually(() => open.every(({ types }) => types.includes('next')));
    expect(await connect([INIT]).closed).toBe(1013);
    const stream = STREAM_CLIENTS.sse(`${world.url}/graphql`, { query: WATCH });
    await expect(stream.next()).rejects.toThrow(/429/);
    expect(open.every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
  });

  it('that comes and goes too often is told to come later', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const { socket, types, closed } = connect([INIT]);
      await eventually(() => types.length > 0);
      socket.close();
      await closed;
    }
    expect(await connect([INIT]).closed).toBe(1013);
  });
});

describe('a session that ends', () => {
  const ada = customer();
  const alsoAda = { ...customer(), id: ada.id };
  beforeEach(async () => {
    world = await World.start();
    world.endless = true;
    Object.assign(world.people, { 'Bearer ada': ada, 'Bearer also ada': alsoAda });
  });

  it('closes its sockets with 4403, and no others, though they share a subscription', async () => {
    const [one, other] = ['Bearer ada', 'Bearer also ada'].map((token) =>
      connect([initAs(token), subscribe('1')]),
    );
    await eventually(() => one?.types.includes('next') && other?.types.includes('next'));
    world.endSession(ada.sessionId);
    expect(await one?.closed).toBe(4403);
    const before = other?.types.length ?? 0;
    world.happens('SETTLED');
    await eventually(() => (other?.types.length ?? 0) > before);
  });

  it.each(['sse', 'multipart'] as const)('ends its streams by %s', async (format) => {
    const headers = { authorization: 'Bearer ada' };
    const answers = STREAM_CLIENTS[format](`${world.url}/graphql`, { query: WATCH, headers });
    await answers.next();
    world.endSession(ada.sessionId);
    const rest: unknown[] = [];
    for await (const answer of answers) rest.push(answer);
    expect(rest.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    await eventually(() => world.openStreams === 0);
  });

  it('has its token refused on every transport from then on', async () => {
    world.endSession(ada.sessionId);
    expect(await connect([initAs('Bearer ada')]).closed).toBe(4403);
    const { status } = await world.ask({ query: '{ whoAmI }' }, { authorization: 'Bearer ada' });
    expect(status).toBe(401);
    const other = await world.ask({ query: '{ whoAmI }' }, { authorization: 'Bearer also ada' });
    expect(other.status).toBe(200);
  });

  it('while accounts is away closes its sockets when accounts is there again', async () => {
    const socket = connect([initAs('Bearer ada'), subscribe('1')]);
    await eventually(() => socket.types.includes('next'));
    await world.loseAccounts(() => world.endSession(ada.sessionId));
    expect(await socket.closed).toBe(4403);
  });
});
