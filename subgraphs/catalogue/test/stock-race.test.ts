import { type Id, newId } from '#kernel/domain/id.ts';
import { expireReservations } from '../usecases/expire-reservations.ts';
import {
  type Catalogue,
  WAREHOUSE,
  givenLocation,
  givenVariants,
  ordersService,
  startCatalogue,
  stockFaults,
  stockKeeper,
  stockOf,
} from './given.ts';

const CLIENTS = 100;
const ROUNDS = process.env['COMPTOIR_DEEP'] === '1' ? 20 : 1;

const RESERVE = `mutation ($input: ReserveStockInput!) { result: reserveStock(input: $input) { __typename } }`;
const COMMIT = `mutation ($orderId: ID!) { result: commitReservation(orderId: $orderId) { __typename } }`;
const RELEASE = `mutation ($orderId: ID!) { result: releaseReservation(orderId: $orderId) { __typename } }`;
const ADJUST = `mutation ($input: AdjustStockInput!) { result: adjustStock(input: $input) { __typename } }`;

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

/** @throws whatever is no answer, a deadlock above all */
async function ask(document: string, variables: object, as = ordersService): Promise<string> {
  const { data, errors } = await shop
    .as(as)
    .execute<{ result: { __typename: string } }>(document, variables as Record<string, unknown>);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result.__typename;
}

type Cart = {
  readonly orderId: Id<'ord'>;
  readonly lines: { variantId: string; quantity: number }[];
};

/** Of four neighbouring variants each, begun elsewhere and in another order each time. */
const cartsOver = (variants: readonly string[]): Cart[] =>
  Array.from({ length: CLIENTS }, (_, n) => ({
    orderId: newId('ord'),
    lines: [0, 1, 2, 3].map((k) => ({
      variantId: variants[(n * 3 + k * (n % 2 === 0 ? 1 : variants.length - 1)) % variants.length]!,
      quantity: 1 + ((n + k) % 3),
    })),
  }));

const reserve = ({ orderId, lines }: Cart, minutes = 30) =>
  ask(RESERVE, { input: { orderId, lines, expiresAt: shop.clock.minutesFromNow(minutes) } });

const deadlocks = async () => {
  const { rows } = await shop.truth.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return rows;
};

const piecesOf = (carts: readonly Cart[], variantId: string) =>
  carts
    .flatMap(({ lines }) => lines)
    .filter((line) => line.variantId === variantId)
    .reduce((sum, { quantity }) => sum + quantity, 0);

describe.each(Array.from({ length: ROUNDS }, (_, round) => round))('round %i', () => {
  it(`gives ${CLIENTS} overlapping carts whole or not at all, and never more than there is`, async () => {
    const other = await givenLocation(shop);
    const onHand = { [WAREHOUSE]: 25, [other]: 15 };
    const variants = await givenVariants(shop, ...Array.from({ length: 6 }, () => ({ onHand })));
    const before = await deadlocks();
    const carts = cartsOver(variants);
    const answers = await Promise.all(carts.map((cart) => reserve(cart)));
    const held = carts.filter((_, n) => answers[n] === 'StockReservation');
    expect(new Set(answers)).toEqual(new Set(['StockReservation', 'OutOfStock']));
    expect(await stockOf(shop, variants)).toEqual(
      variants.map((variantId) => [40, piecesOf(held, variantId)]),
    );
    // Whoever was refused wanted more of something than was left in the end, for nobody gave anything back.
    const left = new Map(variants.map((id) => [id, 40 - piecesOf(held, id)]));
    for (const [n, { lines }] of carts.entries()) {
      const fits = lines.every(
        ({ variantId, quantity }) => quantity <= left.get(variantId as Id<'var'>)!,
      );
      if (answers[n] === 'OutOfStock') expect(fits).toBe(false);
    }
    expect(await stockFaults(shop)).toEqual([]);
    expect(await deadlocks()).toEqual(before);
  });

  it('lets carts take turns that empty shelves of the same products', async () => {
    const [one, two] = [
      await givenVariants(shop, { onHand: 1 }, { onHand: 1 }),
      await givenVariants(shop, { onHand: 1 }, { onHand: 1 }),
    ];
    const before = await deadlocks();
    for (let turn = 0; turn < 10; turn += 1) {
      const carts = [0, 1].map((place): Cart => ({
        orderId: newId('ord'),
        lines: [one[place]!, two[place]!].map((variantId) => ({ variantId, quantity: 1 })),
      }));
      const held = await Promise.all(carts.map((cart) => reserve(cart)));
      expect(held).toEqual(['StockReservation', 'StockReservation']);
      await Promise.all(carts.map(({ orderId }) => ask(RELEASE, { orderId })));
    }
    expect(await deadlocks()).toEqual(before);
  });

  it('keeps its sums while others commit, release, correct the stock and sweep what has expired', async () => {
    const other = await givenLocation(shop);
    const variants = await givenVariants(
      shop,
      ...Array.from({ length: 4 }, () => ({ onHand: { [WAREHOUSE]: 30, [other]: 30 } })),
    );
    const before = await deadlocks();
    const overdue = cartsOver(variants).slice(0, 10);
    await Promise.all(overdue.map((cart) => reserve(cart, 5)));
    shop.clock.pass(6);
    const adjust = (n: number) =>
      ask(
        ADJUST,
        {
          input: {
            variantId: variants[n % variants.length],
            locationId: n % 2 === 0 ? WAREHOUSE : other,
            delta: n % 3 === 0 ? -2 : 3,
            reason: 'a count',
          },
        },
        stockKeeper,
      );
    const buy = async (cart: Cart, n: number) => {
      const reserved = await reserve(cart);
      if (reserved !== 'StockReservation' || n % 4 === 0) return reserved;
      return ask(n % 2 === 0 ? COMMIT : RELEASE, { orderId: cart.orderId });
    };
    const outcomes = await Promise.allSettled([
      ...cartsOver(variants).map(buy),
      ...Array.from({ length: 20 }, (_, n) => adjust(n)),
      ...Array.from({ length: 4 }, async () => expireReservations(shop.runtime)),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await stockFaults(shop)).toEqual([]);
    expect(await deadlocks()).toEqual(before);
    const { rows } = await shop.truth.query<{ status: string }>(
      'select distinct status from catalogue.reservations where order_id = any ($1)',
      [overdue.map(({ orderId }) => orderId)],
    );
    expect(rows).toEqual([{ status: 'EXPIRED' }]);
  });
});
