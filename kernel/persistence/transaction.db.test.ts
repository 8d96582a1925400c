import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../domain/domain-error.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import { Counter, createCounter, increment, toyShop } from '../testing/toy-shop.ts';
import { execute, sql } from './sql.ts';
import { inTransaction } from './transaction.ts';

class NoMoreCounting extends DomainError {
  readonly code = 'NO_MORE_COUNTING';
}

let started: StartedContext;
beforeEach(async () => {
  started = await startContext(toyShop(), { background: false });
});
afterEach(() => started.stop());

const failWith = (state: string) =>
  `do $$ begin raise exception 'no' using errcode = '${state}'; end $$`;

describe('a transaction', () => {
  it.each([
    ['a serialization failure', '40001'],
    ['a deadlock', '40P01'],
  ])('is done again after %s, and saves once', async (_, state) => {
    const { orm } = started.runtime;
    let attempts = 0;
    await inTransaction(orm, async (em) => {
      attempts += 1;
      em.persist(new Counter('ctr_a'));
      await em.flush();
      if (attempts < 3) await execute(em, failWith(state));
    });
    expect(attempts).toBe(3);
    const { rows } = await started.truth.query('select type from shop.events');
    expect(rows).toEqual([{ type: 'CounterCreated' }]);
  });

  it('is given up when the conflict does not end', async () => {
    let attempts = 0;
    await expect(
      inTransaction(started.runtime.orm, async (em) => {
        attempts += 1;
        await execute(em, failWith('40001'));
      }),
    ).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toBe(4);
  });

  it.each([
    [
      'a refusal',
      () => Promise.reject(new NoMoreCounting('Enough.')),
      { code: 'NO_MORE_COUNTING' },
    ],
    [
      'a mistake of ours',
      () => Promise.reject(new TypeError('x is not a function')),
      { name: 'TypeError' },
    ],
  ])('is not done again after %s, and saves nothing', async (_, fail, expected) => {
    let attempts = 0;
    await expect(
      inTransaction(started.runtime.orm, async (em) => {
        attempts += 1;
        em.persist(new Counter('ctr_a'));
        await em.flush();
        await fail();
      }),
    ).rejects.toMatchObject(expected);
    expect(attempts).toBe(1);
    const { rows } = await started.truth.query('select from shop.events');
    expect(rows).toEqual([]);
  });

  it('is not done again after the database has refused a value', async () => {
    await createCounter(started.runtime.orm, 'ctr_a');
    let attempts = 0;
    await expect(
      inTransaction(started.runtime.orm, async (em) => {
        attempts += 1;
        em.persist(new Counter('ctr_a'));
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect(attempts).toBe(1);
  });

  it('survives a real deadlock with another one', async () => {
    const { orm } = started.runtime;
    await createCounter(orm, 'ctr_a');
    await createCounter(orm, 'ctr_b');
    const both = (first: string, second: string) =>
      inTransaction(orm, async (em) => {
        await execute(em, 'update shop.counters set value = value + 1 where id = $1', [first]);
        await sleep(100);
        await execute(em, 'update shop.counters set value = value + 1 where id = $1', [second]);
      });
    await Promise.all([both('ctr_a', 'ctr_b'), both('ctr_b', 'ctr_a')]);
    const { rows } = await started.truth.query('select value from shop.counters');
    expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  });
});

describe('a connection that dies inside a transaction', () => {
  /** More often than the pool has connections. */
  const OFTEN = 15;

  it('is not lost to the pool when it dies at a statement', async () => {
    const { orm } = started.runtime;
    for (let n = 0; n < OFTEN; n += 1) {
      const dying = orm.em
        .fork()
        .transactional((em) => sql(em, 'select pg_terminate_backend(pg_backend_pid())'));
      await expect(dying).rejects.toThrow();
    }
    await createCounter(orm, 'ctr_a');
    await increment(orm, 'ctr_a');
  });

  it('is not lost to the pool when it dies between two statements', async () => {
    const { orm } = started.runtime;
    for (let n = 0; n < OFTEN; n += 1) {
      const dying = orm.em.fork().transactional(async (em) => {
        const [row] = await sql<{ pid: number }>(em, 'select pg_backend_pid() as pid');
        await started.truth.query('select pg_terminate_backend($1)', [row?.pid]);
        await sleep(20);
        await sql(em, 'select 1');
      });
      await expect(dying).rejects.toThrow();
    }
    await Promise.all(Array.from({ length: 12 }, (_, n) => createCounter(orm, `ctr_${n}`)));
  });

  it('costs a use case nothing but another attempt', async () => {
    const { orm } = started.runtime;
    await createCounter(orm, 'ctr_a');
    let attempts = 0;
    await inTransaction(orm, async (em) => {
      attempts += 1;
      (await em.findOneOrFail(Counter, 'ctr_a')).increment();
      await em.flush();
      if (attempts === 1) await sql(em, 'select pg_terminate_backend(pg_backend_pid())');
    });
    expect(attempts).toBe(2);
    const { rows } = await started.truth.query('select value, version from shop.counters');
    expect(rows).toEqual([{ value: 1, version: 2 }]);
  });

  it('is not tried again when it dies at the commit, which may have succeeded', async () => {
    const { orm } = started.runtime;
    await started.truth.query(`
      create function public.die() returns trigger language plpgsql security definer as
        'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
      create constraint trigger die after insert on shop.counters
        deferrable initially deferred for each row execute function public.die()`);
    let attempts = 0;
    await expect(
      inTransaction(orm, async (em) => {
        attempts += 1;
        em.persist(new Counter('ctr_a'));
      }),
    ).rejects.toThrow();
    expect(attempts).toBe(1);
  });

  it('is let go by the server when its process is frozen', async () => {
    const { orm } = started.runtime;
    await createCounter(orm, 'ctr_a');
    const frozen = orm.em.fork().transactional(async (em) => {
      await execute(em, `update shop.counters set value = 99 where id = 'ctr_a'`);
      // Longer than the role may idle inside a transaction.
      await sleep(3500);
      await execute(em, `update shop.counters set value = 100 where id = 'ctr_a'`);
    });
    const refused = expect(frozen).rejects.toThrow();
    await increment(orm, 'ctr_a');
    await refused;
    const { rows } = await started.truth.query('select value from shop.counters');
    expect(rows).toEqual([{ value: 1 }]);
  });
});
