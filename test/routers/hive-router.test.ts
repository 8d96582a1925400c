import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examples } from '../../examples/index.ts';
import { play } from '../../examples/play.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { type SplitShop, openSplitShop } from '../journeys/support/split-shop.ts';
import { supergraphHere } from './supergraph-here.ts';

/** The program, as `cargo install hive-router` makes it. */
const PROGRAM = process.env['HIVE_ROUTER'] ?? '';

let shop: SplitShop;
let folder: string;
let router: ChildProcess | undefined;
let url: string;
beforeAll(async () => {
  shop = await openSplitShop();
  const port = await freePort('127.0.0.1');
  url = `http://127.0.0.1:${port}`;
  folder = await mkdtemp(join(tmpdir(), 'comptoir-hive-router-'));
  await writeFile(join(folder, 'supergraph.graphql'), await supergraphHere(shop));
  await writeFile(join(folder, 'router.yaml'), configuration(port));
  const ROUTER_CONFIG_FILE_PATH = join(folder, 'router.yaml');
  const env = { ...process.env, ROUTER_CONFIG_FILE_PATH };
  router = spawn(PROGRAM, [], { env, stdio: 'ignore' });
  await eventually(() =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
}, 300_000);
afterAll(async () => {
  router?.kill('SIGKILL');
  await shop?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Who asks is told to subgraphs, as each of them verifies the token itself; subscriptions come over WebSocket. */
const configuration = (port: number): string => `
supergraph: { source: file, path: ./supergraph.graphql }
http: { host: 127.0.0.1, port: ${port} }
log: { level: error }
headers: { all: { request: [{ propagate: { named: authorization } }] } }
websocket: { enabled: true }
subscriptions: { enabled: true, websocket: { all: { path: /graphql } } }
`;

it('serves our supergraph as our gateway does: every example answers what it promises', async () => {
  const played: string[] = [];
  await play({ url, onExample: ({ name }) => played.push(name) });
  expect(played).toEqual(examples.map(({ name }) => name));
});
