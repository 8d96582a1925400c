import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SettingsError } from './settings.ts';

/** A parameter of our own on a server's command line: the process that started it. */
export const STARTED_BY = 'comptoir.started_by';

/**
 * Makes sure that no server runs on `cluster`: stops one whose program is gone, as after a SIGKILL.
 * @throws {SettingsError} if the program that started it still lives
 */
export async function stopLeftover(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const found = await inspect(pid);
  if (!found) return;
  // The number in a stale file may meanwhile belong to anybody, who must not be harmed and would
  // keep PostgreSQL away.
  if (!found.command.includes('postgres')) return rm(pidFile, { force: true });
  const starter = Number(new RegExp(`${STARTED_BY}=(\\d+)`).exec(found.command)?.[1]);
  // An orphan is adopted by another process; only a living program is still its server's parent.
  if (starter && starter !== found.parent) {
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
      if (await stopped(pid, signal)) return;
    }
  }
  throw inUse(cluster, starter || pid);
}

export const inUse = (cluster: string, pid: number) =>
  new SettingsError(
    `The database in ${cluster} is in use by process ${pid}; stop it or set DATA_DIR to another folder.`,
  );

const STOP_LIMIT_MS = 15_000;

async function stopped(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, or belongs to somebody else and goes on.
  }
  for (let waitedMs = 0; waitedMs < STOP_LIMIT_MS; waitedMs += 50) {
    if (!(await inspect(pid))?.command.includes('postgres')) return true;
    await sleep(50);
  }
  return false;
}

/**
 * A process's parent and command line, which is empty if it has ended and nobody took notice.
 * Not every Linux has `ps`, and macOS has no /proc.
 */
async function inspect(pid: number): Promise<{ parent: number; command: string } | undefined> {
  try {
    if (process.platform === 'linux') {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const parent = /^PPid:\s*(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
      return { parent: Number(parent), command };
    }
    const { stdout } = await promisify(execFile)('ps', [
      '-ww',
      '-o',
      'ppid=,args=',
      '-p',
      String(pid),
    ]);
    const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
    return { parent: Number(parent), command: command ?? '' };
  } catch {
    return undefined;
  }
}
