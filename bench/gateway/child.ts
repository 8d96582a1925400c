import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a child process of this room says first: where it listens. */
export interface Listening {
  readonly urls: Readonly<Record<string, string>>;
}

export interface Child extends Listening {
  /** Since it started, all threads, user and system. */
  cpuMs(): Promise<number>;
  rssMegabytes(): Promise<number>;
  stop(): void;
}

interface Usage {
  readonly cpuMs: number;
  readonly rssMegabytes: number;
}

/** Starts one of the programs of this room, as it would be started in production. */
export async function startChild(file: string, ...args: string[]): Promise<Child> {
  const child = fork(join(import.meta.dirname, file), args, {
    execArgv: [
      '--max-semi-space-size=16',
      '--disable-warning=DeprecationWarning',
      ...process.execArgv,
    ],
    env: { ...process.env, NODE_ENV: 'production' },
    // What would be log lines is thrown away, but written.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const listening = await reply<Listening>(child);
  const usage = async () => {
    child.send('usage');
    return reply<Usage>(child);
  };
  return {
    ...listening,
    cpuMs: async () => (await usage()).cpuMs,
    rssMegabytes: async () => (await usage()).rssMegabytes,
    stop: () => void child.kill(),
  };
}

async function reply<T>(child: ChildProcess): Promise<T> {
  const heard = new AbortController();
  const ended = once(child, 'exit', { signal: heard.signal }).then(() => {
    throw new Error(`${child.spawnargs.join(' ')} ended.`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [T];
  ended.catch(() => {});
  heard.abort();
  return message;
}

/** In the child: tells where it listens, and what it uses whenever it is asked. */
export function report(urls: Listening['urls']): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const rssMegabytes = process.memoryUsage.rss() / 2 ** 20;
    process.send?.({ cpuMs: (user + system) / 1000, rssMegabytes });
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ urls });
}
