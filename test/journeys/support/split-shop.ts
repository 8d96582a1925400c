import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { withDatabase } from '#kernel/persistence/roles.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { clusterUrl } from '#kernel/testing/database.ts';
import { truthOf } from '#kernel/testing/truth.ts';
import { Compose } from './compose.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const COMPILED = join(ROOT, 'node_modules', '.cache', 'comptoir', 'v8');
const PORTS = [4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4010];

/** The product as docker-compose.yml runs it, every part a process, on a database of its own. */
export interface SplitShop {
  readonly compose: Compose;
  /** As a superuser: the database's truth. */
  readonly truth: pg.Pool;
  /** Where what listens at `port` in the file listens here. */
  urlOf(port: number): string;
  close(): Promise<void>;
}

interface Place {
  /** The superuser's, to the server. */
  readonly server: string;
  /** Of the database, and the beginning of its roles' names, which belong to the whole server. */
  readonly name: string;
  readonly folder: string;
  readonly ports: ReadonlyMap<string, string>;
}

/** @param server the superuser's URL. Default: the one that all tests share */
export async function openSplitShop(server = clusterUrl()): Promise<SplitShop> {
  const name = `split_${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'comptoir-split-'));
  const ports = new Map<string, string>();
  for (const port of PORTS) ports.set(String(port), String(await freePort('127.0.0.1')));
  const compose = await Compose.read({
    folder,
    names: namesHere({ server, name, folder, ports }),
    // Nine programs compile the same libraries; each keeps what it made of them for the others.
    environment: { DATABASE_ROLE_PREFIX: name, NODE_COMPILE_CACHE: COMPILED },
  });
  const truth = truthOf(withDatabase(server, name));
  const close = async () => {
    await compose.down('SIGKILL');
    await truth.end();
    await dropDatabase(server, name);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([buildImage(folder, server), onServer(server, `create database ${name}`)]);
    await compose.up();
  } catch (error) {
    await close();
    throw error;
  }
  return { compose, truth, urlOf: (port) => `http://127.0.0.1:${ports.get(String(port))}`, close };
}

async function dropDatabase(server: string, name: string): Promise<void> {
  await onServer(server, `drop database if exists ${name} with (force)`);
  const { rows } = await onServer(
    server,
    `select quote_ident(rolname) as role from pg_roles where starts_with(rolname, '${name}')`,
  );
  if (rows.length > 0)
    await onServer(server, `drop role ${rows.map(({ role }) => role).join(', ')}`);
}

/** What the Dockerfile puts into /app, and the volumes beside it. */
async function buildImage(folder: string, server: string): Promise<void> {
  await mkdir(join(folder, 'secrets', 'comptoir'), { recursive: true });
  await mkdir(join(folder, 'secrets', 'postgres'));
  // Known already, because the server is; the installation's secret is made by the file's own service.
  await writeFile(join(folder, 'secrets', 'postgres', 'secret'), new URL(server).password);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)(process.execPath, [
    '--import',
    join(ROOT, 'tools', 'typescript.mjs'),
    join(ROOT, 'tools', 'build.mjs'),
    join(folder, 'dist'),
  ]);
}

function namesHere({ server, name, folder, ports }: Place) {
  const { host, username } = new URL(server);
  return [
    [/(?<=\/\/)[a-z]+(?=:40\d\d)/g, '127.0.0.1'],
    [/\b40\d\d\b/g, (port: string) => ports.get(port) ?? port],
    [/(?<=\/\/)postgres(?=:)/g, username],
    [/(?<=\/\/|@)postgres\/comptoir/g, `${host}/${name}`],
    // Nobody's here, unless somebody says so: the gateway counts for itself.
    [/^redis:\/\/redis:6379$/g, process.env['REDIS_URL'] ?? ''],
    // Without one, PostgreSQL searches.
    [/^http:\/\/elasticsearch:9200$/g, process.env['ELASTICSEARCH_URL'] ?? ''],
    [/\/secrets\//g, `${folder}/secrets/`],
    [/^\/data$/g, `${folder}/data`],
  ] as const;
}

async function onServer(
  server: string,
  statement: string,
): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
