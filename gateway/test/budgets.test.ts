import { type AddressInfo, type Server, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer } from '#kernel/testing/principals.ts';
import { EXPLOSIVE_OPERATION, explosiveSupergraph } from '../execution/test/intricate.ts';
import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

let world: World;
afterEach(() => world.stop());

const PLENTY = 1e7;
const WHO = { query: '{ whoAmI }' };
/** 20 points, and 60 to plan its fields the first time. */
const PAYMENTS = { query: '{ payments { order { total } } }' };
const WATCH = { query: 'subscription { paymentStatusChanged(paymentId: "pay_1") { status } }' };
const RATE_LIMITED = {
  extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) as number },
};

async function all(answers: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const answer of answers) seen.push(answer);
  return seen;
}

/** The statuses of so many requests, one after the other. */
async function statuses(times: number, body: unknown, headers: Record<string, string> = {}) {
  const seen: number[] = [];
  for (let turn = 0; turn < times; turn += 1) seen.push((await world.ask(body, headers)).status);
  return seen;
}

it('an attempt to plan what is too intricate costs the time that it took', async () => {
  const sdl = explosiveSupergraph();
  world = await World.start({
    supergraph: { read: async () => sdl, watch: () => () => {} },
    subgraphs: Object.fromEntries(
      [...sdl.matchAll(/@join__graph\(name: "(\w+)"/g)].map(([, name]) => [
        name,
        httpSubgraph('http://127.0.0.1:9'),
      ]),
    ),
    budgets: { perPrincipal: PLENTY, perAddress: 1000 },
  });
  const { json } = await world.ask({ query: EXPLOSIVE_OPERATION });
  expect(json.errors).toMatchObject([{ extensions: { code: 'OPERATION_NOT_PLANNED' } }]);
  expect(await statuses(1, { query: '{ __typename }' })).toEqual([429]);
});

describe('an address that has spent what it may in a minute', () => {
  beforeEach(async () => {
    world = await World.start({ budgets: { perPrincipal: PLENTY, perAddress: 23 } });
    // One point each, and 20 to plan the field of the first.
    expect(await statuses(3, WHO)).toEqual([200, 200, 200]);
    world.requests.length = 0;
  });

  it('is told by HTTP when to ask again', async () => {
    const { status, headers, json } = await world.ask(WHO);
    expect([status, json]).toMatchObject([429, { errors: [RATE_LIMITED] }]);
    const seconds = Number(headers.get('retry-after'));
    expect(seconds).toBe(json.errors?.[0]?.extensions?.['retryAfterSeconds']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('is told so over a socket, which stays open', async () => {
    const closed: number[] = [];
    const client = world.client({}, (code) => closed.push(code));
    await expect(all(client.iterate(WHO))).rejects.toMatchObject([RATE_LIMITED]);
    await expect(all(client.iterate(WATCH))).rejects.toMatchObject([RATE_LIMITED]);
    // A client that has nothing more to do closes it by itself.
    expect(closed.filter((code) => code !== 1000)).toEqual([]);
  });

  it.each(['sse', 'multipart'] as const)('has no stream by %s', async (format) => {
    const stream = STREAM_CLIENTS[format](`${world.url}/graphql`, WATCH);
    await expect(all(stream)).rejects.toThrow(/429/);
  });

  it('makes no subgraph work', async () => {
    await statuses(3, WHO);
    await all(world.client().iterate(WATCH)).catch(() => {});
    expect(world.requests).toEqual([]);
  });

  it('is counted', async () => {
    const count = async () => {
      const text = await (await fetch(`${world.url}/metrics`)).text();
      return Number(/^comptoir_rate_limited_total\{by="address"\} (\d+)/m.exec(text)?.[1] ?? 0);
    };
    const before = await count();
    await statuses(2, WHO);
    expect(await count()).toBe(before + 2);
  });
});

describe('what is spent', () => {
  const spending = async (perAddress: number, perPrincipal = PLENTY) => {
    world = await World.start({ trustProxy: 1, budgets: { perPrincipal, perAddress } });
  };

  it('is what an operation was reckoned to cost', async () => {
    await spending(105);
    expect(await statuses(3, PAYMENTS)).toEqual([200, 200, 429]);
  });

  it('is more for an operation that has to be planned', async () => {
    await spending(50);
    const planned = ['{ whoAmI }', '{ a: whoAmI }', '{ b: whoAmI }'].map((query) => ({ query }));
    const seen: number[] = [];
    for (const body of planned) seen.push((await world.ask(body)).status);
    expect(seen).toEqual([200, 200, 429]);
  });

  it('is something also for one that is refused', async () => {
    await spending(250);
    expect(await statuses(3, { query: '{ nothing }' })).toEqual([400, 400, 429]);
  });

  it('is spent whatever the transport', async () => {
    await spending(22);
    await world.ask(WHO);
    await all(world.client().iterate(WHO));
    expect(await statuses(1, WHO)).toEqual([429]);
  });

  it('is spent where a subscription begins', async () => {
    await spending(41);
    await all(STREAM_CLIENTS.sse(`${world.url}/graphql`, WATCH));
    expect(await statuses(1, WHO)).toEqual([429]);
  });

  it('never keeps anybody from one operation', async () => {
    await spending(10);
    expect(await statuses(2, PAYMENTS)).toEqual([200, 429]);
  });

  it('is spent by an address of its own', async () => {
    await spending(1);
    const from = (address: string) => statuses(2, WHO, { 'x-forwarded-for': address });
    expect([await from('203.0.113.1'), await from('203.0.113.2')]).toEqual([
      [200, 429],
      [200, 429],
    ]);
  });

  it('is spent by a person, wherever they are, and by no other', async () => {
    await spending(PLENTY, 1);
    const [ada, kim] = ['Bearer ada', 'Bearer kim'];
    Object.assign(world.people, { 'Bearer ada': customer(), 'Bearer kim': customer() });
    const by = async (authorization: string | undefined, address: string) =>
      (
        await statuses(1, WHO, {
          ...(authorization && { authorization }),
          'x-forwarded-for': address,
        })
      )[0];
    expect([await by(ada, '203.0.113.1'), await by(ada, '203.0.113.2')]).toEqual([200, 429]);
    expect([await by(kim, '203.0.113.1'), await by(undefined, '203.0.113.1')]).toEqual([200, 200]);
  });
});

describe('while Redis is away', () => {
  const lines: string[] = [];
  const logger = pino(
    { level: 'warn' },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  let silent: Server | undefined;
  afterEach(() => void silent?.close());

  /** Accepts connections and says nothing. */
  async function silentServer(): Promise<number> {
    const server = createServer((socket) => socket.on('error', () => {}));
    silent = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it.each([
    ['refuses connections', () => freePort('127.0.0.1')],
    ['says nothing', silentServer],
  ])('because it %s, this gateway counts for itself', async (_how, portOfRedis) => {
    const redisUrl = `redis://127.0.0.1:${await portOfRedis()}`;
    world = await World.start({ redisUrl, budgets: { perPrincipal: PLENTY, perAddress: 22 } });
    expect(await statuses(3, WHO)).toEqual([200, 200, 429]);
  });

  it('says so once, and in a metric', async () => {
    lines.length = 0;
    const redisUrl = `redis://127.0.0.1:${await freePort('127.0.0.1')}`;
    world = await World.start({ redisUrl, logger });
    await eventually(() => lines.length > 0);
    await statuses(5, WHO);
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    expect(metrics).toMatch(/^comptoir_rate_limits_apart 1$/m);
    expect(lines.filter((line) => line.includes('Redis'))).toHaveLength(1);
  });
});
