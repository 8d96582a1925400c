import { type StartedContext, startContext } from '../testing/start-context.ts';
import { toyShop } from '../testing/toy-shop.ts';
import {
  IdempotencyKeyReused,
  InvalidIdempotencyKey,
  type OnceOptions,
  oncePerKey,
} from './idempotency.ts';
import { execute } from './sql.ts';
import { inTransaction } from './transaction.ts';

let started: StartedContext;
beforeAll(async () => {
  started = await startContext(toyShop(), { background: false });
});
afterAll(() => started.stop());

let key: string;
beforeEach(async () => {
  key = crypto.randomUUID();
  await started.truth.query('truncate shop.counters');
});

const asked = (request: Partial<OnceOptions> = {}): OnceOptions => ({
  scope: 'usr_ada',
  operation: 'count',
  key,
  input: { by: 1, of: { a: 1, b: [1, 2] } },
  ...request,
});

/** Works once per key: each time it really works, there is one counter more. */
const count = (request?: Partial<OnceOptions>, fails = false): Promise<string> =>
  inTransaction(started.runtime.orm, (em) =>
    oncePerKey(em, 'shop', asked(request), async () => {
      const id = `ctr_${crypto.randomUUID()}`;
      await execute(em, 'insert into shop.counters (id, version, value) values ($1, 1, 1)', [id]);
      if (fails) throw new Error('it did not work');
      return id;
    }),
  );

async function worked(): Promise<number> {
  const { rows } = await started.truth.query<{ n: number }>(
    'select count(*)::int as n from shop.counters',
  );
  return rows[0]?.n ?? 0;
}

it('works once, and answers the same ever after', async () => {
  const first = await count();
  expect(await count()).toBe(first);
  expect(await count()).toBe(first);
  expect(await worked()).toBe(1);
});

it('works once for twenty who ask at once, and answers them alike', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => count()));
  expect(new Set(answers).size).toBe(1);
  expect(await worked()).toBe(1);
});

it('lets one of those who wait work, when the one before them fails', async () => {
  const answers = await Promise.allSettled([
    count({}, true),
    ...Array.from({ length: 10 }, () => count()),
  ]);
  const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  expect(ids.length).toBeGreaterThanOrEqual(10);
  expect(new Set(ids).size).toBe(1);
  expect(await worked()).toBe(1);
});

it('forgets a key whose work failed, so that it can be tried again', async () => {
  await expect(count({}, true)).rejects.toThrow('it did not work');
  await count();
  expect(await worked()).toBe(1);
});

it('refuses the key for other input', async () => {
  await count();
  await expect(count({ input: { by: 2, of: { a: 1, b: [1, 2] } } })).rejects.toThrow(
    IdempotencyKeyReused,
  );
  await expect(count({ input: { by: 1, of: { a: 1, b: [2, 1] } } })).rejects.toThrow(
    IdempotencyKeyReused,
  );
  expect(await worked()).toBe(1);
});

it('takes the same fields in another order for the same input', async () => {
  const first = await count();
  expect(await count({ input: { of: { b: [1, 2], a: 1 }, by: 1 } })).toBe(first);
  expect(await count({ input: { of: { b: [1, 2], a: 1 }, by: 1, note: undefined } })).toBe(first);
});

it('keeps the keys of two people, and of two operations, apart', async () => {
  const ids = [
    await count(),
    await count({ scope: 'usr_kim' }),
    await count({ operation: 'discount' }),
  ];
  expect(new Set(ids).size).toBe(3);
});

it.each(['', 'short', 'x'.repeat(129), 'with a space', 'with-ümlaut', 'new\nline-inside'])(
  'refuses %p as a key',
  async (nonsense) => {
    await expect(count({ key: nonsense })).rejects.toThrow(InvalidIdempotencyKey);
    expect(await worked()).toBe(0);
  },
);

it('takes keys of 8 and of 128 characters', async () => {
  await count({ key: key.slice(0, 8) });
  await count({ key: key.padEnd(128, '~') });
  expect(await worked()).toBe(2);
});
