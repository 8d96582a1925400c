import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a part of the shop has used since it started, and what it holds now. */
export interface Usage {
  readonly cpuMs: number;
  /** Resident memory; what processes share is counted for each of them. */
  readonly rssMegabytes: number;
}

export interface ShopUsage {
  /** The all-in-one program. */
  readonly program: Usage;
  /** The sandbox payment provider, which stands for the outside world. */
  readonly provider: Usage;
  /** PostgreSQL: the server and all its backends and workers, those that have ended included. */
  readonly postgres: Usage;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly cpuMs: number;
  /** Of children that have ended; unknown outside of Linux. */
  readonly endedChildrenCpuMs: number;
  readonly rssKilobytes: number;
}

/** Of a running all-in-one program with its children. */
export async function usageOf(programPid: number): Promise<ShopUsage> {
  const all = existsSync('/proc/self/stat') ? await fromProc() : await fromPs();
  const children = all.filter(({ parent }) => parent === programPid);
  const server = children.filter(({ command }) => command.includes('postgres'));
  const backends = all.filter(({ parent }) => server.some(({ pid }) => pid === parent));
  return {
    program: total(all.filter(({ pid }) => pid === programPid)),
    provider: total(children.filter(({ command }) => command.includes('psp'))),
    postgres: total([...server, ...backends], { withEnded: true }),
  };
}

function total(processes: readonly Process[], { withEnded = false } = {}): Usage {
  if (processes.length === 0) throw new Error('A process of the shop is not there.');
  const sum = (of: (process: Process) => number) =>
    processes.reduce((so, each) => so + of(each), 0);
  return {
    cpuMs: sum(({ cpuMs, endedChildrenCpuMs }) => cpuMs + (withEnded ? endedChildrenCpuMs : 0)),
    rssMegabytes: sum(({ rssKilobytes }) => rssKilobytes) / 1024,
  };
}

/** Linux counts in ticks of 10 ms and in pages of 4 kB. */
const MS_PER_TICK = 10;

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => processFromProc(pid).catch(() => undefined)));
  // Whatever ended between listing and reading.
  return found.filter((process) => process !== undefined);
}

async function processFromProc(pid: string): Promise<Process> {
  const [stat, status, command] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
  ]);
  // The name stands in parentheses and may contain anything. Source: proc_pid_stat(5), fields 4 and 14 to 17.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (from: number) => ((fields[from] ?? 0) + (fields[from + 1] ?? 0)) * MS_PER_TICK;
  return {
    pid: Number(pid),
    parent: fields[1] ?? 0,
    command,
    cpuMs: ticks(11),
    endedChildrenCpuMs: ticks(13),
    rssKilobytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0),
  };
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,time=,rss=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, time = '', rss, command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    // Such as 1:02.34 or 1-02:03:04.
    const seconds = time.split(/[-:]/).reduce((sum, part, index, all) => {
      const days = time.includes('-') && index === 1 && all.length > 3;
      return sum * (days ? 24 : 60) + Number(part);
    }, 0);
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        command,
        cpuMs: seconds * 1000,
        endedChildrenCpuMs: 0,
        rssKilobytes: Number(rss),
      },
    ];
  });
}
