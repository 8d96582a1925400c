import { setTimeout as sleep } from 'node:timers/promises';
import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { type Trouble, TroubledServer } from '#kernel/testing/troubled-server.ts';
import type { SubgraphPolicy } from '../subgraphs/resilient-subgraph.ts';
import { World } from './world.ts';

const PAY = 'query Pay { payment(id: "pay_1") { status order { total } } }';
const REFUND = 'mutation Refund { refund(id: "pay_1") { status } }';
const WHOLE = { payment: { status: 'CAPTURED', order: { total: 42 } } };
const WITHOUT_ORDERS = { payment: { status: 'CAPTURED', order: null } };

let payments: TroubledServer;
let orders: TroubledServer;
const worlds: World[] = [];

beforeEach(async () => {
  payments = await new TroubledServer().start();
  const payment = { status: 'CAPTURED', order: { __typename: 'Order', id: 'ord_1' } };
  payments.answer = { data: { payment, refund: { status: 'REFUNDED' } } };
  orders = await new TroubledServer().start();
  orders.answer = { data: { _entities: [{ total: 42 }] } };
});
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
  await payments.stop();
  await orders.stop();
});

/** A gateway before two subgraphs in processes of their own. */
async function gatewayWith(policy: Partial<SubgraphPolicy> = {}): Promise<World> {
  const limits = { maxAnswerBytes: 1024 * 1024 };
  const world = await World.start({
    subgraphs: {
      payments: httpSubgraph(payments.url, limits),
      orders: httpSubgraph(orders.url, limits),
    },
    // Long enough for a healthy one on a busy machine.
    subgraphPolicy: { readTimeoutMs: 1500, ...policy },
  });
  worlds.push(world);
  return world;
}

const codesOf = ({ errors = [] }: { errors?: readonly { extensions?: object }[] }) =>
  errors.map(({ extensions = {} }) => (extensions as { code?: unknown }).code);

describe('a subgraph in trouble costs its own fields only', () => {
  it.each<Trouble>([
    'hangs',
    'answers half and hangs',
    'resets at once',
    'resets mid-body',
    'answers garbage',
    'answers 500 with HTML',
    'answers 503',
    'answers 1 MB',
  ])('when it %s', async (trouble) => {
    const world = await gatewayWith();
    orders.trouble = trouble;
    const { json } = await world.ask({ query: PAY });
    expect(json.data).toEqual(WITHOUT_ORDERS);
    expect(codesOf(json)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(JSON.stringify(json)).not.toMatch(/127\.0\.0\.1|10\.0\.0\.7|orders|socket|ECONN|Oops/);
  });

  it('when nobody listens', async () => {
    const world = await gatewayWith();
    await orders.stop();
    const { json } = await world.ask({ query: PAY });
    expect(json.data).toEqual(WITHOUT_ORDERS);
    expect(codesOf(json)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    await orders.start();
  });
});

describe('what failed is sent again', () => {
  it.each<Trouble>(['resets at once', 'resets mid-body', 'answers 503'])(
    'when it only reads and the subgraph %s',
    async (trouble) => {
      const world = await gatewayWith();
      orders.trouble = trouble;
      orders.times = 1;
      const { json } = await world.ask({ query: PAY });
      expect(json).toMatchObject({ data: WHOLE });
      expect(orders.requests).toHaveLength(2);
      expect(world.stateOf('orders')).toMatchObject({ failures: 1, retries: 1 });
    },
  );

  it.each<Trouble>(['resets at once', 'resets mid-body', 'answers 503'])(
    'and never when it changes something and the subgraph %s',
    async (trouble) => {
      const world = await gatewayWith();
      payments.trouble = trouble;
      payments.times = 1;
      const { json } = await world.ask({ query: REFUND });
      expect(codesOf(json)).toEqual(['SUBGRAPH_UNAVAILABLE']);
      expect(payments.requests).toHaveLength(1);
    },
  );

  it.each<Trouble>(['hangs', 'answers garbage', 'answers 1 MB'])(
    'and not when the subgraph %s, for it would do so again',
    async (trouble) => {
      const world = await gatewayWith();
      orders.trouble = trouble;
      await world.ask({ query: PAY });
      expect(orders.requests).toHaveLength(1);
    },
  );
});

describe('a subgraph that fails again and again', () => {
  it('is left alone, and its fields are refused at once', async () => {
    const world = await gatewayWith({ maxFailures: 3, restMs: 60_000 });
    orders.trouble = 'answers 500 with HTML';
    for (let n = 0; n < 6; n += 1) {
      const { json } = await world.ask({ query: PAY });
      expect(json.data).toEqual(WITHOUT_ORDERS);
      expect(codesOf(json)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    }
    expect(orders.requests).toHaveLength(3);
    expect(world.stateOf('orders')).toMatchObject({ breaker: 'open', failures: 3, refusals: 3 });
    expect(world.stateOf('payments')).toMatchObject({ breaker: 'closed', failures: 0 });
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    expect(metrics).toContain('comptoir_subgraph_left_alone{subgraph="orders"} 1');
    expect(metrics).toContain('comptoir_subgraph_left_alone{subgraph="payments"} 0');
  });

  it('is left alone too when it takes all the time that it is given', async () => {
    const world = await gatewayWith({ maxFailures: 2, restMs: 60_000, readTimeoutMs: 50 });
    orders.trouble = 'hangs';
    for (let n = 0; n < 3; n += 1) await world.ask({ query: PAY });
    expect(orders.requests).toHaveLength(2);
    expect(world.stateOf('orders')).toMatchObject({ breaker: 'open' });
  });

  it('is asked again when it has recovered', async () => {
    const world = await gatewayWith({ maxFailures: 3, restMs: 50 });
    const { port } = orders;
    await orders.stop();
    await world.ask({ query: PAY });
    expect(world.stateOf('orders')).toMatchObject({ breaker: 'open' });
    await orders.start(port);
    await eventually(async () => {
      const { json } = await world.ask({ query: PAY });
      return json.errors === undefined;
    });
    expect(world.stateOf('orders')).toMatchObject({ breaker: 'closed' });
  });

  it('is asked by one alone whether it has recovered', async () => {
    const world = await gatewayWith({ maxFailures: 1, restMs: 1, readTimeoutMs: 60_000 });
    orders.trouble = 'answers garbage';
    await world.ask({ query: PAY });
    await eventually(() => world.stateOf('orders')?.breaker === 'open');
    orders.trouble = 'hangs';
    let trying: Promise<unknown> = Promise.resolve();
    await eventually(async () => {
      if (world.stateOf('orders')?.breaker === 'half-open') return true;
      trying = world.ask({ query: PAY });
      await sleep(20);
      return false;
    });
    const { json } = await world.ask({ query: PAY });
    expect(codesOf(json)).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(orders.requests).toHaveLength(2);
    orders.trouble = 'answers';
    orders.resetAll();
    await trying;
  });
});

it('sends a subgraph only so much at once, lets some wait and refuses the rest', async () => {
  const world = await gatewayWith({ maxInFlight: 1, maxWaiting: 1, readTimeoutMs: 60_000 });
  const ask = async () => codesOf((await world.ask({ query: '{ whoAmI }' })).json);
  orders.trouble = 'hangs';
  const sent = ask();
  await eventually(() => orders.requests.length === 1);
  const waiting = ask();
  await eventually(() => world.stateOf('orders')?.waiting === 1);
  expect([await ask(), await ask()]).toEqual([['SUBGRAPH_BUSY'], ['SUBGRAPH_BUSY']]);
  expect(orders.requests).toHaveLength(1);
  orders.trouble = 'answers';
  orders.resetAll();
  expect([await sent, await waiting]).toEqual([[], []]);
  expect(world.stateOf('orders')).toMatchObject({ inFlight: 0, waiting: 0, refusals: 2 });
});

describe('a client', () => {
  it('is waited for no longer than it waits, and subgraphs are told how long', async () => {
    const world = await gatewayWith({ readTimeoutMs: 3000 });
    await world.ask({ query: PAY });
    await world.ask({ query: REFUND });
    const told = [...payments.requests, ...orders.requests].map(({ headers }) =>
      Number(headers['x-deadline-ms']),
    );
    expect(told).toHaveLength(3);
    for (const ms of told) expect(ms).toBeGreaterThan(0);
    expect(told[0]).toBeLessThanOrEqual(3000);
    expect(told[1]).toBeGreaterThan(3000);
    expect(told[1]).toBeLessThanOrEqual(10_000);
  });

  it('that leaves ends the reads that were for it', async () => {
    const world = await gatewayWith({ readTimeoutMs: 60_000 });
    orders.trouble = 'hangs';
    const leaving = new AbortController();
    const asked = world.ask({ query: PAY }, {}, leaving.signal).catch(() => undefined);
    await eventually(() => orders.requests.length === 1);
    leaving.abort();
    await asked;
    await eventually(() => orders.abandoned === 1);
    await eventually(() => world.stateOf('orders')?.inFlight === 0);
    expect(world.stateOf('orders')).toMatchObject({ failures: 0 });
  });

  it('that leaves does not end what it has begun to change', async () => {
    const world = await gatewayWith();
    payments.trouble = 'hangs';
    const leaving = new AbortController();
    const asked = world.ask({ query: REFUND }, {}, leaving.signal).catch(() => undefined);
    await eventually(() => payments.requests.length === 1);
    leaving.abort();
    await asked;
    await sleep(200);
    expect(payments.abandoned).toBe(0);
    expect(world.stateOf('payments')).toMatchObject({ inFlight: 1 });
    payments.resetAll();
  });

  it('has none of its headers sent on but those that say who asks', async () => {
    const world = await gatewayWith();
    const trace = '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01';
    await world.ask(
      { query: PAY },
      {
        authorization: 'Bearer good',
        traceparent: trace,
        'x-request-id': 'request-0001',
        'x-client-address': '10.9.8.7',
        'x-deadline-ms': '999999',
        'x-forwarded-for': '10.9.8.7',
        'accept-language': 'de-CH, en;q=0.5',
        cookie: 'session=secret',
        'x-internal': 'yes',
        'apollo-require-preflight': 'yes',
      },
    );
    for (const { headers } of [...payments.requests, ...orders.requests]) {
      expect(headers).toEqual({
        authorization: 'Bearer good',
        traceparent: trace,
        'x-request-id': 'request-0001',
        'accept-language': 'de-CH, en;q=0.5',
        'x-client-address': '127.0.0.1',
        'x-deadline-ms': expect.stringMatching(/^\d{1,4}$/),
        'content-type': 'application/json',
        'content-length': expect.any(String),
        host: expect.any(String),
        connection: 'keep-alive',
      });
    }
  });
});
