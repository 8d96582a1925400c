import { type Id, newId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { commitReservation } from '../usecases/commit-reservation.ts';
import { expireReservations } from '../usecases/expire-reservations.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  type Catalogue,
  WAREHOUSE,
  eventsAbout,
  givenLocation,
  givenVariants,
  ordersService,
  startCatalogue,
  stockOf,
} from './given.ts';

const RESULT = `__typename
  ... on StockReservation { id orderId status expiresAt }
  ... on OutOfStock { code shortages { variantId requested available } }`;

const RESERVE = `mutation Reserve($input: ReserveStockInput!) { result: reserveStock(input: $input) { ${RESULT} ... on Problem { code } } }`;
const COMMIT = `mutation Commit($orderId: ID!) { result: commitReservation(orderId: $orderId) { ${RESULT} ... on Problem { code } } }`;
const RELEASE = `mutation Release($orderId: ID!) { result: releaseReservation(orderId: $orderId) { __typename ... on StockReservation { id status } ... on Problem { code } } }`;

type Line = { variantId: string; quantity: number };
type Result = {
  __typename: string;
  id?: string;
  status?: string;
  code?: string;
  shortages?: { variantId: string; requested: number; available: number }[];
};

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop.stop());

async function send(
  document: string,
  variables: Record<string, unknown>,
  as: Principal = ordersService,
): Promise<Result> {
  const { data, errors } = await shop.as(as).execute<{ result: Result }>(document, variables);
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.result;
}

const reserve = (orderId: Id<'ord'>, lines: Line[], expiresAt = shop.clock.minutesFromNow(30)) =>
  send(RESERVE, { input: { orderId, lines, expiresAt: expiresAt.toISOString() } });
const commit = (orderId: Id<'ord'>) => send(COMMIT, { orderId });
const release = (orderId: Id<'ord'>) => send(RELEASE, { orderId });

/** An order that holds `quantity` of one new variant with 10 on hand. */
async function givenReservation(quantity: number) {
  const [variantId = newId('var')] = await givenVariants(shop, { onHand: 10 });
  const orderId = newId('ord');
  await reserve(orderId, [{ variantId, quantity }]);
  return { orderId, variantId };
}

describe('reserving stock', () => {
  it('sets goods aside without taking them from the shelf', async () => {
    const [a = '', b = ''] = await givenVariants(shop, { onHand: 10 }, { onHand: 5 });
    const orderId = newId('ord');
    const result = await reserve(orderId, [
      { variantId: a, quantity: 3 },
      { variantId: b, quantity: 5 },
    ]);
    expect(result).toMatchObject({ __typename: 'StockReservation', orderId, status: 'HELD' });
    expect(await stockOf(shop, [a, b])).toEqual([
      [10, 3],
      [5, 5],
    ]);
    expect(await eventsAbout(shop, orderId)).toEqual(['StockReserved']);
  });

  it('reserves nothing when one line is short, and names every shortage', async () => {
    const [a = '', b = ''] = await givenVariants(shop, { onHand: 10 }, { onHand: 1 });
    const unknown = newId('var');
    const orderId = newId('ord');
    const result = await reserve(orderId, [
      { variantId: a, quantity: 3 },
      { variantId: b, quantity: 2 },
      { variantId: unknown, quantity: 1 },
    ]);
    expect(result).toMatchObject({ __typename: 'OutOfStock', code: 'OUT_OF_STOCK' });
    expect(result.shortages).toEqual([
      { variantId: b, requested: 2, available: 1 },
      { variantId: unknown, requested: 1, available: 0 },
    ]);
    expect(await stockOf(shop, [a, b])).toEqual([
      [10, 0],
      [1, 0],
    ]);
    expect(await eventsAbout(shop, orderId)).toEqual([]);
  });

  it('answers the same reservation when the same order asks again, even once it would be too late to ask', async () => {
    const { orderId, variantId } = await givenReservation(4);
    const lines = [{ variantId, quantity: 4 }];
    const [again, late] = [
      await reserve(orderId, lines),
      await reserve(orderId, lines, shop.clock.now),
    ];
    expect(again.id).toBe(late.id);
    expect(await stockOf(shop, [variantId])).toEqual([[10, 4]]);
  });

  it('reserves once when the same order asks ten times at once', async () => {
    const [variantId = ''] = await givenVariants(shop, { onHand: 10 });
    const orderId = newId('ord');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => reserve(orderId, [{ variantId, quantity: 3 }])),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await stockOf(shop, [variantId])).toEqual([[10, 3]]);
  });

  it('refuses lines that make no sense', async () => {
    const [variantId = ''] = await givenVariants(shop, {});
    expect(await reserve(newId('ord'), [])).toMatchObject({ code: 'INVALID_RESERVATION' });
    expect(await reserve(newId('ord'), [{ variantId, quantity: 0 }])).toMatchObject({
      code: 'INVALID_RESERVATION',
    });
  });

  it('is for a service with the permission, and for nobody else', async () => {
    const input = { orderId: newId('ord'), lines: [], expiresAt: shop.clock.now.toISOString() };
    for (const somebody of [customer(), operator('catalogue.reserve', 'catalogue.manage')]) {
      await expect(send(RESERVE, { input }, somebody)).rejects.toThrow('FORBIDDEN');
      await expect(send(COMMIT, { orderId: input.orderId }, somebody)).rejects.toThrow('FORBIDDEN');
      await expect(send(RELEASE, { orderId: input.orderId }, somebody)).rejects.toThrow(
        'FORBIDDEN',
      );
    }
    await expect(send(RESERVE, { input }, { kind: 'anonymous' })).rejects.toThrow(
      'UNAUTHENTICATED',
    );
  });
});

describe('committing a reservation', () => {
  it('takes the goods from the shelf, once however often it is asked', async () => {
    const { orderId, variantId } = await givenReservation(4);
    const answers = [await commit(orderId), await commit(orderId)];
    expect(answers.map(({ status }) => status)).toEqual(['COMMITTED', 'COMMITTED']);
    expect(await stockOf(shop, [variantId])).toEqual([[6, 0]]);
    expect(await eventsAbout(shop, orderId)).toEqual(['StockReserved', 'ReservationCommitted']);
  });

  it('finds the goods again if the reservation expired and they are still there', async () => {
    const { orderId, variantId } = await givenReservation(4);
    await expireAll();
    expect(await commit(orderId)).toMatchObject({ status: 'COMMITTED' });
    expect(await stockOf(shop, [variantId])).toEqual([[6, 0]]);
    expect(await eventsAbout(shop, orderId)).toEqual([
      'StockReserved',
      'ReservationExpired',
      'ReservationCommitted',
    ]);
  });

  it('is out of stock if the reservation expired and somebody else holds the goods', async () => {
    const { orderId, variantId } = await givenReservation(4);
    await expireAll();
    await reserve(newId('ord'), [{ variantId, quantity: 8 }]);
    expect(await commit(orderId)).toMatchObject({
      code: 'OUT_OF_STOCK',
      shortages: [{ variantId, requested: 4, available: 2 }],
    });
    expect(await stockOf(shop, [variantId])).toEqual([[10, 8]]);
  });

  it('is refused after a release, and for an order that reserved nothing', async () => {
    const { orderId } = await givenReservation(4);
    await release(orderId);
    expect(await commit(orderId)).toMatchObject({ code: 'RESERVATION_NOT_COMMITTABLE' });
    expect(await commit(newId('ord'))).toMatchObject({ code: 'RESERVATION_NOT_FOUND' });
  });
});

describe('releasing a reservation', () => {
  it('gives the goods back, once however often it is asked', async () => {
    const { orderId, variantId } = await givenReservation(4);
    const answers = [await release(orderId), await release(orderId)];
    expect(answers.map(({ status }) => status)).toEqual(['RELEASED', 'RELEASED']);
    expect(await stockOf(shop, [variantId])).toEqual([[10, 0]]);
  });

  it('changes nothing once it expired', async () => {
    const { orderId, variantId } = await givenReservation(4);
    await expireAll();
    expect(await release(orderId)).toMatchObject({ status: 'EXPIRED' });
    expect(await stockOf(shop, [variantId])).toEqual([[10, 0]]);
  });

  it('is refused once the goods were handed over, and for an order that reserved nothing', async () => {
    const { orderId } = await givenReservation(4);
    await commit(orderId);
    expect(await release(orderId)).toMatchObject({ code: 'RESERVATION_NOT_RELEASABLE' });
    expect(await release(newId('ord'))).toMatchObject({ code: 'RESERVATION_NOT_FOUND' });
  });
});

describe('what it costs', () => {
  it('is five statements to reserve and five to commit, however many lines there are', async () => {
    const onHand = { [WAREHOUSE]: 5, [await givenLocation(shop)]: 5 };
    const variants = await givenVariants(shop, ...Array.from({ length: 12 }, () => ({ onHand })));
    const orderId = newId('ord');
    const lines = variants.map((variantId) => ({ variantId, quantity: 6 }));
    const expiresAt = shop.clock.minutesFromNow(30);
    const reserving = () => reserveStock(shop.runtime, { orderId, lines, shipTo: null, expiresAt });
    expect((await statementsOf(reserving)).statements).toHaveLength(5);
    const committing = await statementsOf(() => commitReservation(shop.runtime, orderId));
    expect(committing.statements).toHaveLength(5);
  });
});

describe('expiry', () => {
  it('gives back what is overdue, and only that', async () => {
    const overdue = await givenReservation(4);
    shop.clock.pass(31);
    const young = await givenReservation(2);
    await expireReservations(shop.runtime);
    expect(await stockOf(shop, [overdue.variantId, young.variantId])).toEqual([
      [10, 0],
      [10, 2],
    ]);
    expect(await eventsAbout(shop, overdue.orderId)).toEqual([
      'StockReserved',
      'ReservationExpired',
    ]);
  });

  it('gives each back once when several processes do it at once', async () => {
    await expireAll();
    const [variantId = ''] = await givenVariants(shop, { onHand: 200 });
    for (let n = 0; n < 60; n += 1) await reserve(newId('ord'), [{ variantId, quantity: 3 }]);
    shop.clock.pass(31);
    const counts = await Promise.all(
      Array.from({ length: 4 }, () => expireReservations(shop.runtime)),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(await stockOf(shop, [variantId])).toEqual([[200, 0]]);
  });
});

async function expireAll(): Promise<void> {
  shop.clock.pass(31);
  await expireReservations(shop.runtime);
}

describe('a rush', () => {
  it('sells 10 of 10 to 50 buyers and refuses 40', async () => {
    const [variantId = ''] = await givenVariants(shop, { onHand: 10 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => reserve(newId('ord'), [{ variantId, quantity: 1 }])),
    );
    const typenames = answers.map(({ __typename }) => __typename);
    expect(typenames.filter((name) => name === 'StockReservation')).toHaveLength(10);
    expect(typenames.filter((name) => name === 'OutOfStock')).toHaveLength(40);
    expect(await stockOf(shop, [variantId])).toEqual([[10, 10]]);
  });

  it('neither deadlocks nor oversells when carts overlap in every order', async () => {
    const variants = await givenVariants(
      shop,
      ...Array.from({ length: 6 }, () => ({ onHand: 10 })),
    );
    const carts = Array.from({ length: 50 }, (_, n) => ({
      orderId: newId('ord'),
      lines: [0, 1, 2].map((k) => ({
        variantId: variants[(n * 5 + k * (1 + (n % 4))) % 6] ?? '',
        quantity: 1 + (n % 2),
      })),
    }));
    const { rows: before } = await shop.truth.query<{ deadlocks: string }>(DEADLOCKS);
    const fates = await Promise.all(
      carts.map(async ({ orderId, lines }, n) => {
        const { __typename } = await reserve(orderId, lines);
        if (__typename !== 'StockReservation') return 'refused';
        if (n % 3 === 0) return (await release(orderId)).status;
        return n % 3 === 1 ? (await commit(orderId)).status : 'HELD';
      }),
    );
    const piecesOf = (variantId: string, fate: string) =>
      carts
        .filter((_, n) => fates[n] === fate)
        .flatMap(({ lines }) => lines)
        .filter((line) => line.variantId === variantId)
        .reduce((sum, { quantity }) => sum + quantity, 0);
    const expected = variants.map((id) => [10 - piecesOf(id, 'COMMITTED'), piecesOf(id, 'HELD')]);
    expect(await stockOf(shop, variants)).toEqual(expected);
    const { rows: after } = await shop.truth.query<{ deadlocks: string }>(DEADLOCKS);
    expect(after).toEqual(before);
  });
});

const DEADLOCKS = 'select deadlocks from pg_stat_database where datname = current_database()';
