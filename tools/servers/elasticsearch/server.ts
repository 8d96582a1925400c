import { type ChildProcess, spawn } from 'node:child_process';
import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UNPRIVILEGED, isRoot, run } from '#kernel/runtime/postgres-binaries.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';
import type { Distribution } from './distribution.ts';

/** Below what systems give to outgoing connections. Elasticsearch takes the first free one. */
const PORTS = '20000-31999';
const READY_LIMIT_MS = 60_000;

/**
 * For tests: half of the processor time of a start goes into machine code that pays off much later, and a parallel
 * collector takes 150 MB more. Whoever measures sets ES_JAVA_OPTS.
 */
const JAVA_OPTIONS = `
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-XX:-AlwaysPreTouch
-XX:+ExitOnOutOfMemoryError
-Djava.io.tmpdir=\${ES_TMPDIR}
`;

export interface ServerOptions {
  /** Everything that the server keeps; made if it is not there. */
  readonly dataFolder: string;
  /** Default: any free one from 20000 to 31999. */
  readonly port: number | undefined;
  /** As Java writes it, such as 512m. */
  readonly heap: string;
}

export interface ElasticsearchServer {
  readonly url: string;
  /** Resolves when the server is gone, whoever stopped it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * One node that listens on this machine only, asks for no password, and takes index and search requests.
 * @throws {SettingsError} with the server's last words if it does not start
 */
export async function startElasticsearch(
  { home, javaHome }: Distribution,
  options: ServerOptions,
): Promise<ElasticsearchServer> {
  await prepareFolder(home, options.dataFolder);
  const server = spawn(join(home, 'bin', 'elasticsearch'), flags(options), {
    ...serverUser(),
    cwd: options.dataFolder,
    env: {
      PATH: process.env['PATH'],
      ES_JAVA_HOME: javaHome,
      ES_PATH_CONF: join(options.dataFolder, 'config'),
      ES_TMPDIR: join(options.dataFolder, 'tmp'),
      ES_JAVA_OPTS: `-Xms${options.heap} -Xmx${options.heap} ${process.env['ES_JAVA_OPTS'] ?? ''}`,
      // Of the small Java program that starts the server and waits for it.
      CLI_JAVA_OPTS: '-Xmx48m',
    },
    // In a process group of its own: Ctrl-C is for us, and we stop the server in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  stopWithUs(server);
  const url = await published(server);
  await ready(url);
  return {
    url,
    ended,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** Elasticsearch refuses to be run by root. */
const serverUser = () => (isRoot() ? UNPRIVILEGED : {});

function flags({ dataFolder, port }: ServerOptions): string[] {
  const settings = {
    'cluster.name': 'comptoir',
    'node.name': 'comptoir',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port ?? PORTS,
    'transport.port': PORTS,
    'path.data': join(dataFolder, 'data'),
    'path.logs': join(dataFolder, 'logs'),
    'xpack.security.enabled': false,
    // A machine whose disk is nearly full may still test.
    'cluster.routing.allocation.disk.threshold_enabled': false,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
}

/**
 * The server writes into its configuration too, so each data folder has its own.
 * @throws {SettingsError} if the server's user cannot enter it
 */
async function prepareFolder(home: string, dataFolder: string): Promise<void> {
  for (const folder of ['config', 'data', 'logs', 'tmp'])
    await mkdir(join(dataFolder, folder), { recursive: true });
  await cp(join(home, 'config'), join(dataFolder, 'config'), { recursive: true });
  await writeFile(join(dataFolder, 'config', 'jvm.options'), JAVA_OPTIONS);
  if (!isRoot()) return;
  for (const path of ['', ...(await readdir(dataFolder, { recursive: true }))])
    await chown(join(dataFolder, path), UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  await run('/bin/sh', ['-c', 'cd "$0"', dataFolder], UNPRIVILEGED).catch(() => {
    throw new SettingsError(
      `Elasticsearch does not run as root, and another user cannot enter ${dataFolder}: name another folder by --data.`,
    );
  });
}

/** A shell that waits for our end, which closes its standard input, and then stops the server. */
function stopWithUs(server: ChildProcess): void {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill "$0"', String(server.pid)], {
    ...serverUser(),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  server.once('exit', () => watcher.kill('SIGKILL'));
}

/** The address that the server says it has taken. */
function published(server: ChildProcess): Promise<string> {
  const lastLines: string[] = [];
  return new Promise((resolve, reject) => {
    const listen = (line: string) => {
      lastLines.splice(0, lastLines.length - 20);
      lastLines.push(line);
      const address = /HttpServerTransport.* publish_address \{([^}]+)\}/.exec(line)?.[1];
      if (address) resolve(`http://${address}`);
    };
    for (const output of [server.stdout, server.stderr]) {
      if (output) createInterface({ input: output }).on('line', listen);
    }
    server.once('error', reject);
    server.once('close', () =>
      reject(new SettingsError(`Elasticsearch did not start:\n${lastLines.join('\n')}`)),
    );
  });
}

async function ready(url: string): Promise<void> {
  const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=60s`, {
    signal: AbortSignal.timeout(READY_LIMIT_MS),
  });
  if (!response.ok) throw new Error(`Elasticsearch is not ready: ${await response.text()}`);
}
