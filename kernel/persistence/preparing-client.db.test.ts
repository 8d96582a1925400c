import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type pg from 'pg';
import { type Errand, onErrand } from '../runtime/errand.ts';
import { traceWith } from '../telemetry/tracing.ts';
import { type TestDatabase, createTestDatabase } from '../testing/database.ts';
import { PreparingClient } from './preparing-client.ts';

let database: TestDatabase;
let client: PreparingClient;

beforeAll(async () => {
  database = await createTestDatabase([]);
  client = new PreparingClient({ connectionString: database.url });
  await client.connect();
  await client.query('create table bottles (id int primary key, name text)');
  await client.query(`insert into bottles values (1, 'Barolo')`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const prepared = async (text: string): Promise<number> => {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from pg_prepared_statements where statement = $1',
    [text],
  );
  return rows[0]?.n ?? 0;
};
const repeat = async (times: number, text: string) => {
  let last: pg.QueryResult | undefined;
  for (let n = 0; n < times; n += 1) last = await client.query(text, [1]);
  return last?.rows;
};

it('prepares a statement that is asked again and again, once', async () => {
  const text = 'select name from bottles where id = $1';
  await repeat(1, text);
  expect(await prepared(text)).toBe(0);
  expect(await repeat(10, text)).toEqual([{ name: 'Barolo' }]);
  expect(await prepared(text)).toBe(1);
});

it('answers through a callback as well, as a pool does', async () => {
  const text = 'select id from bottles where id = $1';
  for (let n = 0; n < 5; n += 1) {
    const rows = await new Promise((resolve, reject) => {
      client.query(text, [1], (error: unknown, result: pg.QueryResult) =>
        error ? reject(error as Error) : resolve(result.rows),
      );
    });
    expect(rows).toEqual([{ id: 1 }]);
  }
  expect(await prepared(text)).toBe(1);
});

it('leaves alone what has no parameters', async () => {
  const text = 'select count(*) from bottles';
  for (let n = 0; n < 5; n += 1) await client.query(text);
  expect(await prepared(text)).toBe(0);
});

it('goes on when a migration changes what a prepared statement answers', async () => {
  const text = 'select * from bottles where id = $1';
  await repeat(5, text);
  await client.query('alter table bottles add column vintage int');
  expect(await repeat(1, text)).toEqual([{ id: 1, name: 'Barolo', vintage: null }]);
  expect(await repeat(5, text)).toEqual([{ id: 1, name: 'Barolo', vintage: null }]);
});

it('lets a transaction that met such a change be done again', async () => {
  const text = 'select * from bottles where id = $1 and true';
  await repeat(5, text);
  await client.query('alter table bottles add column region text');
  const row = { id: 1, name: 'Barolo', vintage: null, region: null };
  await client.query('begin');
  await expect(repeat(1, text)).rejects.toThrow('cached plan must not change result type');
  await client.query('rollback');
  await client.query('begin');
  expect(await repeat(1, text)).toEqual([row]);
  await client.query('commit');
});

it('says what is wrong as if nothing were prepared', async () => {
  const text = 'select 1 / (id - $1) from bottles';
  for (let n = 0; n < 5; n += 1) await expect(client.query(text, [1])).rejects.toThrow(/zero/);
});

describe('for somebody who waits', () => {
  const late = performance.now();
  const text = 'select name from bottles where id = $1';
  const ask = (errand: Partial<Errand>) =>
    onErrand({ deadline: undefined, onlyReads: true, headers: {}, ...errand }, async () => {
      const { rowCount } = await client.query(text, [1]);
      return rowCount;
    });

  it('reads nothing after his deadline', async () => {
    await expect(ask({ deadline: late })).rejects.toThrow('longer than the caller waits');
    expect(await ask({ deadline: performance.now() + 60_000 })).toBe(1);
  });

  it('reads nothing when he has left', async () => {
    await expect(ask({ left: AbortSignal.abort() })).rejects.toThrow(
      'longer than the caller waits',
    );
  });

  it('tells a pool through its callback', async () => {
    const asked = onErrand(
      { deadline: late, onlyReads: true, headers: {} },
      () =>
        new Promise((resolve, reject) => {
          client.query(text, [1], (error: unknown) =>
            error ? reject(error as Error) : resolve(1),
          );
        }),
    );
    await expect(asked).rejects.toThrow('longer than the caller waits');
  });

  it('finishes what changes something, however late', async () => {
    expect(await ask({ deadline: late, onlyReads: false })).toBe(1);
  });

  it('ends the transaction that is given up', async () => {
    await client.query('begin');
    await onErrand({ deadline: late, onlyReads: true, headers: {} }, async () => {
      await expect(client.query(text, [1])).rejects.toThrow();
      await client.query('rollback');
    });
    expect(client.getTransactionStatus()).toBe('I');
  });

  it('does not bind what goes on after the answer', async () => {
    let answered = () => {};
    const afterwards = new Promise<void>((resolve) => (answered = resolve));
    let outlived: Promise<unknown> = Promise.resolve();
    await onErrand({ deadline: late, onlyReads: true, headers: {} }, async () => {
      outlived = afterwards.then(() => client.query(text, [1]));
    });
    answered();
    await expect(outlived).resolves.toBeDefined();
  });
});

describe('while traces are recorded', () => {
  const exporter = new InMemorySpanExporter();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const errand = { deadline: undefined, onlyReads: false, headers: { traceparent } };
  beforeAll(() =>
    traceWith(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })),
  );
  afterAll(() => traceWith(undefined));

  it.each([
    ['by promise', async () => (await client.query<{ one: number }>('select 1 as one')).rows],
    [
      'by callback',
      () =>
        new Promise((resolve, reject) =>
          client.query('select 1 as one', (error: Error | null, result) =>
            error ? reject(error) : resolve(result.rows),
          ),
        ),
    ],
  ])('answers and records what is asked %s', async (_way, ask) => {
    exporter.reset();
    expect(await onErrand(errand, ask)).toEqual([{ one: 1 }]);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['SELECT']);
  });
});
