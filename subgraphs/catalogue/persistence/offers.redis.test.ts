import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { RedisStore } from '#kernel/cache/redis-store.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { kill, startProcess } from '#kernel/testing/start-process.ts';
import { type Catalogue, givenVariants, startCatalogue } from '../test/given.ts';
import { type Offer, Offers } from './offers.ts';
import { productsWith, variantsWith } from './products.ts';

const REDIS_URL = process.env['REDIS_URL'] ?? '';
const PROGRAM = new URL('../test/offers-process.ts', import.meta.url);

let shop: Catalogue;
let products: string[];
let processes: ChildProcess[] = [];

const em = () => shop.runtime.orm.em.fork();

beforeAll(async () => {
  shop = await startCatalogue();
  for (let n = 0; n < 4; n += 1) await givenVariants(shop, {}, { prices: { EUR: 5, GBP: 4 } });
  const { rows } = await shop.truth.query<{ id: string }>('select id from catalogue.products');
  products = rows.map(({ id }) => id);
  const environment = { ...shop.database.environment, REDIS_URL };
  processes = await Promise.all([1, 2].map(() => startProcess(PROGRAM, [], environment)));
});
afterAll(async () => {
  for (const child of processes) await kill(child);
  await shop.stop();
});

interface Answer {
  readonly offers: Offer[];
  readonly fromRedis: number;
}

/** What a process answers. Whatever is compared with it has gone through JSON too. */
async function ask(reader: number): Promise<Answer> {
  const child = processes[reader]!;
  const answered = once(child, 'message');
  child.send(products);
  const [answer] = (await answered) as [Answer];
  return { ...answer, offers: byId(answer.offers) };
}

const asJson = (offers: readonly Offer[]): unknown => JSON.parse(JSON.stringify(offers));

it('are had from Redis by a process that has not read them, once another one has', async () => {
  // Each has to be connected first.
  await eventually(async () => {
    await shop.truth.query(`update catalogue.products set name = name || '!'`);
    await ask(0);
    return (await ask(1)).fromRedis > 0;
  });
});

async function truth(): Promise<Offer[]> {
  const variants = await variantsWith(em(), 'product_id', products);
  const read = await productsWith(em(), 'id', products);
  const categories = await shop.runtime.categories.tree();
  return byId(
    read.map((product) => ({
      product,
      variants: variants.filter(({ productId }) => productId === product.id),
      categories,
    })),
  );
}

const byId = (offers: readonly Offer[]): Offer[] =>
  offers.toSorted((a, b) => (a.product.id < b.product.id ? -1 : 1));

/** What a product, its variants, prices and stock may suffer. */
const WRITES = [
  `update catalogue.products set name = name || '!' where id = $1`,
  `update catalogue.products set status = case status when 'PUBLISHED' then 'ARCHIVED' else 'PUBLISHED' end where id = $1`,
  `update catalogue.prices set amount_minor = amount_minor + 1
     where variant_id in (select id from catalogue.variants where product_id = $1)`,
  `delete from catalogue.prices where currency = 'GBP'
     and variant_id in (select id from catalogue.variants where product_id = $1)`,
  `insert into catalogue.special_prices (variant_id, currency, amount_minor, minimum_quantity, valid)
     select v.id, 'EUR', 1, 2 + count(s.variant_id), '(,)' from catalogue.variants v
     left join catalogue.special_prices s on s.variant_id = v.id where v.product_id = $1 group by 1`,
  `delete from catalogue.special_prices
     where variant_id in (select id from catalogue.variants where product_id = $1)`,
  `update catalogue.variants set name = name || '!' where product_id = $1`,
  `update catalogue.variants set removed_at = now() where product_id = $1 and position = 1`,
  `insert into catalogue.product_options select $1, count(*), count(*)::text, '{a}'
     from catalogue.product_options where product_id = $1`,
  `update catalogue.stock_levels set low_stock_threshold = coalesce(low_stock_threshold, 0) + 1
     where variant_id in (select id from catalogue.variants where product_id = $1)`,
];

it('are the truth after every write, whichever process is asked', async () => {
  const write = fc.tuple(fc.constantFrom(...WRITES), fc.nat({ max: 3 }), fc.nat({ max: 1 }));
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 6 }), async (writes) => {
      for (const [statement, product, reader] of writes) {
        await shop.truth.query(statement, [products[product]]);
        expect((await ask(reader)).offers).toEqual(asJson(await truth()));
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

it('are the truth while Redis is away', async () => {
  const away = await RedisStore.open('redis://127.0.0.1:1', 'test:', shop.runtime.logger);
  const apart = new Offers(em, away, shop.runtime.categories);
  for (let turn = 0; turn < 2; turn += 1)
    expect(byId(await apart.with('id', products))).toEqual(await truth());
  apart.close();
});
