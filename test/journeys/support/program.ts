import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const START_WITHIN_MS = 120_000;

/** The whole program as a process, which can be killed from outside like any other. */
export class RunningProgram {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  async start(): Promise<void> {
    this.output = '';
    const child = fork(join(ROOT, 'main.ts'), {
      // As `npm start` starts it.
      execArgv: [
        '--max-old-space-size=512',
        '--max-semi-space-size=16',
        '--import',
        join(ROOT, 'tools', 'typescript.mjs'),
        '--disable-warning=DeprecationWarning',
      ],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        LOG_LEVEL: 'warn',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (chunk: Buffer) => {
      this.output = `${this.output}${chunk.toString()}`.slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.child = child;
    const ready = once(child, 'message', { signal: AbortSignal.timeout(START_WITHIN_MS) });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(
        `The program ended with ${String(code)} instead of starting:\n${this.output}`,
      );
    });
    // Once it is ready, an end is something that the test wants.
    ended.catch(() => {});
    await Promise.race([ready, ended]);
  }

  /** The process that runs it. */
  get pid(): number {
    if (!this.child?.pid) throw new Error('The program does not run.');
    return this.child.pid;
  }

  /** What it said on standard output and error, for a test that failed. */
  get said(): string {
    return this.output;
  }

  /** SIGKILL: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGTERM: it drains. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
