import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { SANDBOX_KEYS } from '../settings.ts';
import { eur } from './given.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'psp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program, as the all-in-one program starts it: as a child with a channel. */
function program(env: Record<string, string> = {}): ChildProcess {
  return fork(join(root, 'sandbox/psp/main.ts'), {
    cwd: root,
    execArgv: ['--import', './tools/typescript.mjs'],
    env: { ...process.env, PSP_PORT: '0', PSP_DATA: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; complaint: string }> {
  let complaint = '';
  child.stdout?.resume();
  child.stderr?.on('data', (part: Buffer) => (complaint += part.toString()));
  const [[code]] = (await Promise.all([
    once(child, 'exit'),
    once(child.stderr as Readable, 'end'),
  ])) as [[number | null], unknown];
  return { code, complaint };
}

describe('the program', () => {
  it('says where it listens, without a warning, and ends when it is told to', async () => {
    const child = program();
    const ended = endOf(child);
    const [line] = (await once(child.stdout as Readable, 'data')) as [Buffer];
    const ready = JSON.parse(line.toString()) as { ready: boolean; url: string };
    expect(ready.ready).toBe(true);
    expect((await fetch(`${ready.url}/healthz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, complaint: '' });
  });

  it('ends with the program that started it', async () => {
    const child = program();
    const ended = endOf(child);
    await once(child, 'message');
    child.disconnect();
    expect((await ended).code).toBe(0);
  });

  it('has forgotten nothing when it was killed', async () => {
    const first = program();
    const [{ url }] = (await once(first, 'message')) as [{ url: string }];
    const headers = {
      authorization: `Bearer ${SANDBOX_KEYS.secretKey}`,
      'content-type': 'application/json',
      'idempotency-key': 'key_killed',
    };
    const payment = { reference: 'att_killed', amount: eur(50_00), token: 'tok_approve' };
    const call = { method: 'POST', headers, body: JSON.stringify(payment) };
    const answer = await (await fetch(`${url}/v1/payments`, call)).text();
    first.kill('SIGKILL');
    await once(first, 'exit');

    const second = program();
    const ended = endOf(second);
    const [restarted] = (await once(second, 'message')) as [{ url: string }];
    const replay = await fetch(`${restarted.url}/v1/payments`, call);
    expect(replay.headers.get('idempotent-replayed')).toBe('true');
    expect(await replay.text()).toBe(answer);
    second.disconnect();
    await ended;
  });

  it('names a bad setting without its value', async () => {
    const { code, complaint } = await endOf(program({ PSP_SECRET_KEY: 'hunter2', PSP_PORT: 'x' }));
    expect(code).toBe(1);
    expect(complaint).toContain('PSP_SECRET_KEY');
    expect(complaint).toContain('PSP_PORT');
    expect(complaint).not.toContain('hunter2');
  });

  it('says what to do when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, complaint } = await endOf(program({ PSP_PORT: String(port) }));
    other.close();
    expect(code).toBe(1);
    expect(complaint).toContain('PSP_PORT');
  });

  it('says what to do when its folder cannot be used', async () => {
    const { code, complaint } = await endOf(program({ PSP_DATA: join(root, 'package.json') }));
    expect(code).toBe(1);
    expect(complaint).toContain('PSP_DATA');
  });
});
