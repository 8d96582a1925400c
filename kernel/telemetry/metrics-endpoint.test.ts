import type { Server } from 'node:http';
import express from 'express';
import { listen, portOf } from '../runtime/http.ts';
import { metricsEndpoint } from './metrics-endpoint.ts';

const TOKEN = 'sixteen-characters-or-more';
const servers: Server[] = [];

async function serving(token: string | undefined): Promise<string> {
  const server = await listen(express().use(metricsEndpoint(token)), 0, '127.0.0.1');
  servers.push(server);
  return `http://127.0.0.1:${portOf(server)}/metrics`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

it('tells Prometheus how the process is', async () => {
  const response = await fetch(await serving(undefined));
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await response.text()).toMatch(/^nodejs_eventloop_lag_seconds /m);
});

it.each([{ 'x-forwarded-for': '203.0.113.7' }, { forwarded: 'for=203.0.113.7' }])(
  'without a token tells nobody for whom a proxy on this machine asks: %j',
  async (headers) => {
    expect((await fetch(await serving(undefined), { headers })).status).toBe(403);
  },
);

it('with a token tells only who knows it, wherever they are', async () => {
  const url = await serving(TOKEN);
  const statusOf = async (headers: Record<string, string>) =>
    (await fetch(url, { headers })).status;
  expect(await statusOf({})).toBe(401);
  expect(await statusOf({ authorization: `Bearer ${TOKEN}x` })).toBe(401);
  expect(
    await statusOf({ authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.7' }),
  ).toBe(200);
});
