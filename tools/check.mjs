/**
 * `npm run check`: runs every `check:…` script of package.json, two at a time, and shows what the failed ones said.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const parts = Object.keys(scripts).filter((name) => name.startsWith('check:'));
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);

const waiting = [...parts];
const failed = [];
await Promise.all([runWaiting(), runWaiting()]);

for (const { name, said } of failed) process.stdout.write(`\n${name}\n${said.trimEnd()}\n`);
process.stdout.write(
  failed.length === 0
    ? 'All clean.\n'
    : `\nNot clean: ${failed.map(({ name }) => name).join(', ')}. npm run fix mends format and some lint.\n`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function runWaiting() {
  for (let script = waiting.shift(); script; script = waiting.shift()) {
    const name = script.slice('check:'.length).replace('-', ' ');
    const startedAt = performance.now();
    const { ok, said } = await run(scripts[script]);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${ok ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.padStart(5)} s\n`);
    if (!ok) failed.push({ name, said });
  }
}

function run(command) {
  const child = spawn(command, { cwd: root, shell: true, env: { ...process.env, PATH: path } });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ ok: code === 0, said }));
  });
}
