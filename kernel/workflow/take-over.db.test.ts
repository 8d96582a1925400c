import type { ChildProcess } from 'node:child_process';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import { inTransaction } from '../persistence/transaction.ts';
import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import { kill, startProcess } from '../testing/start-process.ts';
import { createCounter } from '../testing/toy-shop.ts';
import { durableShop } from '../testing/toy-workflow.ts';

type CounterId = `ctr_${string}`;

/** The outside world: acts once per key, and holds its answer for as long as the test wants. */
class Outside {
  readonly acted = new Set<string>();
  readonly calls: string[] = [];
  private readonly held = new Map<string, ServerResponse[]>();
  private readonly server: Server;

  constructor(private readonly holds: Set<string>) {
    this.server = createServer((request, response) => {
      const key = request.url?.slice(1) ?? '';
      this.calls.push(key);
      if (!key.includes('before')) this.acted.add(key);
      if (this.holds.has(key)) this.held.set(key, [...(this.held.get(key) ?? []), response]);
      else this.answer(key, response);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers the calls of these keys that are held, and those that come from now on. */
  release(...keys: readonly string[]): void {
    for (const key of keys) {
      this.holds.delete(key);
      for (const response of this.held.get(key) ?? []) this.answer(key, response);
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(key: string, response: ServerResponse): void {
    this.acted.add(key);
    response.end(`done ${key}`);
  }
}

let started: StartedContext;
let outside: Outside;
let address: string;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  outside = new Outside(
    new Set(['ctr_before_call', 'ctr_after_call', 'ctr_in_second_step', 'ctr_frozen', 'ctr_left']),
  );
  address = await outside.listen();
  started = await startContext(durableShop(address), { background: false });
});
afterEach(() => Promise.all(processes.splice(0).map(kill)));
afterAll(async () => {
  await outside.close();
  await started.stop();
});

async function startWorker(): Promise<ChildProcess> {
  const program = new URL('../testing/workflow-process.ts', import.meta.url);
  const worker = await startProcess(program, [address], started.database.environment);
  processes.push(worker);
  return worker;
}

async function startCounting(id: CounterId): Promise<void> {
  const { orm, workflows } = started.runtime;
  await createCounter(orm, id);
  await inTransaction(orm, (em) =>
    workflows.startInTransaction(em, { workflow: 'shop.count', id }, id),
  );
}

/** Holds a counter's row, so that a step that changes it waits inside its transaction. */
async function holdRow(id: CounterId): Promise<pg.PoolClient> {
  const client = await started.truth.connect();
  await client.query('begin');
  await client.query('select from shop.counters where id = $1 for update', [id]);
  return client;
}

async function stepsThatWait(): Promise<number> {
  const { rows } = await started.truth.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

async function finished(...ids: CounterId[]): Promise<number> {
  const { rows } = await started.truth.query<{ n: number }>(
    `select count(*)::int as n from workflow.workflow_status
     where status = 'SUCCESS' and workflow_uuid = any ($1)`,
    [ids],
  );
  return rows[0]?.n ?? 0;
}

/** Each step wrote once, in order, with its event. */
async function expectCountedOnce(...ids: CounterId[]): Promise<void> {
  for (const id of ids) {
    const { rows } = await started.truth.query<{ value: number; notes: string[] }>(
      `select value, array(select data ->> 'note' from shop.events where aggregate_id = $1
         and type = 'CounterIncremented' order by aggregate_version) as notes
       from shop.counters where id = $1`,
      [id],
    );
    expect({ id, rows }).toEqual({ id, rows: [{ value: 2, notes: ['first', 'second'] }] });
    expect(outside.acted.has(id)).toBe(true);
  }
}

it('goes on where a killed process was: in a step, in a call, after a call, in the next step', async () => {
  await startCounting('ctr_in_first_step');
  const firstStep = await holdRow('ctr_in_first_step');
  for (const id of ['ctr_before_call', 'ctr_after_call', 'ctr_in_second_step'] as const) {
    await startCounting(id);
  }
  const doomed = await startWorker();
  await eventually(() => outside.calls.length === 3, { what: 'that three workflows call out' });
  const secondStep = await holdRow('ctr_in_second_step');
  outside.release('ctr_in_second_step');
  await eventually(async () => (await stepsThatWait()) === 2, { what: 'that two steps wait' });

  const heir = startWorker();
  await kill(doomed);
  await heir;
  for (const row of [firstStep, secondStep]) {
    await row.query('commit');
    row.release();
  }
  outside.release('ctr_before_call', 'ctr_after_call');
  const ids = [
    'ctr_in_first_step',
    'ctr_before_call',
    'ctr_after_call',
    'ctr_in_second_step',
  ] as const;
  await eventually(async () => (await finished(...ids)) === ids.length, {
    what: 'that the second process has finished what the first one began',
  });
  await expectCountedOnce(...ids);
});

it('takes over from a process that is frozen, and lets it write nothing when it wakes up', async () => {
  const frozen = await startWorker();
  await startCounting('ctr_frozen');
  const asked = () => outside.calls.filter((key) => key === 'ctr_frozen').length;
  await eventually(() => asked() === 1);
  frozen.kill('SIGSTOP');
  await startWorker();
  await eventually(() => asked() === 2, {
    what: 'that the second process asks the outside world again',
  });
  outside.release('ctr_frozen');
  await eventually(async () => (await finished('ctr_frozen')) === 1);
  const ended = new Promise((resolve) => frozen.once('exit', resolve));
  frozen.kill('SIGCONT');
  // It notices that its lease has run out, and leaves the work to its supervisor.
  expect(await ended).toBe(70);
  await expectCountedOnce('ctr_frozen');
});

it('leaves to others what still runs when it stops in order', async () => {
  const stopping = await startWorker();
  await startCounting('ctr_left');
  await eventually(() => outside.calls.includes('ctr_left'));
  const ended = new Promise((resolve) => stopping.once('exit', resolve));
  stopping.kill('SIGTERM');
  const heir = startWorker();
  expect(await ended).toBe(0);
  await heir;
  outside.release('ctr_left');
  await eventually(async () => (await finished('ctr_left')) === 1);
  await expectCountedOnce('ctr_left');
});
