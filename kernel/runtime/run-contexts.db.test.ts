import { type TestDatabase, createTestDatabase } from '../testing/database.ts';
import { toyShop } from '../testing/toy-shop.ts';
import type { Context } from './context.ts';
import { createLogger } from './logger.ts';
import { type OpenContexts, openContexts } from './run-contexts.ts';

let database: TestDatabase;
let open: OpenContexts;

async function openShop(shop: Context = toyShop()): Promise<void> {
  database = await createTestDatabase([shop]);
  open = await openContexts({
    installation: database.installation,
    contexts: [shop],
    logger: createLogger('silent'),
    clock: () => new Date(),
    remote: () => {
      throw new Error('There is no other context.');
    },
    accountsUrl: () => 'http://127.0.0.1:1',
    publicUrl: () => 'http://127.0.0.1:1',
    onLeaseLost: () => {},
  });
}

afterEach(() => database.drop());

it('a context is ready when its demo data is there and its background runs, and no sooner', async () => {
  const readiness: unknown[] = [];
  const look = async () => void readiness.push(await open.ready());
  await openShop(toyShop({ seed: look }));
  await look();
  await open.seed();
  await look();
  await open.startBackground();
  await look();
  const stopped = open.stop();
  await look();
  await stopped;
  const states = ['not ready', 'not ready', 'not ready', 'ok', 'not ready'];
  expect(readiness).toEqual(states.map((shop) => ({ shop })));
});

it('a context is not ready while its database is away', async () => {
  await openShop();
  await open.startBackground();
  await database.drop();
  expect(await open.ready()).toEqual({ shop: 'not ready' });
  await open.stop();
});
