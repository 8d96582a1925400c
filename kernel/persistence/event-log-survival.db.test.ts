import { type ChildProcess, execFileSync } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '../runtime/embedded-postgres.ts';
import { Installation } from '../runtime/installation.ts';
import { createLogger } from '../runtime/logger.ts';
import { readSettings } from '../runtime/settings.ts';
import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import { kill, startProcess } from '../testing/start-process.ts';
import { truthOf } from '../testing/truth.ts';
import {
  assignPositions,
  createCounter,
  expectOnceInOrder,
  groupOf,
  increment,
  recorder,
  toyShop,
} from '../testing/toy-shop.ts';
import { openDatabase } from './database.ts';

const GROUPS = ['shop.billing', 'shop.search'];
const KILLING_MS = process.env['COMPTOIR_DEEP'] === '1' ? 120_000 : 6_000;

let started: StartedContext;
beforeEach(async () => {
  started = await startContext(toyShop(), { background: false });
});
afterEach(() => started.stop());

/**
 * By pg_dump and psql, where the programs of the server are on the path, as in CI on Debian's server. The embedded server
 * comes without them; there the rows are copied.
 */
async function dumpAndRestore(from: string, to: string): Promise<void> {
  const [source, target] = await Promise.all([connected(from), connected(to)]);
  try {
    if (await canDump(source)) {
      await target.query('drop schema shop, shop_log cascade');
      const dump = execFileSync('pg_dump', ['--schema=shop', '--schema=shop_log', from]);
      execFileSync('psql', ['--quiet', '--set=ON_ERROR_STOP=1', to], { input: dump });
    } else {
      await copySchema(source, target, 'shop');
    }
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}

/** A dump is made by programs of the server's version or a later one. */
async function canDump(source: pg.Client): Promise<boolean> {
  const { rows } = await source.query<{ version: string }>('show server_version');
  try {
    const told = execFileSync('pg_dump', ['--version'], { encoding: 'utf8' });
    const version = Number.parseInt(told.slice(told.search(/\d/)), 10);
    return version >= Number.parseInt(rows[0]?.version ?? '', 10);
  } catch {
    return false;
  }
}

/** Empties `to` and fills it with the rows and sequences of `from`, as a dump and restore of the data does. */
async function copySchema(from: pg.Client, to: pg.Client, schema: string): Promise<void> {
  const { rows: tables } = await from.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition`,
    [schema],
  );
  // As in a restore, triggers do not fire and nothing is checked twice.
  await to.query('set session_replication_role = replica');
  for (const { name } of tables) {
    const { rows } = await from.query<{ data: string }>(
      `select coalesce(json_agg(t), '[]')::text as data from ${name} t`,
    );
    await to.query(`truncate ${name}`);
    await to.query(
      `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1)`,
      [rows[0]?.data],
    );
  }
  const { rows: sequences } = await from.query<{ name: string; last: string | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value as last
     from pg_sequences where schemaname = $1`,
    [schema],
  );
  for (const { name, last } of sequences) {
    if (last !== null) await to.query('select setval($1, $2)', [name, last]);
  }
  await to.query('reset session_replication_role');
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}

it('keeps every offset true when it is dumped and restored into a new cluster', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  for (let n = 0; n < 20; n += 1) await increment(orm, 'ctr_a');
  await assignPositions(started.truth);
  // One group has read all, the other one nothing, and some events have no position yet.
  await (await groupOf(recorder('shop.billing'), started.runtime)).drain();
  for (let n = 0; n < 5; n += 1) await increment(orm, 'ctr_a');

  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-restored-'));
  await chmod(dataFolder, 0o755);
  // Its transaction ids begin anew.
  const cluster = await startEmbeddedPostgres({ dataFolder, password: 'test', forTests: true });
  try {
    const installation = new Installation(
      readSettings({ ...started.database.environment, DATABASE_URL: cluster.url }),
    );
    await installation.migrate([toyShop()]);
    await dumpAndRestore(started.database.url, cluster.url);

    const url = installation.contextUrl('shop');
    const { entities } = toyShop();
    const logger = createLogger('fatal');
    const restored = await openDatabase({
      context: 'shop',
      url,
      entities,
      maxConnections: 2,
      logger,
    });
    const runtime = { ...started.runtime, orm: restored, databaseUrl: url };
    for (let n = 0; n < 5; n += 1) await increment(restored, 'ctr_a');
    const truth = truthOf(cluster.url);
    await assignPositions(truth);
    for (const group of GROUPS) await (await groupOf(recorder(group), runtime)).drain();
    expect(await expectOnceInOrder(truth, GROUPS)).toBe(31);
    await truth.end();
    await restored.close();
  } finally {
    await cluster.stop();
    await eraseEmbeddedPostgres(dataFolder);
  }
});

/** A process of the shop that does one thing. */
const startTask = (task: string): Promise<ChildProcess> =>
  startProcess(new URL('../testing/shop-process.ts', import.meta.url), [
    started.database.installation.contextUrl('shop'),
    task,
  ]);

/** Whether every group has read all that was ever committed. */
async function allRead(): Promise<boolean> {
  const { rows } = await started.truth.query<{ behind: number }>(
    `select (select count(*) from shop.events_pending)::int
       + (select count(*) from shop.consumer_offsets o, shop.log_head h where o.position < h.position)::int as behind`,
  );
  return rows[0]?.behind === 0;
}

it('hands the sequencing over when the process that did it dies', async () => {
  const { orm } = started.runtime;
  await createCounter(orm, 'ctr_a');
  const [first, second] = [await startTask('sequencer'), await startTask('sequencer')];
  try {
    await eventually(allRead, { what: 'the position of the first event' });
    await kill(first);
    await increment(orm, 'ctr_a');
    await eventually(allRead, { what: 'the position of an event after the first sequencer died' });
    expect(await expectOnceInOrder(started.truth, [])).toBe(2);
  } finally {
    await Promise.all([kill(first), kill(second)]);
  }
});

it('loses, doubles and reorders nothing while sequencers and consumers are killed under load', async () => {
  const { orm } = started.runtime;
  const ids = Array.from({ length: 12 }, (_, index) => `ctr_${index}` as const);
  for (const id of ids) await createCounter(orm, id);
  for (const group of GROUPS) await groupOf(recorder(group), started.runtime);
  const tasks = ['sequencer', 'sequencer', 'shop.billing', 'shop.billing', 'shop.search'];
  const processes = await Promise.all(tasks.map(startTask));
  const end = Date.now() + KILLING_MS;
  const write = async () => {
    while (Date.now() < end) {
      await increment(orm, ids[Math.floor(Math.random() * ids.length)]!);
      await sleep(5);
    }
  };
  const killAtRandom = async () => {
    while (Date.now() < end) {
      await sleep(100 + Math.random() * 200);
      const victim = Math.floor(Math.random() * tasks.length);
      await kill(processes[victim]);
      processes[victim] = await startTask(tasks[victim]!);
    }
  };
  try {
    await Promise.all([write(), write(), write(), killAtRandom()]);
    await eventually(allRead, { what: 'that every group has read every event' });
  } finally {
    await Promise.all(processes.map(kill));
  }
  expect(await expectOnceInOrder(started.truth, GROUPS)).toBeGreaterThan(ids.length);
  const { rows } = await started.truth.query('select from shop.parked_events');
  expect(rows).toEqual([]);
});
