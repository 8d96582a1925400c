import { DBOS } from '@dbos-inc/dbos-sdk';
import { inTransaction } from '../persistence/transaction.ts';
import { eventually } from '../testing/eventually.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import { Counter, createCounter } from '../testing/toy-shop.ts';
import { durableShop } from '../testing/toy-workflow.ts';
import { deleteFinished } from './engine.ts';

let started: StartedContext;
beforeAll(async () => {
  started = await startContext(durableShop('http://127.0.0.1:1'));
});
afterAll(() => started.stop());

const start = (workflow: string, id: string) =>
  inTransaction(started.runtime.orm, (em) =>
    started.runtime.workflows.startInTransaction(em, { workflow, id }, id),
  );

const send = (id: string, message: unknown, key: string = crypto.randomUUID()) =>
  inTransaction(started.runtime.orm, (em) =>
    started.runtime.workflows.sendInTransaction(em, id, message, 'go', key),
  );

const resultOf = (id: string) => DBOS.retrieveWorkflow(id).getResult();

async function workflows(id: string): Promise<string[]> {
  const { rows } = await started.truth.query<{ status: string }>(
    'select status from workflow.workflow_status where workflow_uuid = $1',
    [id],
  );
  return rows.map(({ status }) => status);
}

describe('a workflow', () => {
  it('starts when the transaction that asked for it commits', async () => {
    await start('shop.wait', 'committed');
    await send('committed', 'hello');
    expect(await resultOf('committed')).toBe('hello');
  });

  it('does not start when the transaction that asked for it is rolled back', async () => {
    const { orm, workflows: durable } = started.runtime;
    await expect(
      inTransaction(orm, async (em) => {
        await durable.startInTransaction(em, { workflow: 'shop.wait', id: 'rolled-back' });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await workflows('rolled-back')).toEqual([]);
  });

  it('starts once when it is asked for twice, also when it has finished', async () => {
    await start('shop.wait', 'twice');
    await start('shop.wait', 'twice');
    await send('twice', 1);
    expect(await resultOf('twice')).toBe(1);
    await start('shop.wait', 'twice');
    expect(await workflows('twice')).toEqual(['SUCCESS']);
  });
});

describe('a step', () => {
  it('that is refused leaves nothing, and the refusal keeps its code', async () => {
    const { orm } = started.runtime;
    await createCounter(orm, 'ctr_refused');
    await start('shop.refuse', 'ctr_refused');
    expect(await resultOf('ctr_refused')).toBe('COUNTING_FORBIDDEN');
    const counter = await orm.em.fork().findOneOrFail(Counter, 'ctr_refused');
    expect(counter).toMatchObject({ value: 0, version: 1 });
  });
});

describe('a message', () => {
  it('that is sent twice under one key is heard once', async () => {
    await start('shop.wait', 'heard');
    const key = crypto.randomUUID();
    expect(await send('heard', 'first', key)).toBe(true);
    expect(await send('heard', 'first', key)).toBe(true);
    expect(await resultOf('heard')).toBe('first');
    const { rows } = await started.truth.query(
      `select from workflow.notifications where destination_uuid = 'heard'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('is not sent when the transaction is rolled back', async () => {
    const { orm, workflows: durable } = started.runtime;
    await start('shop.wait', 'unheard');
    await expect(
      inTransaction(orm, async (em) => {
        await durable.sendInTransaction(em, 'unheard', 'never', 'go', 'key-of-unheard');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await send('unheard', 'this one');
    expect(await resultOf('unheard')).toBe('this one');
  });

  it.each(['never-existed', 'deleted'])(
    'to a workflow that %s does no harm to its sender',
    async (id) => {
      const { orm, workflows: durable } = started.runtime;
      if (id === 'deleted') {
        await start('shop.wait', id);
        await send(id, 'hello');
        await resultOf(id);
        await deleteFinished(new Date(Date.now() + 60_000));
        expect(await workflows(id)).toEqual([]);
      }
      const counter = `ctr_${id}` as const;
      const sent = await inTransaction(orm, async (em) => {
        em.persist(new Counter(counter));
        const heard = await durable.sendInTransaction(em, id, 'hello', 'go', crypto.randomUUID());
        (await em.findOneOrFail(Counter, counter)).increment();
        return heard;
      });
      expect(sent).toBe(false);
      const { rows } = await started.truth.query(
        'select type from shop.events where aggregate_id = $1 order by aggregate_version',
        [counter],
      );
      expect(rows).toEqual([{ type: 'CounterCreated' }, { type: 'CounterIncremented' }]);
    },
  );

  it('to a workflow that has finished does no harm to its sender', async () => {
    await start('shop.wait', 'finished');
    await send('finished', 'hello');
    await resultOf('finished');
    expect(await send('finished', 'too late')).toBe(true);
  });
});

it('deletes what finished, and leaves what still runs', async () => {
  await start('shop.wait', 'running');
  await start('shop.wait', 'done');
  await send('done', 'hello');
  await resultOf('done');
  await eventually(async () => (await workflows('running'))[0] === 'PENDING');
  await deleteFinished(new Date(Date.now() + 60_000));
  expect(await workflows('done')).toEqual([]);
  expect(await workflows('running')).toEqual(['PENDING']);
  await send('running', 'bye');
  expect(await resultOf('running')).toBe('bye');
});
