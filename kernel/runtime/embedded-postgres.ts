import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { freePort } from './free-port.ts';
import {
  type ServerUser,
  UNPRIVILEGED,
  asUser,
  isRoot,
  noPostgres,
  postgresBinaries,
  run,
  sharedFolder,
} from './postgres-binaries.ts';
import { STARTED_BY, inUse, stopLeftover } from './postmaster.ts';
import { SettingsError } from './settings.ts';

export interface EmbeddedPostgresOptions {
  /**
   * Holds the cluster and the port it was given. As root, where the server's unprivileged user
   * cannot reach this folder, the cluster itself lies in /var/lib/comptoir and `cluster` here is a
   * link to it.
   */
  readonly dataFolder: string;
  /** Default: a free one below 32768, chosen at the first start and kept while it stays free. */
  readonly port?: number;
  /** The superuser's. It is set when the cluster is made. */
  readonly password: string;
  /** Nothing must survive a power failure then, and no password is worth guessing. Default: false. */
  readonly forTests?: boolean;
  readonly logger?: Logger;
  /** Told when a process of PostgreSQL's is at work and only its answer is waited for; maybe more than once. */
  readonly onLaunch?: () => void;
}

export interface EmbeddedPostgres {
  /**
   * The superuser's, with the password, to the database `postgres`; by TCP, or for whoever reads
   * its parameter `host`, by a socket in a folder that only the server's user and root may enter.
   */
  readonly url: string;
  readonly pid: number;
  /** Ends open transactions and connections, and waits until everything is on disk. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed, reachable from this machine only and by password only.
 * What a killed predecessor left running is stopped first. The server ends by itself when this
 * process does, however that ends.
 * @throws {SettingsError} if another program uses the folder, the port is busy, or the password is
 *   not the cluster's
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataFolder = resolve(options.dataFolder);
  const cluster = await openCluster(dataFolder, options);
  await stopLeftover(cluster.folder);
  await forgetSockets(cluster.folder);
  const { server, port } = await startOnSomePort(cluster, dataFolder, options);
  let stopping = false;
  const exited = once(server, 'exit').then(() => {
    if (!stopping) options.logger?.error('PostgreSQL ended although nobody stopped it');
  });
  const stop = async () => {
    stopping = true;
    server.kill('SIGINT');
    await exited;
  };
  const url = urlOf(cluster, port, options);
  try {
    await logIn(url, cluster.folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: server.pid ?? 0, stop };
}

/**
 * Deletes the cluster and everything in it.
 * @throws {SettingsError} if a program uses it
 */
export async function eraseEmbeddedPostgres(dataFolder: string): Promise<void> {
  const cluster = join(resolve(dataFolder), 'cluster');
  if (existsSync(cluster)) {
    const folder = await realpath(cluster);
    await stopLeftover(folder);
    await rm(folder, { recursive: true, force: true });
  }
  await rm(dataFolder, { recursive: true, force: true });
}

/** By the socket where there is one: half of what a short statement costs is its way through TCP. */
function urlOf({ folder }: Cluster, port: number, { password }: EmbeddedPostgresOptions): string {
  const url = new URL(`postgresql://postgres@127.0.0.1:${port}/postgres`);
  url.password = encodeURIComponent(password);
  if (hasSocket(folder)) url.searchParams.set('host', folder);
  return url.href;
}

/** A killed server leaves the number of its process, which may meanwhile be anybody's and would keep the next away. */
async function forgetSockets(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('.s.PGSQL.'));
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

/** Systems allow 104 bytes and more for the whole path of a socket. */
const hasSocket = (folder: string) => Buffer.byteLength(join(folder, '.s.PGSQL.65535')) < 104;

interface Cluster {
  readonly folder: string;
  readonly user: ServerUser;
  readonly binaries: string;
}

/** The cluster's owner runs its server, so root may go on with what somebody else began. */
async function openCluster(dataFolder: string, options: EmbeddedPostgresOptions): Promise<Cluster> {
  const link = join(dataFolder, 'cluster');
  if (!existsSync(link)) await createCluster(dataFolder, link, options);
  const folder = await realpath(link);
  const user = await stat(folder);
  if (!isRoot() && user.uid !== process.getuid?.()) {
    throw new SettingsError(
      `The database in ${folder} belongs to another user; start as that user, or set DATA_DIR.`,
    );
  }
  return { folder, user, binaries: await postgresBinaries(user) };
}

/**
 * Made aside and put in place as the last step, so that what an interrupted first start leaves is
 * never taken for done.
 */
async function createCluster(
  dataFolder: string,
  link: string,
  options: EmbeddedPostgresOptions,
): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  const user = isRoot()
    ? UNPRIVILEGED
    : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const binaries = await postgresBinaries(user);
  const near = await draftFolder(dataFolder, user);
  if (await canEnter(near, user)) {
    await initialize(binaries, near, user, options);
    return rename(near, link);
  }
  await rm(near, { recursive: true });
  const away = await draftFolder(await sharedFolder(), user);
  await initialize(binaries, away, user, options);
  return symlink(away, link);
}

async function draftFolder(parent: string, user: ServerUser): Promise<string> {
  const folder = await mkdtemp(join(parent, 'cluster-'));
  await chown(folder, user.uid, user.gid);
  return folder;
}

const canEnter = (folder: string, user: ServerUser) =>
  run('/bin/sh', ['-c', 'cd "$0"', folder], user).then(
    () => true,
    () => false,
  );

async function initialize(
  binaries: string,
  folder: string,
  user: ServerUser,
  { password, forTests, onLaunch }: EmbeddedPostgresOptions,
): Promise<void> {
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    await chown(passwordFile, user.uid, user.gid);
    const initialized = run(
      join(binaries, 'initdb'),
      [
        `--pgdata=${folder}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(forTests ? ['--no-sync'] : []),
      ],
      user,
    );
    onLaunch?.();
    await initialized;
  } catch (error) {
    if (!(error as Error).message.includes('could not look up effective user')) throw error;
    throw noPostgres(`runs only as a user with a name, which user ${user.uid} has not`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Sized for the two cores and few hundred megabytes of a small machine. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: '100',
  // Takes memory only as it fills: 100,000 products fit, and the demo catalogue fills a fraction.
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '1',
  jit: 'off',
  timezone: 'UTC',
  shared_preload_libraries: 'pg_stat_statements',
  log_line_prefix: '',
  log_checkpoints: 'off',
  // A statement or a violated key may hold what belongs to a person, which no log may.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * A killed server still loses nothing; a machine without power may lose everything. Tests log in thousands of times, and
 * several whole shops run at once.
 */
const FOR_TESTS = {
  fsync: 'off',
  full_page_writes: 'off',
  scram_iterations: '1',
  max_connections: '400',
};

async function startOnSomePort(
  cluster: Cluster,
  dataFolder: string,
  options: EmbeddedPostgresOptions,
): Promise<{ server: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await rememberedPort(dataFolder));
    try {
      return { server: await startServer(cluster, port, options), port };
    } catch (error) {
      const complaint = (error as Error).message;
      const portTaken = complaint.includes('Address already in use');
      if (portTaken && options.port)
        throw new SettingsError(`PostgreSQL's port ${port} is busy; stop what uses it.`);
      if (/lock file .* already exists/.test(complaint))
        throw inUse(cluster.folder, pidIn(complaint));
      // The backends of a killed server take a moment to notice that it is gone.
      const dying = complaint.includes('is still in use');
      if ((!portTaken && !dying) || attempt === 50) throw error;
      await sleep(100);
    }
  }
}

const pidIn = (complaint: string) => Number(/PID (\d+)/.exec(complaint)?.[1]);

async function rememberedPort(dataFolder: string): Promise<number> {
  const file = join(dataFolder, 'port');
  const remembered = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (remembered && (await isFree(remembered))) return remembered;
  const port = await freePort('127.0.0.1');
  await writeFile(file, String(port));
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((answer) => {
    probe.once('error', () => answer(false)).listen(port, '127.0.0.1', () => answer(true));
  });
  await new Promise((closed) => probe.close(closed));
  return free;
}

async function startServer(
  cluster: Cluster,
  port: number,
  options: EmbeddedPostgresOptions,
): Promise<ChildProcess> {
  const settings = {
    ...SETTINGS,
    ...(options.forTests && FOR_TESTS),
    port: String(port),
    unix_socket_directories: hasSocket(cluster.folder) ? cluster.folder : '',
    [STARTED_BY]: String(process.pid),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(cluster.binaries, 'postgres'), ['-D', cluster.folder, ...flags], {
    ...asUser(cluster.user),
    // In a process group of its own: Ctrl-C is for us, and the server must outlive our draining.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  options.onLaunch?.();
  const lastLines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      options.logger?.debug({ postgres: line }, 'postgres');
      lastLines.splice(0, lastLines.length - 20);
      lastLines.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('close', () =>
      reject(new Error(`PostgreSQL did not start: ${lastLines.join(' | ')}`)),
    );
  });
  stopWithUs(server, cluster.user);
  return server;
}

/** A shell that waits for our end, which closes its standard input, and then stops the server. */
function stopWithUs(server: ChildProcess, user: ServerUser): void {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(server.pid)], {
    ...asUser(user),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  server.once('exit', () => watcher.kill('SIGKILL'));
}

/** @throws {SettingsError} if the cluster was made with another password */
async function logIn(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw new SettingsError(
      `The database in ${folder} was made with another secret: give COMPTOIR_SECRET its old value, or start over by npm run reset.`,
    );
  } finally {
    await client.end();
  }
}
