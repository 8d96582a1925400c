import { startContext } from '../testing/start-context.ts';
import { toyShop } from '../testing/toy-shop.ts';
import { sql } from './sql.ts';

it.each([0, 1, 2, 5, 10])(
  'closes the database %i ms after it was asked more than it had connections for',
  async (ms) => {
    const { runtime, stop } = await startContext(toyShop(), { background: false });
    const asked = Promise.allSettled(
      [1, 2, 3, 4].map(() => sql(runtime.orm.em.fork(), 'select 1')),
    );
    await new Promise((resolve) => setTimeout(resolve, ms));
    await stop();
    expect(await asked).toHaveLength(4);
  },
);
