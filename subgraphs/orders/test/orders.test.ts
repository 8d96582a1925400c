import { GraphQLError } from 'graphql';
import pg from 'pg';
import { type Id, newId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { rolesOf, withLogin } from '#kernel/persistence/roles.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { type ForeignLog, openForeignLog } from '#kernel/testing/foreign-log.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { orders } from '../index.ts';

const CREATE = 'mutation { createCart(input: { currency: "EUR" }) { id secret } }';
const ADD = `mutation A($input: CartLineInput!) { addToCart(input: $input) { __typename ... on Problem { code } ... on Cart { total { decimal } lines { quantity } } } }`;
const PLACE = `mutation P($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id } ... on Problem { code } } }`;
const ADDRESS = {
  name: 'Ada',
  line1: 'Unter den Linden 1',
  postalCode: '10117',
  city: 'Berlin',
  country: 'DE',
};

/** Every call that a scripted peer got, and what each answers until a test says otherwise. */
const calls: string[] = [];
const peers = {
  priced: true,
  minimumAge: null as number | null,
  forbiddenRegions: [] as string[],
  reserve: 'StockReservation',
  commit: 'StockReservation',
  authorized: { status: 'AUTHORIZED', reason: null as string | null },
  /** What payments says when it is only asked. */
  outcome: { status: 'AUTHORIZED', reason: null as string | null },
  captured: { status: 'CAPTURED', reason: null as string | null },
  provisioned: { status: 'PROVISIONED', reason: null as string | null },
  /** How many more times nobody answers. */
  away: 0,
};
const usual = { ...peers };

const peer =
  (name: string, answer: (variables: Record<string, unknown>) => unknown) =>
  (variables: Record<string, unknown>) => {
    if (peers.away > 0) {
      peers.away -= 1;
      throw new Error('Nobody answers.');
    }
    calls.push(name);
    return answer(variables);
  };
/** Ten euros; nine for six or more, and eight in Austria. */
function priceOf(quantity: number, region: string | null) {
  const price = (euros: number) => ({ minorUnits: String(euros * 100), currency: 'EUR' });
  const always = { regularPrice: price(10), region: null, minimumQuantity: 1, validUntil: null };
  if (region === 'AT') return { ...always, unitPrice: price(8), region };
  if (quantity >= 6) return { ...always, unitPrice: price(9), minimumQuantity: 6 };
  return { ...always, unitPrice: price(10) };
}

const done = { status: 'CANCELLED', reason: null };

let started: StartedContext;
let payments: ForeignLog;
const ada = customer();
beforeAll(async () => {
  started = await startContext(orders, {
    logs: ['payments', 'provisioning'],
    answers: {
      OrdersQuotes: ({ lines, region }) => ({
        quotes: (lines as { variantId: string; quantity: number }[]).map((line) => ({
          variant: {
            id: line.variantId,
            sku: 'SKU-1',
            name: 'Bottle',
            provisioning: 'SHIPMENT',
            product: {
              name: 'Wine',
              minimumAge: peers.minimumAge,
              forbiddenRegions: peers.forbiddenRegions,
              merchant: { id: newId('mer') },
            },
          },
          price: peers.priced ? priceOf(line.quantity, region as string | null) : null,
        })),
      }),
      OrdersCustomerForPurchase: () => ({
        customerForPurchase: { birthDate: '2010-05-01', country: 'DE' },
      }),
      OrdersOpenPayment: peer('open', () => ({ openPayment: { status: 'CREATED', reason: null } })),
      OrdersReserveStock: peer('reserve', () => ({
        reserveStock: { __typename: peers.reserve, code: 'OUT_OF_STOCK' },
      })),
      OrdersAuthorizePayment: peer('authorize', () => ({ authorizePayment: peers.authorized })),
      OrdersPaymentOutcome: peer('outcome', () => ({ paymentOutcome: peers.outcome })),
      OrdersProvisionOrder: peer('provision', () => ({ provisionOrder: peers.provisioned })),
      OrdersCapturePayment: peer('capture', () => ({ capturePayment: peers.captured })),
      OrdersCommitReservation: peer('commit', () => {
        if (peers.commit === 'refused') {
          throw new GraphQLError('No.', { extensions: { code: 'RESERVATION_NOT_FOUND' } });
        }
        return { commitReservation: { __typename: peers.commit, code: 'OUT_OF_STOCK' } };
      }),
      OrdersRevokeOrder: peer('revoke', () => ({ revokeOrder: done })),
      OrdersCancelPayment: peer('cancel', () => ({ cancelPayment: done })),
      OrdersReleaseReservation: peer('release', () => ({
        releaseReservation: { __typename: 'StockReservation' },
      })),
    },
  });
  payments = await openForeignLog(started, 'payments');
});
afterAll(() => started.stop());
beforeEach(() => {
  Object.assign(peers, usual);
  calls.length = 0;
});

interface Result {
  __typename: string;
  code?: string;
  id?: string;
}

async function filledCart(quantity = 1): Promise<{ id: string; secret: string }> {
  const { data } = await started
    .as(ANONYMOUS)
    .execute<{ createCart: { id: string; secret: string } }>(CREATE);
  const { id: cartId, secret: cartSecret } = data.createCart;
  await add({ cartId, cartSecret, variantId: newId('var'), quantity });
  return data.createCart;
}

async function add(input: object, as = started.as(ANONYMOUS)): Promise<Result> {
  return (await as.execute<{ addToCart: Result }>(ADD, { input })).data.addToCart;
}

let keys = 0;
const inputFor = (cart: { id: string; secret: string }, facts: object = {}) => ({
  cartId: cart.id,
  cartSecret: cart.secret,
  payment: { token: 'tok_approve' },
  shippingAddress: ADDRESS,
  idempotencyKey: `key-number-${(keys += 1)}`,
  ...facts,
});

async function place(input: object, as = ada): Promise<Result> {
  return (await started.as(as).execute<{ placeOrder: Result }>(PLACE, { input })).data.placeOrder;
}

const buy = async (facts: object = {}) => place(inputFor(await filledCart(), facts));

async function ended(id: string | undefined) {
  return eventually(async () => {
    const { rows } = await started.truth.query<{ status: string; reason: string | null }>(
      'select status, cancellation_reason as reason from orders.orders where id = $1',
      [id],
    );
    return rows[0]?.status !== 'PENDING' && rows[0];
  });
}

describe('a cart', () => {
  it('holds ten when ten put in one each at once', async () => {
    const { data } = await started
      .as(ANONYMOUS)
      .execute<{ createCart: { id: string; secret: string } }>(CREATE);
    const input = {
      cartId: data.createCart.id,
      cartSecret: data.createCart.secret,
      variantId: newId('var'),
      quantity: 1,
    };
    await Promise.all(Array.from({ length: 10 }, () => add(input)));
    const { rows } = await started.truth.query(
      'select quantity from orders.cart_lines where cart_id = $1',
      [input.cartId],
    );
    expect(rows).toEqual([{ quantity: 10 }]);
  });

  it('holds no more than it may, of one thing and of different ones', async () => {
    const cart = await filledCart();
    const input = {
      cartId: cart.id,
      cartSecret: cart.secret,
      variantId: newId('var'),
      quantity: 99,
    };
    expect((await add(input)).__typename).toBe('Cart');
    expect((await add({ ...input, quantity: 1 })).code).toBe('QUANTITY_OUT_OF_RANGE');
    await started.truth.query(
      `insert into orders.cart_lines (cart_id, variant_id, quantity) select $1, 'var_' || n, 1 from generate_series(1, 48) n`,
      [cart.id],
    );
    expect((await add({ ...input, variantId: newId('var'), quantity: 1 })).code).toBe('CART_FULL');
  });

  it('is nobody else’s', async () => {
    const cart = await filledCart();
    const input = { cartId: cart.id, cartSecret: 'a guess', variantId: newId('var'), quantity: 1 };
    expect((await add(input)).code).toBe('CART_NOT_FOUND');
    expect((await place(inputFor(cart, { cartSecret: null }))).code).toBe('CART_NOT_FOUND');
  });
});

describe('the prices in a cart', () => {
  const shown = async (region: string | null, quantity: number) => {
    const { data } = await started.as(ANONYMOUS).execute<{
      createCart: { id: string; secret: string };
    }>(`mutation ($region: String) { createCart(input: { currency: "EUR", region: $region }) { id secret } }`, { region });
    const { id: cartId, secret: cartSecret } = data.createCart;
    await add({ cartId, cartSecret, variantId: newId('var'), quantity });
    const { data: cart } = await started.as(ANONYMOUS).execute<{ cart: object }>(
      `query ($id: ID!, $secret: String!) { cart(id: $id, secret: $secret) { region total { decimal }
         lines { unitPrice { decimal } total { decimal } } } }`,
      { id: cartId, secret: cartSecret },
    );
    return cart.cart;
  };

  it('are those for so many pieces, sent to its region', async () => {
    expect(await shown(null, 5)).toMatchObject({ region: null, total: { decimal: '50.00' } });
    expect(await shown(null, 6)).toMatchObject({
      total: { decimal: '54.00' },
      lines: [{ unitPrice: { decimal: '9.00' }, total: { decimal: '54.00' } }],
    });
    expect(await shown('AT', 6)).toMatchObject({ region: 'AT', total: { decimal: '48.00' } });
  });

  it('are those of a region that there is', async () => {
    const { errors } = await started
      .as(ANONYMOUS)
      .execute('mutation { createCart(input: { currency: "EUR", region: "Austria" }) { id } }');
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });
});

describe('placing an order', () => {
  it('with one key makes one order, one after the other and all at once', async () => {
    const input = inputFor(await filledCart());
    const results = await Promise.all(Array.from({ length: 5 }, () => place(input)));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect((await place(input)).id).toBe(results[0]?.id);
    expect((await place({ ...input, payment: { token: 'tok_3ds' } })).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect((await place({ ...input, idempotencyKey: 'another-key' })).code).toBe(
      'CART_ALREADY_ORDERED',
    );
  });

  it.each<[string, () => Promise<Result>]>([
    ['UNDER_AGE', () => (Object.assign(peers, { minimumAge: 18 }), buy())],
    ['REGION_FORBIDDEN', () => (Object.assign(peers, { forbiddenRegions: ['DE'] }), buy())],
    [
      'INVALID_SHIPPING_ADDRESS',
      () => (
        Object.assign(peers, { forbiddenRegions: ['US-UT'] }),
        buy({ shippingAddress: { ...ADDRESS, country: 'US' } })
      ),
    ],
    ['PRICE_UNAVAILABLE', () => (Object.assign(peers, { priced: false }), buy())],
    ['INVALID_PAYMENT_METHOD', () => buy({ payment: {} })],
    ['CARD_NUMBER_REFUSED', () => buy({ payment: { token: '4242424242424242' } })],
    [
      'CARD_NUMBER_REFUSED',
      () => buy({ shippingAddress: { ...ADDRESS, line2: '4242 4242 4242 4242' } }),
    ],
    ['INVALID_IDEMPOTENCY_KEY', () => buy({ idempotencyKey: 'short' })],
  ])('is refused with %s, and nothing is written', async (code, attempt) => {
    const count = async () => (await started.truth.query('select from orders.orders')).rowCount;
    const before = await count();
    expect((await attempt()).code).toBe(code);
    expect(await count()).toBe(before);
  });

  it('costs what is paid for so many and for where it goes, and says why', async () => {
    const cart = await filledCart(6);
    const abroad = { shippingAddress: { ...ADDRESS, country: 'AT' } };
    const { id } = await place(inputFor(cart, abroad));
    const { data } = await started.as(ada).execute(
      `query ($id: ID!) { order(id: $id) { total { decimal } lines { unitPrice { decimal }
         special { regularPrice { decimal } region minimumQuantity validUntil } } } }`,
      { id },
    );
    const special = {
      regularPrice: { decimal: '10.00' },
      region: 'AT',
      minimumQuantity: 1,
      validUntil: null,
    };
    expect(data).toEqual({
      order: { total: { decimal: '48.00' }, lines: [{ unitPrice: { decimal: '8.00' }, special }] },
    });
    await ended(id);
  });

  it('is refused if it costs something else than the buyer was shown', async () => {
    const cart = await filledCart(6);
    const euros = (minorUnits: string) => ({
      expectedTotal: { minorUnits, currency: 'EUR' },
    });
    const abroad = { shippingAddress: { ...ADDRESS, country: 'AT' } };
    const { data } = await started
      .as(ada)
      .execute(
        `mutation P($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on PriceChanged { code total { decimal } } } }`,
        { input: inputFor(cart, { ...abroad, ...euros('5400') }) },
      );
    expect(data).toEqual({ placeOrder: { code: 'PRICE_CHANGED', total: { decimal: '48.00' } } });
    const placed = await place(inputFor(cart, { ...abroad, ...euros('4800') }));
    expect(placed.__typename).toBe('Order');
    await ended(placed.id);
  });

  it('needs something in the cart', async () => {
    const { data } = await started
      .as(ANONYMOUS)
      .execute<{ createCart: { id: string; secret: string } }>(CREATE);
    expect((await place(inputFor(data.createCart))).code).toBe('CART_EMPTY');
  });
});

describe('a purchase', () => {
  it('goes through the story in order', async () => {
    const { id } = await buy();
    expect(await ended(id)).toEqual({ status: 'COMPLETED', reason: null });
    expect(calls).toEqual(['open', 'reserve', 'authorize', 'provision', 'capture', 'commit']);
  });

  it.each<[string, Partial<typeof peers>, string]>([
    ['out of stock', { reserve: 'OutOfStock' }, 'OUT_OF_STOCK'],
    ['declined', { authorized: { status: 'DECLINED', reason: 'STOLEN_CARD' } }, 'STOLEN_CARD'],
    [
      'not to be provisioned',
      { provisioned: { status: 'FAILED', reason: 'LICENCE_LIMIT_EXCEEDED' } },
      'LICENCE_LIMIT_EXCEEDED',
    ],
    [
      'refused at the capture',
      { captured: { status: 'AUTHORIZED', reason: 'CAPTURE_DECLINED' } },
      'CAPTURE_DECLINED',
    ],
  ])('%s is undone in reverse', async (_name, facts, reason) => {
    Object.assign(peers, facts);
    const { id } = await buy();
    expect(await ended(id)).toEqual({ status: 'CANCELLED', reason });
    expect(calls.slice(-3)).toEqual(['revoke', 'cancel', 'release']);
  });

  it('goes on when nobody answered for a while', async () => {
    peers.away = 3;
    const { id } = await buy();
    expect((await ended(id)).status).toBe('COMPLETED');
  });

  it.each(['OutOfStock', 'refused'])(
    'that is paid is completed even if the shelf says no (%s)',
    async (commit) => {
      peers.commit = commit;
      const { id } = await buy();
      expect((await ended(id)).status).toBe('COMPLETED');
      expect(calls).not.toContain('cancel');
    },
  );

  it.each([
    ['at the bank', 'authorized', 'REQUIRES_ACTION', 'PaymentAuthorized', 'AUTHORIZED'],
    ['for the answer to a capture', 'captured', 'UNKNOWN', 'PaymentCaptured', 'CAPTURED'],
  ] as const)('waits %s until there is news', async (_where, what, waiting, type, settled) => {
    peers[what] = { status: waiting, reason: null };
    peers.outcome = { status: waiting, reason: null };
    const { id = '' } = await buy();
    // It asks once more after it has said that it waits.
    await eventually(() => calls.includes('outcome'));
    peers.outcome = { status: settled, reason: null };
    await payments.append('pay_1', type, { orderId: id });
    expect((await ended(id)).status).toBe('COMPLETED');
    expect(calls.filter((call) => call === 'capture')).toHaveLength(1);
  });

  it('is told no news while it does not wait', async () => {
    const { id = '' } = await buy();
    await ended(id);
    const event = await payments.append('pay_2', 'PaymentCaptured', { orderId: id });
    await eventually(async () => {
      const { rows } = await started.truth.query(
        `select from orders.consumer_offsets o join payments.log_head h on h.position = o.position
         where group_name = 'orders.on-payment-event'`,
      );
      return rows.length === 1;
    });
    const { rows } = await started.truth.query(
      'select from workflow.notifications where message_uuid like $1',
      [`%${event}%`],
    );
    expect(rows).toEqual([]);
  });
});

describe('whoever watches an order', () => {
  const WATCH = `subscription W($id: ID!, $after: String) {
    orderStatusChanged(orderId: $id, after: $after) { cursor status reason order { id status } }
  }`;
  interface Change {
    cursor: string;
    status: string;
    reason: string | null;
    order: { id: string; status: string };
  }
  const watch = async (who: Principal, id: string | undefined, after?: string) => {
    const changes: Change[] = [];
    const source = await started.as(who).subscribe(WATCH, { id, after });
    for await (const { data, errors } of source) {
      if (errors) throw Object.assign(new Error(errors[0]?.message), errors[0]?.extensions);
      changes.push((data as { orderStatusChanged: Change }).orderStatusChanged);
    }
    return changes;
  };

  it('sees each status once, in order, to the end', async () => {
    peers.authorized = { status: 'REQUIRES_ACTION', reason: null };
    peers.outcome = peers.authorized;
    const { id } = await buy();
    const changes = watch(ada, id);
    await eventually(() => calls.includes('outcome'));
    peers.outcome = { status: 'DECLINED', reason: 'STOLEN_CARD' };
    await payments.append('pay_3', 'PaymentDeclined', { orderId: id });
    expect(await changes).toMatchObject([
      { status: 'PENDING', reason: null, order: { id } },
      { status: 'CANCELLED', reason: 'STOLEN_CARD', order: { id, status: 'CANCELLED' } },
    ]);
  });

  it('sees the last status of an order that has ended, and what came after a cursor', async () => {
    const { id } = await buy();
    await ended(id);
    const [end] = await eventually(async () => {
      const changes = await watch(ada, id);
      return changes[0]?.status === 'COMPLETED' && changes;
    });
    expect(await watch(ada, id, end?.cursor)).toEqual([]);
  });

  it('is told that there is no such order if it is another’s', async () => {
    const { id } = await buy();
    await expect(watch(customer(), id)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
    await expect(watch(ANONYMOUS, id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('the database', () => {
  const asService = async (sql: string, values: unknown[] = []) => {
    const { installation, url } = started.database;
    const role = rolesOf(installation.settings.DATABASE_ROLE_PREFIX).service('orders');
    const password = installation.secret.derive(`database role ${role}`);
    const client = new pg.Client({ connectionString: withLogin(url, role, password) });
    await client.connect();
    try {
      return await client.query(sql, values);
    } finally {
      await client.end();
    }
  };

  it('lets nobody change what was ordered', async () => {
    const { id } = await buy();
    await ended(id);
    for (const change of [
      'delete from orders.orders',
      'update orders.orders set total_minor = 1',
      `update orders.orders set lines = '[]'`,
    ]) {
      await expect(asService(change)).rejects.toThrow(/permission denied/);
    }
  });

  // Nothing else is wrong with each of them: the sums are right, and positive.
  const price = `(o.lines #>> '{0,unitPrice,minorUnits}')::bigint`;
  const onlyWholeLines = 'the_total_is_that_of_the_lines';
  it.each([
    ['another total than its lines', 'o.total_minor + 1', 'o.lines', onlyWholeLines],
    [
      'a line of a negative quantity',
      `2 * o.total_minor - ${price}`,
      `o.lines || o.lines || jsonb_set(o.lines -> 0, '{quantity}', '-1')`,
      onlyWholeLines,
    ],
    [
      'a line without a quantity',
      'o.total_minor',
      `o.lines || ((o.lines -> 0) - 'quantity')`,
      onlyWholeLines,
    ],
    [
      'a line in another currency',
      '2 * o.total_minor',
      `o.lines || jsonb_set(o.lines, '{0,unitPrice,currency}', '"USD"')`,
      onlyWholeLines,
    ],
    [
      'nothing to pay',
      '0',
      `jsonb_set(o.lines, '{0,unitPrice,minorUnits}', '"0"')`,
      'orders_total_minor_check',
    ],
  ])('accepts no order with %s', async (_name, total, lines, constraint) => {
    const { id } = await buy();
    const copy = asService(
      `insert into orders.orders
       select 'ord_copy', 1, o.cart_id, o.customer_id, 'pay_copy', o.currency, ${total}, ${lines}, o.shipping_address,
         o.payment_method, o.placed_at, 'PENDING', null, null
       from orders.orders o where o.id = $1`,
      [id as Id<'ord'>],
    );
    await expect(copy).rejects.toMatchObject({ constraint });
  });
});
