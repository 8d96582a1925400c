import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { eventually } from '#kernel/testing/eventually.ts';
import { World } from './world.ts';

const lines: Record<string, unknown>[] = [];
const logger: Logger = pino(
  { level: 'info' },
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  }),
);

let world: World;
beforeAll(async () => {
  world = await World.start({ logger });
});
afterAll(() => world.stop());
beforeEach(() => {
  lines.length = 0;
  world.dead.clear();
});

const WATCH = 'subscription Watch { paymentStatusChanged(paymentId: "pay_1") { cursor } }';
const lineOf = (operation: string) =>
  eventually(() =>
    lines.find((line) => line['msg'] === 'answered' && line['operation'] === operation),
  );

async function all(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _event of events) continue;
}

/** The value of the one time series with this name and these labels. */
async function measured(series: string): Promise<number> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

describe('the access log', () => {
  it('tells what was asked, how it was planned, whom it cost how much time, and how it ended', async () => {
    const query = 'query Pay { payment(id: "pay_1") { status order { total } } }';
    await world.ask({ query }, { 'x-request-id': 'request-0002' });
    expect(await lineOf('Pay')).toMatchObject({
      requestId: 'request-0002',
      transport: 'http',
      type: 'query',
      status: 200,
      outcome: 'ok',
      bytes: expect.any(Number) as number,
      ms: expect.any(Number) as number,
      plan: { hash: expect.stringMatching(/^[0-9a-f]{12}$/) as string, remembered: false },
      subgraphMs: { payments: expect.any(Number) as number, orders: expect.any(Number) as number },
      as: 'anonymous',
    });
    lines.length = 0;
    await world.ask({ query });
    expect(await lineOf('Pay')).toMatchObject({ plan: { remembered: true } });
  });

  it('has a line for what is refused, on each transport', async () => {
    await world.ask({ query: 'query Wrong { nothing }' });
    expect(await lineOf('Wrong')).toMatchObject({ outcome: 'GRAPHQL_VALIDATION_FAILED' });
    lines.length = 0;
    await all(world.client().iterate({ query: '{ nothing }' })).catch(() => {});
    expect(await lineOf('')).toMatchObject({
      transport: 'websocket',
      outcome: 'GRAPHQL_VALIDATION_FAILED',
    });
  });

  it('tells how many events a subscription brought', async () => {
    await all(world.client().iterate({ query: WATCH }));
    expect(await lineOf('Watch')).toMatchObject({ type: 'subscription', events: 3, outcome: 'ok' });
  });
});

describe('the metrics', () => {
  it('count operations by transport, type and outcome, whatever they are called', async () => {
    const series =
      'comptoir_operations_total{transport="http",type="query",outcome="SUBGRAPH_UNAVAILABLE"}';
    const before = await measured(series);
    world.dead.add('payments');
    await world.ask({ query: 'query MadeUpName { payment(id: "pay_1") { status } }' });
    expect(await measured(series)).toBe(before + 1);
    expect(await (await fetch(`${world.url}/metrics`)).text()).not.toContain('MadeUpName');
  });

  it.each([
    ['a batch', '[{ "query": "{ whoAmI }" }]', 'application/json'],
    ['nothing', '{}', 'application/json'],
    ['a form', 'query={whoAmI}', 'application/x-www-form-urlencoded'],
  ])('count %s as refused', async (_what, body, contentType) => {
    const series =
      'comptoir_operations_total{transport="http",type="unknown",outcome="BAD_REQUEST"}';
    const before = await measured(series);
    await world.ask(body, { 'content-type': contentType });
    expect(await measured(series)).toBe(before + 1);
  });

  it('count what subgraphs were asked, and how that ended', async () => {
    const series = (outcome: string) =>
      `comptoir_subgraph_requests_total{from="gateway",subgraph="orders",outcome="${outcome}"}`;
    const before = [await measured(series('ok')), await measured(series('failed'))];
    await world.ask({ query: '{ whoAmI }' });
    world.dead.add('orders');
    await world.ask({ query: '{ whoAmI }' });
    expect([await measured(series('ok')), await measured(series('failed'))]).toEqual(
      before.map((count) => count + 1),
    );
  });

  it('tell who is connected, and what is remembered', async () => {
    world.endless = true;
    const events = world.client().iterate({ query: WATCH });
    await events.next();
    expect(await measured('comptoir_open_connections{kind="websocket"}')).toBe(1);
    expect(await measured('comptoir_plan_cache_size')).toBeGreaterThan(0);
    world.endless = false;
    await events.return?.();
  });
});
