import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Shop } from './shop.ts';

const run = promisify(execFile);
const CLIENTS = [1, 10] as const;
const SCALE = 10;
const DATABASE = 'yardstick';

/** How fast this machine and this PostgreSQL are, by a measure that is not ours: without it no figure can be compared. */
export interface Yardstick {
  readonly what: string;
  readonly transactionsPerSecond: Readonly<Record<number, number>>;
}

/** On the shop's own server, while nobody asks anything of the shop. */
export async function measureYardstick(shop: Shop, seconds: number): Promise<Yardstick> {
  const admin = new pg.Client({ connectionString: shop.databaseUrl('postgres') });
  await admin.connect();
  await admin.query(`create database ${DATABASE}`);
  try {
    const url = shop.databaseUrl(DATABASE);
    const pgbench = await findPgbench();
    return pgbench ? await byPgbench(pgbench, url, seconds) : await byUpdates(url, seconds);
  } finally {
    await admin.query(`drop database ${DATABASE} with (force)`);
    await admin.end();
  }
}

/** On the path, or where Debian puts it. */
async function findPgbench(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = await readdir(debian).catch(() => []);
  return [
    ...(process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'pgbench')),
    ...versions.map((version) => join(debian, version, 'bin', 'pgbench')),
  ].find((path) => existsSync(path));
}

async function byPgbench(pgbench: string, url: string, seconds: number): Promise<Yardstick> {
  await run(pgbench, ['-i', '-q', '-s', String(SCALE), url]);
  const transactionsPerSecond: Record<number, number> = {};
  for (const clients of CLIENTS) {
    const { stdout } = await run(pgbench, [
      '-M',
      'prepared',
      '-c',
      String(clients),
      '-T',
      String(seconds),
      url,
    ]);
    transactionsPerSecond[clients] = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  }
  return { what: `pgbench (TPC-B, scale ${SCALE})`, transactionsPerSecond };
}

/** Where there is no pgbench: not to be compared with its figures. */
async function byUpdates(url: string, seconds: number): Promise<Yardstick> {
  const transactionsPerSecond: Record<number, number> = {};
  const pool = new pg.Pool({ connectionString: url, max: Math.max(...CLIENTS) });
  await pool.query('create table counters (id int primary key, value bigint not null default 0)');
  await pool.query('insert into counters (id) select generate_series(1, 10000)');
  for (const clients of CLIENTS) {
    let transactions = 0;
    const until = performance.now() + seconds * 1000;
    const update = async () => {
      while (performance.now() < until) {
        const id = 1 + Math.floor(Math.random() * 10_000);
        await pool.query('update counters set value = value + 1 where id = $1', [id]);
        transactions += 1;
      }
    };
    await Promise.all(Array.from({ length: clients }, update));
    transactionsPerSecond[clients] = transactions / seconds;
  }
  await pool.end();
  return { what: 'single-row updates, for want of pgbench', transactionsPerSecond };
}
