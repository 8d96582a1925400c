import { once } from 'node:events';
import { type TestDatabase, createTestDatabase } from '../testing/database.ts';
import { BeginningClient } from './beginning-client.ts';

let database: TestDatabase;
let client: BeginningClient;

beforeAll(async () => {
  database = await createTestDatabase([]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  client = new BeginningClient({ connectionString: database.url });
  await client.connect();
  await client.query('drop table if exists casks; create table casks (id int primary key)');
  // The first transaction of a kind is begun as it is said.
  await client.query('begin');
  await client.query('commit');
});
afterEach(() => client.end());

const fill = (id: number) => client.query('insert into casks values ($1)', [id]);
const casks = async () =>
  (await client.query<{ id: number }>('select id from casks order by id')).rows;
/** How many messages went to the server while `work` was done. */
async function messages(work: () => Promise<unknown>): Promise<number> {
  const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream } })
    .connection;
  let sent = 0;
  const { _writev: writev, _write: write } = stream as unknown as Record<string, () => void>;
  Object.assign(stream, {
    _writev: (...chunks: []) => ((sent += 1), writev?.apply(stream, chunks)),
    _write: (...chunk: []) => ((sent += 1), write?.apply(stream, chunk)),
  });
  await work();
  return sent;
}

describe('a transaction', () => {
  it('begins with its first statement, in one message', async () => {
    const sent = await messages(async () => {
      await client.query('begin');
      await fill(1);
      expect(client.getTransactionStatus()).toBe('T');
      await client.query('commit');
    });
    expect(sent).toBe(2);
    expect(await casks()).toEqual([{ id: 1 }]);
  });

  it('costs nothing if nothing is asked in it', async () => {
    const sent = await messages(async () => {
      await client.query('begin');
      await client.query('rollback');
      await client.query('start transaction isolation level read committed');
      await client.query('commit');
    });
    // The second kind is new.
    expect(sent).toBe(2);
    expect(client.getTransactionStatus()).toBe('I');
  });

  it('is taken back as a whole', async () => {
    await client.query('begin');
    await fill(1);
    await fill(2);
    await client.query('rollback');
    expect(await casks()).toEqual([]);
  });

  it('has the isolation that was said', async () => {
    for (let time = 0; time < 2; time += 1) {
      await client.query('start transaction isolation level serializable');
      const { rows } = await client.query('select current_setting($1) as level', [
        'transaction_isolation',
      ]);
      expect(rows).toEqual([{ level: 'serializable' }]);
      await client.query('commit');
    }
  });

  it('begins before what has no values as well', async () => {
    await client.query('begin');
    await client.query('insert into casks values (1); insert into casks values (2)');
    await client.query('rollback');
    expect(await casks()).toEqual([]);
  });

  it('fails with its first statement, and can be taken back', async () => {
    await fill(1);
    await client.query('begin');
    await expect(fill(1)).rejects.toThrow('duplicate key');
    await expect(fill(2)).rejects.toThrow('current transaction is aborted');
    await client.query('rollback');
    await client.query('begin');
    await fill(3);
    await client.query('commit');
    expect(await casks()).toEqual([{ id: 1 }, { id: 3 }]);
  });

  it('begins before statements that are asked at once', async () => {
    await client.query('begin');
    await Promise.all([fill(1), fill(2)]);
    await client.query('rollback');
    expect(await casks()).toEqual([]);
  });

  it('answers through callbacks too', async () => {
    const answer = (ask: (done: (error: Error | null, result: unknown) => void) => void) =>
      new Promise((resolve, reject) =>
        ask((error, result) => (error ? reject(error) : resolve(result))),
      );
    await answer((done) => client.query('begin', done));
    await expect(
      answer((done) => client.query('select $1::int as one', [1], done)),
    ).resolves.toMatchObject({ command: 'SELECT', rows: [{ one: 1 }] });
    await answer((done) => client.query('commit', done));
    expect(client.getTransactionStatus()).toBe('I');
  });
});

describe('what cannot be begun', () => {
  it('is said at once, the first time', async () => {
    await expect(client.query('begin isolation level nonsense')).rejects.toThrow('syntax error');
  });

  it('is not done outside a transaction', async () => {
    await client.query('deallocate all');
    await client.query('begin');
    await expect(fill(1)).rejects.toThrow('does not exist');
    expect(await casks()).toEqual([]);
  });

  it('ends the connection, if what follows went after it', async () => {
    await client.query('deallocate all');
    const lost = once(client, 'error');
    await client.query('begin');
    await expect(client.query('insert into casks values (1)')).rejects.toThrow();
    await lost;
    client = new BeginningClient({ connectionString: database.url });
    await client.connect();
    expect(await casks()).toEqual([]);
  });
});
