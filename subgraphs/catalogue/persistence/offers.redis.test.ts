import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { RedisStore } from '#kernel/cache/redis-store.ts';
import { registry } from '#kernel/telemetry/metrics.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { type Catalogue, givenVariants, startCatalogue } from '../test/given.ts';
import { type Offer, Offers } from './offers.ts';
import { productsWith, variantsWith } from './products.ts';

const REDIS = process.env['REDIS_URL'] ?? '';

let shop: Catalogue;
let products: string[];
let processes: Offers[];
const opened: RedisStore[] = [];

const em = () => shop.runtime.orm.em.fork();

beforeAll(async () => {
  shop = await startCatalogue();
  for (let n = 0; n < 4; n += 1) await givenVariants(shop, {}, { prices: { EUR: 5, GBP: 4 } });
  const { rows } = await shop.truth.query<{ id: string }>('select id from catalogue.products');
  products = rows.map(({ id }) => id);
  const prefix = `test:${randomUUID()}:`;
  const stores = [
    await RedisStore.open(REDIS, prefix, shop.runtime.logger),
    await RedisStore.open(REDIS, prefix, shop.runtime.logger),
  ];
  // Until one finds there what the other has read.
  opened.push(...stores);
  await eventually(async () => {
    processes = stores.map((store) => new Offers(em, store));
    for (const offers of processes) await offers.with('id', products);
    return (await readsFrom('store')) > 0;
  });
});
afterAll(async () => {
  for (const store of opened) store.close();
  await shop.stop();
});

async function truth(): Promise<Offer[]> {
  const variants = await variantsWith(em(), 'product_id', products);
  const read = await productsWith(em(), 'id', products);
  return byId(
    read.map((product) => ({
      product,
      variants: variants.filter(({ productId }) => productId === product.id),
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
        expect(byId(await processes[reader]!.with('id', products))).toEqual(await truth());
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

it('are the truth while Redis is away', async () => {
  const away = await RedisStore.open('redis://127.0.0.1:1', 'test:', shop.runtime.logger);
  opened.push(away);
  const apart = new Offers(em, away);
  for (let turn = 0; turn < 2; turn += 1)
    expect(byId(await apart.with('id', products))).toEqual(await truth());
});

async function readsFrom(from: string): Promise<number> {
  const { values } = await registry.getSingleMetric('comptoir_cache_reads_total')!.get();
  return (
    values.find(({ labels }) => labels['cache'] === 'offers' && labels['from'] === from)?.value ?? 0
  );
}
