import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { withDatabase } from '#kernel/persistence/roles.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { clusterUrl } from '#kernel/testing/database.ts';
import { audit } from './support/audit.ts';
import { Compose } from './support/compose.ts';
import { Provider } from './support/provider.ts';
import { buy, decided, readOrder, watch } from './support/purchase.ts';
import { Visitor } from './support/visitor.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The database and the beginning of its roles' names, which belong to the whole server. */
const NAME = `split_${randomBytes(4).toString('hex')}`;
const ports = new Map<string, string>();
let folder: string;
let compose: Compose;
let truth: pg.Pool;
beforeAll(async () => {
  truth = new pg.Pool({ connectionString: withDatabase(clusterUrl(), NAME), max: 3 });
  folder = await mkdtemp(join(tmpdir(), 'comptoir-split-'));
  for (const port of [4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4010])
    ports.set(String(port), String(await freePort('127.0.0.1')));
  compose = await Compose.read({
    folder,
    names: namesHere(),
    environment: { DATABASE_ROLE_PREFIX: NAME },
  });
  await Promise.all([buildImage(), onServer(`create database ${NAME}`)]);
  await compose.up();
});
afterAll(async () => {
  await compose.down('SIGKILL');
  await truth.end();
  await onServer(`drop database ${NAME} with (force)`);
  const { rows } = await onServer(
    `select quote_ident(rolname) as role from pg_roles where starts_with(rolname, '${NAME}')`,
  );
  if (rows.length > 0) await onServer(`drop role ${rows.map(({ role }) => role).join(', ')}`);
  await rm(folder, { recursive: true, force: true });
});

/** What the Dockerfile puts into /app, and the volumes beside it. */
async function buildImage(): Promise<void> {
  const server = new URL(clusterUrl());
  await mkdir(join(folder, 'secrets', 'comptoir'), { recursive: true });
  await mkdir(join(folder, 'secrets', 'postgres'));
  // Known already, because the server is; the installation's secret is made by the file's own service.
  await writeFile(join(folder, 'secrets', 'postgres', 'secret'), server.password);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)(process.execPath, [
    join(ROOT, 'tools', 'build.mjs'),
    join(folder, 'dist'),
  ]);
}

function namesHere() {
  const { host, username } = new URL(clusterUrl());
  return [
    [/(?<=\/\/)[a-z]+(?=:40\d\d)/g, '127.0.0.1'],
    [/\b40\d\d\b/g, (port: string) => ports.get(port) ?? port],
    [/(?<=\/\/)postgres(?=:)/g, username],
    [/(?<=\/\/|@)postgres\/comptoir/g, `${host}/${NAME}`],
    [/\/secrets\//g, `${folder}/secrets/`],
    [/^\/data$/g, `${folder}/data`],
  ] as const;
}

async function onServer(statement: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

const urlOf = (port: number) => `http://127.0.0.1:${ports.get(String(port))}`;

it('the gateway is ready when every context is', async () => {
  const ready = await fetch(`${urlOf(4000)}/readyz`);
  expect(await ready.json()).toMatchObject({ status: 'ok' });
});

it('as docker-compose.yml runs it, every part a process: a purchase is seen live, delivered and booked', async () => {
  const customer = new Visitor(urlOf(4000));
  await customer.register();
  const { orderId, paymentId } = await buy(customer);
  const changes = await watch(customer, paymentId);
  expect(changes.map(({ status }) => status)).toEqual(['CREATED', 'AUTHORIZED', 'CAPTURED']);
  expect((await decided({ truth }, orderId)).status).toBe('COMPLETED');
  expect(await readOrder(customer, orderId)).toMatchObject({
    payment: { status: 'CAPTURED' },
    provisionedItems: [{ status: 'ACTIVE' }],
  });
  await customer.leave();
  await audit({ truth, provider: new Provider(urlOf(4010), readSettings({}).PSP_SECRET_KEY) });
});

it('told to stop, every program drains and ends in order', async () => {
  const ends = await compose.down();
  expect(Object.keys(ends)).toHaveLength(9);
  expect(new Set(Object.values(ends))).toEqual(new Set([0]));
});
