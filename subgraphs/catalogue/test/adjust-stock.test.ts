import { type Id, newId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  type Catalogue,
  givenVariants,
  ordersService,
  startCatalogue,
  stockKeeper,
  stockOf,
} from './given.ts';

const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename
  ... on StockLevel { onHand reserved } ... on StockBelowReserved { onHand reserved } ... on Problem { code } } }`;

let shop: Catalogue;
let variantId: Id<'var'>;
beforeAll(async () => {
  shop = await startCatalogue();
});
beforeEach(async () => {
  [variantId = newId('var')] = await givenVariants(shop, { onHand: 10 });
});
afterAll(() => shop.stop());

const adjust = (
  delta: number,
  { reason = 'a delivery', id = variantId as string, as = stockKeeper as Principal } = {},
) =>
  shop
    .as(as)
    .execute<{ adjustStock: unknown }>(ADJUST, { input: { variantId: id, delta, reason } });

describe('adjusting stock', () => {
  it('changes what is on hand, and keeps who did it and why', async () => {
    const { data } = await adjust(-3, { reason: ' broken in the cellar ' });
    expect(data.adjustStock).toMatchObject({ onHand: 7, reserved: 0 });
    const { rows } = await shop.truth.query(
      'select * from catalogue.stock_movements where variant_id = $1 order by id',
      [variantId],
    );
    expect(rows).toEqual([
      expect.objectContaining({ kind: 'RECEIPT', quantity: 10 }),
      expect.objectContaining({
        kind: 'ADJUSTMENT',
        quantity: -3,
        on_hand_after: 7,
        reason: 'broken in the cellar',
        operator_id: stockKeeper.id,
        moved_at: shop.clock.now,
      }),
    ]);
  });

  it('never leaves less than is promised to orders', async () => {
    await reserveStock(shop.runtime, {
      orderId: newId('ord'),
      lines: [{ variantId, quantity: 8 }],
      shipTo: null,
      expiresAt: shop.clock.minutesFromNow(30),
    });
    expect((await adjust(-3)).data.adjustStock).toMatchObject({
      code: 'STOCK_BELOW_RESERVED',
      onHand: 10,
      reserved: 8,
    });
    expect(await stockOf(shop, [variantId])).toEqual([[10, 8]]);
  });

  it('loses no correction when several are made at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => adjust(1)));
    expect(await stockOf(shop, [variantId])).toEqual([[20, 0]]);
  });

  it('is refused for an unknown variant, for no change, and without a reason', async () => {
    expect((await adjust(1, { id: newId('var') })).data.adjustStock).toMatchObject({
      code: 'STOCK_NOT_FOUND',
    });
    expect((await adjust(1, { id: 'nonsense' })).data.adjustStock).toMatchObject({
      code: 'STOCK_NOT_FOUND',
    });
    expect((await adjust(0)).data.adjustStock).toMatchObject({ code: 'INVALID_STOCK_ADJUSTMENT' });
    expect((await adjust(1, { reason: '  ' })).data.adjustStock).toMatchObject({
      code: 'INVALID_STOCK_ADJUSTMENT',
    });
  });

  it('is for operators with the permission', async () => {
    for (const as of [customer(), operator('orders.read'), ordersService]) {
      expect((await adjust(1, { as })).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
    expect((await adjust(1, { as: { kind: 'anonymous' } })).errors?.[0]?.extensions?.['code']).toBe(
      'UNAUTHENTICATED',
    );
  });

  it.each([
    'update catalogue.stock_movements set quantity = 1',
    'delete from catalogue.stock_movements',
    'truncate catalogue.stock_movements',
  ])('is never forgotten: %s', async (statement) => {
    await adjust(1);
    await expect(shop.truth.query(statement)).rejects.toThrow('only ever added');
  });
});

describe('the database itself', () => {
  it.each([
    ['on_hand = reserved - 1', 'stock_is_never_oversold'],
    ['reserved = -1', 'stock_is_never_oversold'],
    ['reserved = on_hand + 1', 'stock_is_never_oversold'],
    ['owed = 1', 'stock_is_never_oversold'],
  ])('refuses %s', async (change, constraint) => {
    const statement = `update catalogue.stock_levels set ${change} where variant_id = $1`;
    await expect(shop.truth.query(statement, [variantId])).rejects.toMatchObject({ constraint });
  });

  it('refuses a price of nothing', async () => {
    const statement = 'update catalogue.prices set amount_minor = 0 where variant_id = $1';
    await expect(shop.truth.query(statement, [variantId])).rejects.toMatchObject({
      constraint: 'prices_amount_minor_check',
    });
  });
});
