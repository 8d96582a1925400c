import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { examples } from '../../examples/index.ts';
import { play } from '../../examples/play.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { type SplitShop, openSplitShop } from '../journeys/support/split-shop.ts';
import { supergraphHere } from './supergraph-here.ts';

/** Where Hive Gateway is, or is put by the first run. */
const FOLDER = process.env['HIVE_GATEWAY'] ?? '';

let shop: SplitShop;
let hive: ChildProcess | undefined;
let url: string;
beforeAll(async () => {
  await install();
  shop = await openSplitShop();
  const port = await freePort('127.0.0.1');
  url = `http://127.0.0.1:${port}`;
  const file = join(FOLDER, 'supergraph.graphql');
  await writeFile(file, await supergraphHere(shop));
  hive = fork(join(FOLDER, 'hive.mjs'), [file, String(port)], { cwd: FOLDER });
  await once(hive, 'message');
});
afterAll(async () => {
  hive?.kill('SIGKILL');
  await shop?.close();
});

async function install(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await copyFile(join(import.meta.dirname, 'hive.mjs'), join(FOLDER, 'hive.mjs'));
  await copyFile(join(import.meta.dirname, 'hive.package.json'), join(FOLDER, 'package.json'));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund'], { cwd: FOLDER });
}

it('serves our supergraph as our gateway does: every example answers what it promises', async () => {
  const played: string[] = [];
  await play({ url, onExample: ({ name }) => played.push(name) });
  expect(played).toEqual(examples.map(({ name }) => name));
});
