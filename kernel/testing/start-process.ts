import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const LOADER = new URL('../../tools/typescript.mjs', import.meta.url).href;

/** Starts a program of ours as a process and waits until it says that it is ready. It can be killed at any moment. */
export async function startProcess(
  program: URL,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const child = fork(program, args, {
    execArgv: ['--import', LOADER],
    env: { ...process.env, ...environment },
  });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${program.pathname} ended with ${code}.`)));
  });
  return child;
}

/** As a power cut would, and waits until it is gone. */
export async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
