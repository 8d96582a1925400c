import { LockMode } from '@mikro-orm/core';
import { pino } from 'pino';
import { Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { inTransaction } from '../persistence/transaction.ts';
import type { GraphRequest } from '../graphql/request.ts';
import { SubgraphServer } from '../graphql/subgraph-server.ts';
import { subgraphSchema } from '../graphql/subgraph-schema.ts';
import { ANONYMOUS } from '../graphql/principal.ts';
import { statementsOf } from '../testing/count-statements.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import { Counter, createCounter, toyShop } from '../testing/toy-shop.ts';
import type { Runtime } from './context.ts';

const ID = 'ctr_01';

/** Reads and counts, after the asker's deadline has passed. */
@Resolver()
class LateResolver {
  constructor(private readonly rt: Runtime) {}

  @Query(() => Number, { description: 'Reads too late.' })
  async read(@Ctx() _request: GraphRequest): Promise<number> {
    await deadlinePassed();
    return (await this.rt.orm.em.fork().findOneOrFail(Counter, ID)).value;
  }

  @Mutation(() => Number, { description: 'Counts too late.' })
  async count(): Promise<number> {
    await deadlinePassed();
    return inTransaction(this.rt.orm, async (em) => {
      const counter = await em.findOneOrFail(Counter, ID, { lockMode: LockMode.PESSIMISTIC_WRITE });
      counter.increment();
      return counter.value;
    });
  }
}

const MS = 20;
const deadlinePassed = () => new Promise((resolve) => setTimeout(resolve, 2 * MS));

let shop: StartedContext;
let server: SubgraphServer;
const lines: string[] = [];

beforeAll(async () => {
  shop = await startContext(toyShop(), { background: false });
  await createCounter(shop.runtime.orm, ID);
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const schema = await subgraphSchema([LateResolver as never], {}, shop.runtime);
  server = await SubgraphServer.start({
    name: 'shop',
    schema,
    authenticate: async () => ANONYMOUS,
    logger,
  });
});
afterAll(async () => {
  await server.stop();
  await shop.stop();
});

const ask = (query: string) =>
  statementsOf(() => server.execute({ query, headers: {}, deadline: performance.now() + MS }));

it('a read that nobody waits for any more asks the database nothing, and troubles no log', async () => {
  const { result, statements } = await ask('{ read }');
  expect(statements).toEqual([]);
  expect(result.errors?.[0]?.extensions).toEqual({ code: 'DEADLINE_EXCEEDED' });
  expect(lines).toEqual([]);
});

it('what changes something is finished, though nobody waits for it', async () => {
  const { result } = await ask('mutation { count }');
  expect(result).toMatchObject({ data: { count: 1 } });
  const { rows } = await shop.truth.query('select value from shop.counters');
  expect(rows).toEqual([{ value: 1 }]);
});
