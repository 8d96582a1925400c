import { newId } from '#kernel/domain/id.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { type Catalogue, givenVariants, ordersService, startCatalogue } from './given.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue({ background: true });
});
afterAll(() => shop.stop());

const RESERVE = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { __typename } }`;
const COMMIT = `mutation ($id: ID!) { commitReservation(orderId: $id) { __typename } }`;
const RELEASE = `mutation ($id: ID!) { releaseReservation(orderId: $id) { __typename } }`;

async function order(settle: string, lines: readonly object[]): Promise<void> {
  const orderId = newId('ord');
  const expiresAt = shop.clock.minutesFromNow(30).toISOString();
  const orders = shop.as(ordersService);
  await orders.execute(RESERVE, { input: { orderId, lines, expiresAt } });
  const { errors } = await orders.execute(settle, { id: orderId });
  expect(errors).toBeUndefined();
}

async function popularityOf(variant: string): Promise<number | undefined> {
  const { rows } = await shop.truth.query<{ popularity: number }>(
    'select popularity from catalogue.products p join catalogue.variants v on v.product_id = p.id where v.id = $1',
    [variant],
  );
  return rows[0]?.popularity;
}

it('a product is as popular as pieces of it were sold, in all its variants', async () => {
  const [small = '', large = ''] = await givenVariants(shop, {}, {});
  const [other = ''] = await givenVariants(shop, {});
  await order(RELEASE, [{ variantId: other, quantity: 9 }]);
  await order(COMMIT, [
    { variantId: small, quantity: 2 },
    { variantId: large, quantity: 3 },
  ]);
  await order(COMMIT, [
    { variantId: large, quantity: 1 },
    { variantId: other, quantity: 1 },
  ]);
  await eventually(async () => (await popularityOf(other)) === 1);
  expect(await popularityOf(small)).toBe(6);
});
