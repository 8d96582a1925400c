import { type Id, newId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import { commitReservation } from '../usecases/commit-reservation.ts';
import { expireReservations } from '../usecases/expire-reservations.ts';
import { releaseReservation } from '../usecases/release-reservation.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  type Catalogue,
  WAREHOUSE,
  givenLocation,
  givenVariants,
  startCatalogue,
  stockFaults,
  stockKeeper,
  stockOf,
} from './given.ts';

const LEVEL = `onHand reserved owed available policyVersion backorderPolicy backorderLimit lowStockThreshold low
  locations { location { id } onHand reserved }`;
const RESULT = `__typename ... on StockLevel { ${LEVEL} } ... on Problem { code }`;

let shop: Catalogue;
let variantId: Id<'var'>;
beforeAll(async () => {
  shop = await startCatalogue();
});
beforeEach(async () => {
  [variantId = newId('var')] = await givenVariants(shop, { onHand: 10 });
});
afterEach(async () => {
  expect(await stockFaults(shop)).toEqual([]);
});
afterAll(() => shop.stop());

interface Level {
  readonly __typename: string;
  readonly code?: string;
  readonly owed: number;
  readonly locations: { location: { id: string }; onHand: number; reserved: number }[];
}

/** Sends a mutation of one input, as an operator. */
async function send(
  mutation: string,
  type: string,
  input: object,
  as: Principal = stockKeeper,
): Promise<Level> {
  const { data, errors } = await shop.as(as).execute<{
    result: Level;
  }>(`mutation ($input: ${type}!) { result: ${mutation}(input: $input) { ${RESULT} } }`, {
    input,
  });
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.result;
}

let deliveries = 0;
const receive = (
  locationId: string,
  quantity: number,
  id: string = variantId,
  idempotencyKey = `delivery-${(deliveries += 1)}`,
) =>
  send('receiveStock', 'ReceiveStockInput', {
    variantId: id,
    locationId,
    quantity,
    reason: 'delivery note 7',
    idempotencyKey,
  });
const transfer = (fromLocationId: string, toLocationId: string, quantity: number) =>
  send('transferStock', 'TransferStockInput', {
    variantId,
    fromLocationId,
    toLocationId,
    quantity,
    reason: 'a full shelf',
  });
const sayPolicy = (expectedVersion: number, policy: object = {}) =>
  send('setStockPolicy', 'StockPolicyInput', {
    variantId,
    expectedVersion,
    backorderPolicy: 'NONE',
    ...policy,
  });
/** By somebody who has just looked. */
async function setPolicy(policy: object): Promise<Level> {
  const { rows } = await shop.truth.query<{ version: number }>(
    'select policy_version as version from catalogue.stock_levels where variant_id = $1',
    [variantId],
  );
  return sayPolicy(rows[0]!.version, policy);
}
const reserve = (
  quantity: number,
  { orderId = newId('ord'), shipTo = null as string | null } = {},
) =>
  reserveStock(shop.runtime, {
    orderId,
    lines: [{ variantId, quantity }],
    shipTo,
    expiresAt: shop.clock.minutesFromNow(30),
  });
const sell = async (quantity: number) =>
  commitReservation(shop.runtime, (await reserve(quantity)).orderId);

const availability = async () => {
  const { data } = await shop.as({ kind: 'anonymous' }).execute<{
    variant: { availability: { status: string; inStock: boolean; quantity: number } };
  }>('query ($id: ID!) { variant(id: $id) { availability { status inStock quantity } } }', {
    id: variantId,
  });
  return data.variant.availability;
};

/** What the log says of the variant's stock. */
async function told(): Promise<string[]> {
  const { rows } = await shop.truth.query<{ type: string }>(
    'select type from catalogue.events where aggregate_id = $1 order by aggregate_version',
    [variantId],
  );
  return rows.map(({ type }) => type);
}

const onHandIn = ({ locations }: Level): number =>
  locations.reduce((sum, { onHand }) => sum + onHand, 0);

describe('receiving goods', () => {
  it('adds them where they came in, and begins the stock of what was never stocked', async () => {
    const [fresh = newId('var')] = await givenVariants(shop, { onHand: {} });
    const place = await givenLocation(shop);
    expect(await receive(place, 4, fresh)).toMatchObject({
      onHand: 4,
      available: 4,
      locations: [{ location: { id: place }, onHand: 4, reserved: 0 }],
    });
    expect(await receive(WAREHOUSE, 1, fresh)).toMatchObject({ onHand: 5 });
  });

  it('counts a delivery once, however often and at once it is told', async () => {
    const [key, other] = ['note-seven', 'note-eight'];
    const level = await receive(WAREHOUSE, 5, variantId, other);
    const before = onHandIn(level);
    await Promise.all([1, 2, 3].map(() => receive(WAREHOUSE, 5, variantId, key)));
    expect(onHandIn(await receive(WAREHOUSE, 5, variantId, key))).toBe(before + 5);
    expect(await receive(WAREHOUSE, 6, variantId, key)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await receive(WAREHOUSE, 5, variantId, 'short')).toMatchObject({
      code: 'INVALID_IDEMPOTENCY_KEY',
    });
  });

  it('is refused for an unknown variant, an unknown place, and nothing', async () => {
    expect(await receive(WAREHOUSE, 1, newId('var'))).toMatchObject({ code: 'STOCK_NOT_FOUND' });
    expect(await receive(newId('loc'), 1)).toMatchObject({ code: 'STOCK_LOCATION_NOT_FOUND' });
    for (const quantity of [0, -1]) {
      expect(await receive(WAREHOUSE, quantity)).toMatchObject({
        code: 'INVALID_STOCK_ADJUSTMENT',
      });
    }
  });
});

describe('several places', () => {
  it('fill an order from the one that is asked first, and hand it over from there', async () => {
    const first = await givenLocation(shop, { priority: 1 });
    await receive(first, 3);
    await sell(3);
    const { locations } = await setPolicy({});
    expect(locations).toEqual([
      { location: { id: first }, onHand: 0, reserved: 0 },
      { location: { id: WAREHOUSE }, onHand: 10, reserved: 0 },
    ]);
  });

  it('fill together what none of them could alone', async () => {
    const other = await givenLocation(shop);
    await receive(other, 3);
    const { allocations } = await reserve(12);
    expect(allocations).toHaveLength(2);
    expect(await stockOf(shop, [variantId])).toEqual([[13, 12]]);
  });

  it('send only to the regions that they serve', async () => {
    const abroad = await givenLocation(shop, { serves: ['US'] });
    await receive(abroad, 5);
    expect((await reserve(2, { shipTo: 'US-UT' })).allocations).toMatchObject([
      { locationId: abroad },
    ]);
    expect((await reserve(2, { shipTo: 'DE' })).allocations).toMatchObject([
      { locationId: WAREHOUSE },
    ]);
    await expect(reserve(9, { shipTo: 'DE' })).rejects.toMatchObject({
      shortages: [{ requested: 9, available: 8 }],
    });
  });

  it('lend each other what is promised to nobody', async () => {
    const other = await givenLocation(shop);
    await reserve(7);
    expect(await transfer(WAREHOUSE, other, 4)).toMatchObject({ code: 'STOCK_BELOW_RESERVED' });
    expect(await transfer(WAREHOUSE, other, 3)).toMatchObject({
      onHand: 10,
      locations: [
        { location: { id: other }, onHand: 3 },
        { location: { id: WAREHOUSE }, onHand: 7, reserved: 7 },
      ],
    });
    expect(await transfer(other, other, 1)).toMatchObject({ code: 'INVALID_STOCK_ADJUSTMENT' });
    expect(await transfer(newId('loc'), other, 1)).toMatchObject({ code: 'STOCK_NOT_FOUND' });
    expect(await transfer(other, newId('loc'), 1)).toMatchObject({
      code: 'STOCK_LOCATION_NOT_FOUND',
    });
  });

  it('give back to where it lay, and after that to whoever asks first', async () => {
    const other = await givenLocation(shop);
    await receive(other, 1);
    const late = await reserve(1);
    shop.clock.pass(31);
    await expireReservations(shop.runtime);
    await sell(1);
    const committed = await commitReservation(shop.runtime, late.orderId);
    expect(committed.allocations).toMatchObject([{ locationId: WAREHOUSE }]);
    expect(await stockOf(shop, [variantId])).toEqual([[9, 0]]);
  });
});

describe('backorders', () => {
  it('are taken up to the limit, owed until goods come, and said to buyers', async () => {
    await setPolicy({ backorderPolicy: 'LIMITED', backorderLimit: 3 });
    await reserve(10);
    expect(await availability()).toEqual({ status: 'BACKORDER', inStock: false, quantity: 0 });
    await expect(reserve(4)).rejects.toMatchObject({ shortages: [{ available: 3 }] });
    await sell(3);
    expect(await availability()).toEqual({ status: 'OUT_OF_STOCK', inStock: false, quantity: 0 });
    expect(await receive(WAREHOUSE, 5)).toMatchObject({ onHand: 12, owed: 0, available: 2 });
  });

  it('are without end when the policy says so', async () => {
    await setPolicy({ backorderPolicy: 'UNLIMITED' });
    await sell(500_000);
    expect(await stockOf(shop, [variantId])).toEqual([[-499_990, 0]]);
    expect(await setPolicy({ backorderPolicy: 'LIMITED', backorderLimit: 9 })).toMatchObject({
      code: 'BACKORDER_LIMIT_TOO_LOW',
    });
  });

  it('are given back with the reservation', async () => {
    await setPolicy({ backorderPolicy: 'LIMITED', backorderLimit: 3 });
    const { orderId } = await reserve(13);
    await releaseReservation(shop.runtime, orderId);
    expect(await availability()).toMatchObject({ status: 'IN_STOCK', quantity: 10 });
  });

  it('have a limit with the policy LIMITED, and with no other', async () => {
    for (const policy of [
      { backorderPolicy: 'LIMITED' },
      { backorderPolicy: 'NONE', backorderLimit: 3 },
      { backorderPolicy: 'LIMITED', backorderLimit: -1 },
    ]) {
      expect(await setPolicy(policy)).toMatchObject({ code: 'INVALID_STOCK_POLICY' });
    }
  });
});

describe('low stock', () => {
  it('is told once, not with every sale, and again only after goods have come', async () => {
    await setPolicy({ lowStockThreshold: 5 });
    await sell(4);
    expect(await availability()).toMatchObject({ status: 'IN_STOCK', quantity: 6 });
    await sell(1);
    await sell(1);
    expect(await availability()).toMatchObject({ status: 'LOW', quantity: 4 });
    await receive(WAREHOUSE, 6);
    await sell(9);
    expect(await told()).toEqual([
      'StockPolicyChanged',
      'StockLow',
      'StockReplenished',
      'StockLow',
    ]);
  });

  it('is not told anew of an order that gives its goods back and one that takes them', async () => {
    await setPolicy({ lowStockThreshold: 5 });
    for (let n = 0; n < 3; n += 1) {
      const { orderId } = await reserve(8);
      await releaseReservation(shop.runtime, orderId);
    }
    expect(await told()).toEqual(['StockPolicyChanged', 'StockLow']);
  });

  it('names what somebody must order', async () => {
    await setPolicy({ lowStockThreshold: 5 });
    await reserve(6);
    const { rows } = await shop.truth.query<{ data: object }>(
      `select data from catalogue.events where aggregate_id = $1 and type = 'StockLow'`,
      [variantId],
    );
    expect(rows[0]?.data).toMatchObject({
      variantId,
      sku: variantId,
      productName: 'Teapot',
      available: 4,
      threshold: 5,
    });
  });
});

describe('a stock policy', () => {
  it('is said by one of two operators who have seen the same, and the other one is told', async () => {
    const results = await Promise.all(
      [1, 2].map((lowStockThreshold) => sayPolicy(1, { lowStockThreshold })),
    );
    expect(new Set(results.map(({ __typename }) => __typename))).toEqual(
      new Set(['ChangedMeanwhile', 'StockLevel']),
    );
  });

  it('keeps its version whatever is sold, also when that runs low', async () => {
    expect(await sayPolicy(1, { lowStockThreshold: 9 })).toMatchObject({ policyVersion: 2 });
    await sell(5);
    expect(await sayPolicy(2)).toMatchObject({ policyVersion: 3, lowStockThreshold: null });
  });
});

describe('who said what', () => {
  const history = async (id: unknown) => {
    const { data } = await shop.as(stockKeeper).execute<{
      definitionHistory: { edges: { node: { changedBy: string; fields: object[] } }[] };
    }>(
      `query ($id: ID!) { definitionHistory(id: $id) { edges { node { version kind changedBy
         fields { field before after } } } } }`,
      { id },
    );
    return data.definitionHistory.edges.map(({ node }) => node);
  };
  const changedBy = stockKeeper.kind === 'user' ? stockKeeper.id : '';

  it('of a variant’s stock policy is remembered, unless it was said already', async () => {
    const policy = { backorderPolicy: 'LIMITED', backorderLimit: 5 };
    await sayPolicy(1, policy);
    expect(await sayPolicy(2, policy)).toMatchObject({ policyVersion: 2 });
    await sayPolicy(2, { ...policy, lowStockThreshold: 2 });
    const field = (name: string, before: string | null, after: string) => [
      { field: name, before, after },
    ];
    expect(await history(variantId)).toEqual([
      { version: 3, kind: 'CHANGED', changedBy, fields: field('lowStockThreshold', null, '2') },
      { version: 2, kind: 'CHANGED', changedBy, fields: field('backorderLimit', '0', '5') },
    ]);
  });

  it('of a place is remembered', async () => {
    const input = { name: 'Graz', country: 'AT', serves: ['AT'], priority: 7 };
    const { data } = await shop
      .as(stockKeeper)
      .execute<{ addStockLocation: { id: string } }>(
        `mutation ($input: StockLocationInput!) { addStockLocation(input: $input) { ... on StockLocation { id } } }`,
        { input },
      );
    const { id } = data.addStockLocation;
    await shop
      .as(stockKeeper)
      .execute(
        `mutation ($input: ChangeStockLocationInput!) { changeStockLocation(input: $input) { __typename } }`,
        { input: { ...input, locationId: id, expectedVersion: 1, priority: 8 } },
      );
    expect(await history(id)).toEqual([
      {
        version: 2,
        kind: 'CHANGED',
        changedBy,
        fields: [{ field: 'priority', before: '7', after: '8' }],
      },
      { version: 1, kind: 'CREATED', changedBy, fields: [] },
    ]);
  });
});

describe('places', () => {
  const LOCATION = `__typename ... on StockLocation { id version name country serves priority } ... on Problem { code }`;
  const described = { name: 'Lyon', country: 'FR', serves: ['FR', 'CH'], priority: 3 };
  const keep = async (field: string, type: string, input: object) => {
    const { data } = await shop
      .as(stockKeeper)
      .execute<{ result: Record<string, unknown> }>(
        `mutation ($input: ${type}!) { result: ${field}(input: $input) { ${LOCATION} } }`,
        { input },
      );
    return data.result;
  };
  const add = (input: object) => keep('addStockLocation', 'StockLocationInput', input);
  const change = (locationId: unknown, input: object, expectedVersion = 1) => {
    const changed = { ...input, locationId, expectedVersion };
    return keep('changeStockLocation', 'ChangeStockLocationInput', changed);
  };

  it('are opened, described anew, and listed by priority, page by page', async () => {
    const lyon = await add(described);
    expect(lyon).toMatchObject(described);
    const nice = { ...described, name: 'Nice', priority: 1000 };
    expect(await change(lyon['id'], nice)).toEqual({ ...lyon, ...nice, version: 2 });
    const page = async (after: string | null) => {
      const { data } = await shop.as(stockKeeper).execute<{
        stockLocations: Page<{ name: string }>;
      }>(
        `query ($after: String) { stockLocations(first: 1, after: $after) { edges { node { name } }
          pageInfo { endCursor hasNextPage } } }`,
        { after },
      );
      return data.stockLocations;
    };
    const pages = [await page(null)];
    while (pages.at(-1)!.pageInfo.hasNextPage) {
      pages.push(await page(pages.at(-1)!.pageInfo.endCursor));
    }
    const names = pages.flatMap(({ edges }) => edges.map(({ node }) => node.name));
    expect(names.at(-1)).toBe('Nice');
    expect(names).toContain('Warehouse');
    expect(new Set(names).size).toBe(names.length);
  });

  it('are changed by one of two operators who have seen the same, and the other one is told', async () => {
    const { id } = await add({ ...described, name: 'Metz' });
    const results = await Promise.all(
      [7, 8].map((priority) => change(id, { ...described, name: 'Metz', priority })),
    );
    expect(new Set(results.map(({ __typename }) => __typename))).toEqual(
      new Set(['ChangedMeanwhile', 'StockLocation']),
    );
  });

  it('stay in their version when they are described as they are', async () => {
    const { id } = await add({ ...described, name: 'Pau' });
    expect(await change(id, { ...described, name: 'Pau' })).toMatchObject({ version: 1 });
  });

  it('are refused without a name, under the name of another, and when they are unknown', async () => {
    await add({ ...described, name: 'Basel' });
    const bern = await add({ ...described, name: 'Bern' });
    const refusals = [
      await add({ ...described, name: ' ' }),
      await add({ ...described, name: 'Basel' }),
      await change(bern['id'], { ...described, name: 'Basel' }),
      await add({ ...described, name: 'Chur', serves: ['everywhere'] }),
      await change(newId('loc'), { ...described, name: 'Chur' }),
      await change('nonsense', { ...described, name: 'Chur' }),
    ];
    expect(refusals.map(({ code }) => code)).toEqual([
      'INVALID_STOCK_LOCATION',
      'INVALID_STOCK_LOCATION',
      'INVALID_STOCK_LOCATION',
      'INVALID_REGION',
      'STOCK_LOCATION_NOT_FOUND',
      'STOCK_LOCATION_NOT_FOUND',
    ]);
  });
});

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
}

describe('what operators see', () => {
  it('is all that ever came and went, page by page, the newest first', async () => {
    await receive(WAREHOUSE, 2);
    await sell(5);
    const QUERY = `query ($id: ID!, $after: String) { stockLevel(variantId: $id) { onHand
      movements(first: 2, after: $after) { edges { node { kind quantity onHandAfter reason order { id } operatorId
        location { name } } } pageInfo { endCursor hasNextPage } } } }`;
    interface Seen {
      readonly stockLevel: { readonly onHand: number; readonly movements: Page<Movement> };
    }
    interface Movement {
      readonly kind: string;
      readonly quantity: number;
    }
    const read = (after: string | null) =>
      shop.as(stockKeeper).execute<Seen>(QUERY, { id: variantId, after });
    const first = (await read(null)).data.stockLevel;
    const second = (await read(first.movements.pageInfo.endCursor)).data.stockLevel;
    const seen = [first, second].flatMap(({ movements }) =>
      movements.edges.map(({ node }) => node),
    );
    expect(seen).toMatchObject([
      { kind: 'SALE', quantity: -5, onHandAfter: 7, reason: null, operatorId: null },
      { kind: 'RECEIPT', quantity: 2, reason: 'delivery note 7', operatorId: stockKeeper.id },
      { kind: 'RECEIPT', quantity: 10, order: null, location: { name: 'Warehouse' } },
    ]);
    expect(second.movements.pageInfo.hasNextPage).toBe(false);
    expect(seen.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(first.onHand);
  });

  it('is what has run low, and what one place keeps', async () => {
    const place = await givenLocation(shop);
    await receive(place, 1);
    const list = async (filter: string) => {
      const { data } = await shop.as(stockKeeper).execute<{
        stockLevels: Page<{ variantId: string }>;
      }>(`{ stockLevels(first: 100${filter}) { edges { node { variantId } } pageInfo { hasNextPage } } }`);
      return data.stockLevels.edges.map(({ node }) => node.variantId);
    };
    expect(await list(`, locationId: "${place}"`)).toEqual([variantId]);
    expect(await list(`, low: true, locationId: "${place}"`)).toEqual([]);
    await setPolicy({ lowStockThreshold: 11 });
    expect(await list(`, low: true, locationId: "${place}"`)).toEqual([variantId]);
    expect(await list('')).toEqual((await list('')).toSorted());
  });

  it('is for operators with the permission, and for nobody else', async () => {
    for (const as of [customer(), operator('orders.read')]) {
      await expect(
        send(
          'setStockPolicy',
          'StockPolicyInput',
          { variantId, expectedVersion: 1, backorderPolicy: 'NONE' },
          as,
        ),
      ).rejects.toThrow('FORBIDDEN');
      for (const query of [
        '{ stockLocations { pageInfo { endCursor } } }',
        '{ stockLevels { pageInfo { endCursor } } }',
        `{ stockLevel(variantId: "${variantId}") { onHand } }`,
      ]) {
        const { errors } = await shop.as(as).execute(query);
        expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
      }
    }
  });
});

describe('the service itself', () => {
  it.each([
    'update catalogue.stock_levels set on_hand = on_hand + 1',
    'update catalogue.location_stock set reserved = 0',
    'delete from catalogue.stock_levels',
    `insert into catalogue.stock_movements (variant_id, location_id, kind, quantity, on_hand_after, reason, moved_at)
     select variant_id, location_id, 'RECEIPT', 1, 1, 'a gift', now() from catalogue.location_stock`,
  ])('cannot change stock past its history: %s', async (statement) => {
    const { em } = shop.runtime.orm;
    await expect(em.fork().getConnection().execute(statement)).rejects.toThrow('permission denied');
  });
});
