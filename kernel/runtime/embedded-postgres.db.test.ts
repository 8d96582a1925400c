import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '../testing/eventually.ts';
import {
  type EmbeddedPostgres,
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';

describe('the embedded PostgreSQL', () => {
  const password = `it's a "password" of 100 %`;
  let parent: string;
  let dataFolder: string;
  let running: EmbeddedPostgres[] = [];

  const start = async (options: { password?: string; port?: number } = {}) => {
    const postgres = await startEmbeddedPostgres({
      dataFolder,
      password,
      forTests: true,
      ...options,
    });
    running.push(postgres);
    return postgres;
  };

  beforeEach(async () => {
    // Only its owner may enter it, so as root the server cannot.
    parent = await mkdtemp(join(tmpdir(), 'comptoir-postgres-'));
    dataFolder = join(parent, 'postgres');
  });

  afterEach(async () => {
    for (const postgres of running) await postgres.stop();
    running = [];
    await eraseEmbeddedPostgres(dataFolder);
    await rm(parent, { recursive: true });
  });

  it('starts in a folder that only its owner may enter', async () => {
    const { url } = await start();
    expect(await ask(url, 'show server_version')).toBe('18.4');
  });

  it('refuses a wrong password', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps data and port over a restart', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
  });

  it('takes another port when somebody else has taken the remembered one', async () => {
    const first = await start();
    await first.stop();
    const other = await startEmbeddedPostgres({
      dataFolder: join(parent, 'other'),
      password,
      forTests: true,
      port: Number(new URL(first.url).port),
    });
    const second = await start();
    expect(second.url).not.toBe(first.url);
    await other.stop();
    await eraseEmbeddedPostgres(join(parent, 'other'));
  });

  it('recovers what was committed before the server was killed', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 42 as answer');
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => hasEnded(first.pid));
    const second = await start();
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
  });

  it('ends soon after the program that started it was killed, and another one takes over', async () => {
    const program = await startProgram(dataFolder, password);
    program.kill('SIGKILL');
    await once(program, 'exit');
    const { url } = await start();
    expect(await ask(url, 'select 1')).toBe(1);
  });

  it('stops the server of a killed program only after it made sure whose it is', async () => {
    await (await start()).stop();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const cluster = await realpath(join(dataFolder, 'cluster'));
    await writeFile(join(cluster, 'postmaster.pid'), `${stranger.pid}\n${cluster}\n`);
    const { url } = await start();
    expect(await ask(url, 'select 1')).toBe(1);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });

  it('refuses a folder that another program is using, and names that program', async () => {
    const program = await startProgram(dataFolder, password);
    await expect(start()).rejects.toThrow(
      `is in use by process ${program.pid}; stop it or set DATA_DIR`,
    );
    program.kill();
    await once(program, 'exit');
  });

  it('says what to do when the cluster was made with another secret', async () => {
    await (await start()).stop();
    await expect(start({ password: 'new' })).rejects.toThrow('give COMPTOIR_SECRET its old value');
  });

  it('leaves no password on disk', async () => {
    await start();
    const cluster = await realpath(join(dataFolder, 'cluster'));
    await expect(readFile(`${cluster}.password`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {
    // A server that the test kills takes its connections along.
  });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

/** A program of its own that holds an embedded PostgreSQL until it is ended. */
async function startProgram(dataFolder: string, password: string) {
  const source = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
    const { pid } = await startEmbeddedPostgres(${JSON.stringify({ dataFolder, password, forTests: true })});
    process.send(pid);
  `;
  const file = join(dataFolder, '..', 'program.mjs');
  await writeFile(file, source);
  const loader = join(import.meta.dirname, '../../tools/typescript.mjs');
  const program = fork(file, {
    execArgv: ['--import', loader],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await Promise.race([
    once(program, 'message'),
    once(program, 'exit').then(() => Promise.reject(new Error('The program did not start.'))),
  ]);
  return program;
}
