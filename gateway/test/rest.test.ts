import type { Application } from 'express';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { eventually } from '#kernel/testing/eventually.ts';
import { registry } from '#kernel/telemetry/metrics.ts';
import { World } from './world.ts';

let world: World;
afterEach(() => world.stop());

/** A search of 40 points, and what is not there. */
function mount(app: Application): void {
  app.get('/api/v1/search', ({ headers }, response) => {
    response.setHeader('x-cost', 40).json(headers);
  });
  app.use('/api/v1', (_request, response) => response.status(404).end());
}

const PLENTY = 1e7;
const withBudget = (perAddress: number) =>
  World.start({ mount, budgets: { perPrincipal: PLENTY, perAddress } });

const search = (init?: RequestInit) => fetch(`${world.url}/api/v1/search?q=of+mine`, init);

it('REST draws on the budget of the address, by what each answer costs', async () => {
  world = await withBudget(100);
  const statuses: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await search()).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await search({ headers: { origin: 'https://shop.example' } });
  expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  // It is one budget, for the graph too.
  expect((await world.ask({ query: '{ whoAmI }' })).status).toBe(429);
  expect((await search({ method: 'OPTIONS' })).status).not.toBe(429);
});

it('what was spent in the graph is not there for REST', async () => {
  world = await withBudget(30);
  for (let turn = 0; turn < 12; turn += 1) await world.ask({ query: '{ whoAmI }' });
  expect((await search()).status).toBe(429);
});

it('REST has a line in the log without what was searched for, and a measurement', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  world = await World.start({ mount, logger: pino({ level: 'info' }, log) });
  const answered = await search({ headers: { 'x-client-address': '198.51.100.1' } });
  const requestId = answered.headers.get('x-request-id');
  expect(await answered.json()).toMatchObject({
    'x-request-id': requestId,
    'x-client-address': expect.stringContaining('127.0.0.1') as unknown,
  });
  await fetch(`${world.url}/api/v1/nothing`);
  const told = () => lines.filter(({ transport }) => transport === 'rest');
  await eventually(() => told().length === 2, { what: 'the lines in the log' });
  expect(told()).toMatchObject([
    { requestId, operation: 'GET /api/v1/search', status: 200, outcome: 'ok', cost: 40 },
    { operation: 'GET /api/v1/nothing', status: 404, outcome: 'NOT_FOUND' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('mine');
  expect(await registry.metrics()).toContain(
    'comptoir_operations_total{transport="rest",type="query",outcome="ok"}',
  );
});
