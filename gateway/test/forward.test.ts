import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listen, portOf } from '#kernel/runtime/http.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { forwardTo } from '../http/forward.ts';
import { World } from './world.ts';

const MEGABYTE = Buffer.alloc(2 ** 20, 'x');
const MANY = 64;

let behind: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
let world: World;
beforeAll(async () => {
  behind = await listen((asked, response) => void answer(asked, response), 0, '127.0.0.1');
  const forward = forwardTo(`http://127.0.0.1:${portOf(behind)}`, createLogger('silent'));
  world = await World.start({
    mount: (app) => app.use('/files', forward),
    trustProxy: 1,
    headersWithinMs: 500,
  });
});
afterAll(async () => {
  await world.stop();
  behind.closeAllConnections();
  behind.close();
});

const json = (response: ServerResponse, told: unknown) => response.end(JSON.stringify(told));

it('passes on what is asked and answered, and says itself who asks', async () => {
  answer = ({ method, url, headers }, response) => {
    response.writeHead(308, { location: '/elsewhere', etag: '"1"' });
    json(response, { method, url, headers });
  };
  const answered = await fetch(`${world.url}/files/of%20mine?as=csv&as=json`, {
    headers: {
      authorization: 'Bearer mine',
      'x-forwarded-for': '203.0.113.7',
      'x-client-address': '198.51.100.1',
      'x-deadline-ms': '1',
    },
    redirect: 'manual',
  });
  expect(answered.status).toBe(308);
  expect([answered.headers.get('location'), answered.headers.get('etag')]).toEqual([
    '/elsewhere',
    '"1"',
  ]);
  const told = (await answered.json()) as { headers: Record<string, string> };
  expect(told).toMatchObject({
    method: 'GET',
    url: '/files/of%20mine?as=csv&as=json',
    headers: { authorization: 'Bearer mine', 'x-client-address': '203.0.113.7' },
  });
  expect(told.headers).not.toHaveProperty('x-deadline-ms');
});

it('passes on a file as it comes, and no faster than it is taken', async () => {
  let taken = 0;
  const { promise: go, resolve: goOn } = Promise.withResolvers<void>();
  answer = async (asked, response) => {
    await go;
    for await (const chunk of asked) taken += (chunk as Buffer).length;
    json(response, { taken });
  };
  const upload = request(`${world.url}/files`, { method: 'POST' });
  let sent = 0;
  const sending = (async () => {
    for (; sent < MANY; sent += 1) if (!upload.write(MEGABYTE)) await once(upload, 'drain');
    upload.end();
  })();
  await pause(300);
  expect(sent).toBeLessThan(MANY / 2);
  goOn();
  const [answered] = (await once(upload, 'response')) as [IncomingMessage];
  expect(JSON.parse((await answered.toArray()).join(''))).toEqual({ taken: MANY * 2 ** 20 });
  await sending;
});

it('passes on an answer as it comes, and no faster than it is taken', async () => {
  let sent = 0;
  answer = async (_asked, response) => {
    for (; sent < MANY; sent += 1) if (!response.write(MEGABYTE)) await once(response, 'drain');
    response.end();
  };
  const asked = request(`${world.url}/files`).end();
  const [answered] = (await once(asked, 'response')) as [IncomingMessage];
  await pause(300);
  expect(sent).toBeLessThan(MANY / 2);
  let taken = 0;
  for await (const chunk of answered) taken += (chunk as Buffer).length;
  expect(taken).toBe(MANY * 2 ** 20);
});

it('lets who sends a file be refused before all of it has come', async () => {
  answer = (_asked, response) => {
    response.writeHead(403);
    json(response, { code: 'FORBIDDEN' });
  };
  const body = Buffer.alloc(20 * 2 ** 20, 'x');
  const { status } = await fetch(`${world.url}/files`, { method: 'POST', body });
  expect(status).toBe(403);
});

it('leaves it to who is behind it how long a file may come', async () => {
  answer = async (asked, response) => json(response, { taken: (await asked.toArray()).length });
  const upload = request(`${world.url}/files`, { method: 'POST' });
  upload.write('beginning');
  // Longer than any other request may take here.
  await pause(3_500);
  upload.end('end');
  const [answered] = (await once(upload, 'response')) as [IncomingMessage];
  expect(answered.statusCode).toBe(200);
  answered.resume();
});

it('leaves when the client does', async () => {
  let left = false;
  answer = (_asked, response) => {
    response.once('close', () => (left = true));
    response.write('the beginning');
  };
  const leaving = new AbortController();
  await fetch(`${world.url}/files`, { signal: leaving.signal });
  leaving.abort();
  await eventually(() => left, { what: 'the other program to hear of it' });
});

it('says that nobody answers, and cuts an answer that breaks off', async () => {
  answer = ({ socket }) => socket.destroy();
  const refused = await fetch(`${world.url}/files`);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([
    502,
    'application/problem+json; charset=utf-8',
  ]);
  expect(await refused.json()).toMatchObject({ status: 502, code: 'SUBGRAPH_UNAVAILABLE' });
  answer = ({ socket }, response) => {
    response.write('half', () => socket.destroy());
  };
  const broken = await fetch(`${world.url}/files`);
  await expect(broken.text()).rejects.toThrow();
});
