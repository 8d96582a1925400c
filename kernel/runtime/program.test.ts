import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(import.meta.dirname, '..', '..');
const PROGRAM = `
  import { readFile } from 'node:fs/promises';
  import { setTimeout as pause } from 'node:timers/promises';
  import { runProgram } from './kernel/runtime/program.ts';
  const stop = async () => console.log('stopped');
  const reload = async () => console.log('reloaded');
  const options = { reloads: { type: 'boolean' }, reads: { type: 'string' } };
  await runProgram({ usage: 'program [--reloads]', options }, async ({ values }) => {
    if (values.reads) await readFile(values.reads);
    return values.reloads ? { stop, reload } : { stop };
  });
  console.log('started');
  await pause(60_000);
`;

const start = (args: readonly string[], stdio: ('ignore' | 'pipe' | 'inherit')[]) =>
  spawn(
    process.execPath,
    ['--import', './tools/typescript.mjs', '--input-type=module', '--eval', PROGRAM, '--', ...args],
    { cwd: ROOT, stdio },
  );

/** A service, without a terminal. @returns what it has said after each of `signals`, and how it ended */
async function runWith(signals: readonly NodeJS.Signals[], ...args: string[]) {
  const child = start(args, ['ignore', 'pipe', 'inherit']);
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const chunk of child.stdout!.setEncoding('utf8')) {
    said.push(String(chunk).trim());
    const signal = signals[said.length - 1];
    if (signal) child.kill(signal);
  }
  return { said, ended: await ended };
}

it('reads its files again on SIGHUP, goes on, and stops in order on SIGTERM', async () => {
  expect(await runWith(['SIGHUP', 'SIGTERM'], '--reloads')).toEqual({
    said: ['started', 'reloaded', 'stopped'],
    ended: [0, null],
  });
});

it('stops in order on SIGHUP if it has nothing to read again', async () => {
  expect(await runWith(['SIGHUP'])).toEqual({ said: ['started', 'stopped'], ended: [0, null] });
});

it.each([
  ['an option that it does not know', '--port', "Unknown option '--port'"],
  ['a word too many', 'http://127.0.0.1:4000', "Unexpected argument 'http://127.0.0.1:4000'"],
  ['a value where there is none', '--reloads=1', "Option '--reloads' does not take an argument"],
])('says in one line how it is used when it is given %s', async (_what, argument, fault) => {
  const child = start([argument], ['ignore', 'ignore', 'pipe']);
  const ended = once(child, 'exit');
  const complaints = await text(child.stderr!);
  expect(complaints).toBe(`comptoir: ${fault}. Usage: program [--reloads]\n`);
  expect(await ended).toEqual([1, null]);
});

it('says in one line which file it cannot open', async () => {
  const child = start(['--reads', 'nothing.txt'], ['ignore', 'ignore', 'pipe']);
  const ended = once(child, 'exit');
  const complaints = await text(child.stderr!);
  expect(complaints).toBe("comptoir: ENOENT: no such file or directory, open 'nothing.txt'\n");
  expect(await ended).toEqual([1, null]);
});
