import {
  type Lack,
  NoAnswer,
  type SubgraphConnection,
} from '#kernel/graphql/subgraph-connection.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { ResilientSubgraph } from './resilient-subgraph.ts';

const READ = { query: 'query R { a }', headers: {} };
const logger = createLogger('silent');
const WRITE = { query: 'mutation W { a }', headers: {} };

/** A subgraph that gives no answer for these reasons, one after the other, and then answers. */
function after(lacks: readonly Lack[]) {
  const left = [...lacks];
  let asked = 0;
  const connection: SubgraphConnection = {
    async execute() {
      asked += 1;
      const lack = left.shift();
      if (lack) throw new NoAnswer(lack, 'no');
      return { data: { a: 1 } };
    },
    subscribe() {
      throw new Error('not used');
    },
  };
  const subgraph = new ResilientSubgraph('orders', connection, logger);
  return { subgraph, connection, timesAsked: () => asked };
}

it.each([
  ['a read, when nothing was sent', READ, 'not-sent'],
  ['a read, when the answer broke off', READ, 'cut-off'],
  ['a read, when the subgraph was not ready', READ, 'turned-away'],
  ['a write, when nothing was sent', WRITE, 'not-sent'],
] as const)('sends again %s', async (_, request, lack) => {
  const { subgraph, timesAsked } = after([lack]);
  expect(await subgraph.execute(request)).toEqual({ data: { a: 1 } });
  expect(timesAsked()).toBe(2);
});

it.each([
  ['a write whose answer broke off', WRITE, 'cut-off'],
  ['a write to a subgraph that was not ready', WRITE, 'turned-away'],
  ['a read that took too long', READ, 'too-late'],
  ['a read whose answer was too large', READ, 'too-large'],
] as const)('does not send again %s', async (_, request, lack) => {
  const { subgraph, timesAsked } = after([lack]);
  await expect(subgraph.execute(request)).rejects.toMatchObject({ lack });
  expect(timesAsked()).toBe(1);
});

it('gives up after three attempts', async () => {
  const { subgraph, timesAsked } = after(['not-sent', 'not-sent', 'not-sent', 'not-sent']);
  await expect(subgraph.execute(READ)).rejects.toMatchObject({ lack: 'not-sent' });
  expect(timesAsked()).toBe(3);
});

it('refuses a client when too many wait, and never a part of a live event, for which no client waits', async () => {
  const execute = () => new Promise<never>(() => {});
  const { connection } = after([]);
  const policy = { maxInFlight: 1, maxWaiting: 1, readTimeoutMs: 50 };
  const subgraph = new ResilientSubgraph('orders', { ...connection, execute }, logger, policy);
  const parts = Array.from({ length: 5 }, () =>
    subgraph.execute(READ).catch((error: unknown) => error),
  );
  expect(subgraph.state).toMatchObject({ inFlight: 1, waiting: 4, refusals: 0 });
  const client = subgraph.execute({ ...READ, deadline: performance.now() + 10_000 });
  await expect(client).rejects.toMatchObject({ lack: 'busy' });
  for (const part of await Promise.all(parts)) expect(part).toMatchObject({ lack: 'too-late' });
});

it('asks for nothing once the deadline has passed', async () => {
  const { subgraph, timesAsked } = after([]);
  const late = { ...READ, deadline: performance.now() };
  await expect(subgraph.execute(late)).rejects.toMatchObject({ lack: 'too-late' });
  expect(timesAsked()).toBe(0);
});
