import fc from 'fast-check';
import { type Id, newId } from '#kernel/domain/id.ts';
import type { OrderedLine } from '../events.ts';
import { Cart, MAX_LINES, MAX_QUANTITY, checkLines, checkQuantity } from './cart.ts';
import { ageOn, checkEligibility } from './eligibility.ts';
import { ORDER_STATUSES, ORDER_TRANSITIONS } from './order-status.ts';
import { Order } from './order.ts';
import { paymentMethod } from './payment-method.ts';
import {
  type Decision,
  type Topic,
  afterAuthorization,
  afterCapture,
  afterProvisioning,
  afterReservation,
} from './purchase.ts';
import { shippingAddress } from './shipping-address.ts';

const at = new Date('2026-03-01T12:00:00Z');
const problem = (code: string, facts: object = {}): Error =>
  expect.objectContaining({ code, ...facts }) as Error;

describe('a cart', () => {
  const begin = () => Cart.begin({ currency: 'EUR', region: null }, at);
  const ada = newId('usr');

  it('opens with its secret and with no other', () => {
    const { cart, secret } = begin();
    expect(() => cart.open({ customerId: null, secret })).not.toThrow();
    for (const wrong of [null, '', `${secret}x`, begin().secret]) {
      expect(() => cart.open({ customerId: ada, secret: wrong })).toThrow(
        problem('CART_NOT_FOUND'),
      );
    }
  });

  it('once claimed opens for its customer only, and its secret is worth nothing', () => {
    const { cart, secret } = begin();
    cart.claim(ada);
    expect(() => cart.open({ customerId: ada, secret: null })).not.toThrow();
    for (const customerId of [null, newId('usr')]) {
      expect(() => cart.open({ customerId, secret })).toThrow(problem('CART_NOT_FOUND'));
    }
  });

  it('once ordered changes no more', () => {
    const { cart } = begin();
    cart.order(ada);
    expect(cart).toMatchObject({ status: 'ORDERED', customerId: ada });
    for (const change of [() => cart.checkOpen(), () => cart.claim(ada), () => cart.order(ada)]) {
      expect(change).toThrow(problem('CART_ALREADY_ORDERED'));
    }
  });

  it.each([0, -1, 1.5, MAX_QUANTITY + 1, Number.NaN])('holds no %d of a thing', (quantity) => {
    expect(() => checkQuantity(quantity)).toThrow(
      problem('QUANTITY_OUT_OF_RANGE', { minimum: 1, maximum: MAX_QUANTITY }),
    );
  });

  it('may be emptied of a thing, and be full', () => {
    expect(() => checkQuantity(0, 0)).not.toThrow();
    expect(() => checkLines(MAX_LINES)).not.toThrow();
    expect(() => checkLines(MAX_LINES + 1)).toThrow(
      problem('CART_FULL', { maximumLines: MAX_LINES }),
    );
  });
});

describe('who may buy', () => {
  it.each([
    ['2008-03-01', 18],
    ['2008-03-02', 17],
    ['2004-02-29', 22],
    ['1990-12-31', 35],
  ])('somebody born on %s is %d on 1 March 2026', (birthDate, age) => {
    expect(ageOn(birthDate, at)).toBe(age);
  });

  it('somebody born on 29 February grows older on 1 March in other years', () => {
    expect(ageOn('2004-02-29', new Date('2026-02-28T23:59:59Z'))).toBe(21);
  });

  const wine = { sku: 'WINE', minimumAge: 18, forbiddenRegions: ['SA', 'US-UT'] };
  const knife = { sku: 'KNIFE', minimumAge: 16, forbiddenRegions: [] };
  const book = { sku: 'BOOK', minimumAge: null, forbiddenRegions: [] };
  const adult = { birthDate: '1990-01-01' };
  const check = (
    things: (typeof wine | typeof book)[],
    birthDate: string,
    country = 'DE',
    region: string | null = null,
  ) => checkEligibility(things, { birthDate }, { country, region }, at);

  it('whoever is too young is told of the highest age', () => {
    expect(() => check([book, knife, wine], '2012-01-01')).toThrow(
      problem('UNDER_AGE', { sku: 'WINE', minimumAge: 18 }),
    );
    expect(() => check([book], '2025-01-01')).not.toThrow();
  });

  it('what a region forbids is not sold there', () => {
    expect(() => check([wine], adult.birthDate, 'SA')).toThrow(
      problem('REGION_FORBIDDEN', { region: 'SA' }),
    );
    expect(() => check([wine], adult.birthDate, 'US', 'US-UT')).toThrow(
      problem('REGION_FORBIDDEN', { region: 'US-UT' }),
    );
    expect(() => check([wine], adult.birthDate, 'US', 'US-NY')).not.toThrow();
  });

  it('where laws differ within a country, the region must be said', () => {
    expect(() => check([wine], adult.birthDate, 'US')).toThrow(
      problem('INVALID_SHIPPING_ADDRESS', { field: 'region' }),
    );
    expect(() => check([book], adult.birthDate, 'US')).not.toThrow();
  });

  it('nothing at all may be bought by anybody', () => {
    expect(() => check([], '2025-01-01')).not.toThrow();
  });
});

describe('an address', () => {
  const berlin = {
    name: ' Ada ',
    line1: 'Unter den Linden 1',
    postalCode: '10117',
    city: 'Berlin',
    country: 'de',
  };

  it('is tidied', () => {
    expect(shippingAddress({ ...berlin, line2: ' 2nd floor ' })).toEqual({
      ...berlin,
      name: 'Ada',
      line2: '2nd floor',
      region: null,
      country: 'DE',
    });
    expect(shippingAddress({ ...berlin, country: 'US', region: 'ut' }).region).toBe('US-UT');
    expect(shippingAddress({ ...berlin, country: 'US', region: 'US-UT' }).region).toBe('US-UT');
  });

  it.each(['name', 'line1', 'postalCode', 'city'])('without a %s is refused', (field) => {
    for (const value of [' ', 'x'.repeat(201)]) {
      expect(() => shippingAddress({ ...berlin, [field]: value })).toThrow(
        problem('INVALID_SHIPPING_ADDRESS', { field }),
      );
    }
  });

  it('needs a country and a region that could be', () => {
    expect(() => shippingAddress({ ...berlin, country: 'Germany' })).toThrow(
      problem('INVALID_SHIPPING_ADDRESS', { field: 'country' }),
    );
    expect(() => shippingAddress({ ...berlin, region: 'DE-BERLIN' })).toThrow(
      problem('INVALID_SHIPPING_ADDRESS', { field: 'region' }),
    );
  });
});

describe('a way to pay', () => {
  it('is a token or the hosted page, with a way back', () => {
    expect(paymentMethod({ token: 'tok_approve' })).toEqual({ token: 'tok_approve' });
    expect(paymentMethod({ token: 'tok_3ds', returnUrl: 'https://shop.example/' })).toEqual({
      token: 'tok_3ds',
      returnUrl: 'https://shop.example/',
    });
    expect(paymentMethod({ hosted: true, returnUrl: 'http://localhost:3000/' })).toMatchObject({
      hosted: true,
    });
  });

  it.each([
    [{}],
    [{ token: 'tok_a', hosted: true, returnUrl: 'https://shop.example/' }],
    [{ token: '4242424242424242' }],
    [{ token: `tok_${'x'.repeat(93)}` }],
    [{ hosted: true }],
    [{ hosted: true, returnUrl: 'javascript:alert(1)' }],
    [{ hosted: true, returnUrl: `https://shop.example/${'x'.repeat(2000)}` }],
  ])('is not %j', (input) => {
    expect(() => paymentMethod(input)).toThrow(problem('INVALID_PAYMENT_METHOD'));
  });
});

const line = (facts: Partial<OrderedLine> = {}): OrderedLine => ({
  lineId: newId('oln'),
  variantId: newId('var'),
  sku: 'WINE',
  name: 'Wine',
  quantity: 2,
  unitPrice: { minorUnits: '2490', currency: 'EUR' },
  merchantId: newId('mer'),
  template: 'SHIPMENT',
  ...facts,
});
const order = (lines: readonly OrderedLine[] = [line()]) =>
  new Order({
    id: newId('ord'),
    cartId: newId('crt'),
    customerId: newId('usr'),
    paymentId: newId('pay'),
    currency: 'EUR',
    lines,
    shippingAddress: shippingAddress({
      name: 'Ada',
      line1: 'x',
      postalCode: '1',
      city: 'Berlin',
      country: 'DE',
    }),
    paymentMethod: { token: 'tok_approve' },
    placedAt: at,
  });

describe('an order', () => {
  const moves = {
    COMPLETED: (one: Order) => one.complete(at),
    CANCELLED: (one: Order) => one.cancel('OUT_OF_STOCK', at),
  };

  it.each(
    ORDER_STATUSES.flatMap((from) =>
      Object.entries(moves).map(([to, move]) => ({ from, to, move })),
    ),
  )('goes from $from to $to only as the table says', ({ from, to, move }) => {
    const one = Object.assign(order(), { status: from });
    const allowed = from === to || (ORDER_TRANSITIONS[from] as readonly string[]).includes(to);
    if (allowed) {
      move(one);
      expect(one.status).toBe(to);
    } else {
      expect(() => move(one)).toThrow(problem('ORDER_TRANSITION_FORBIDDEN', { from, to }));
    }
  });

  it('tells how it ended, once', () => {
    const one = order();
    one.cancel('OUT_OF_STOCK', at);
    one.cancel('EXPIRED', at);
    expect(one.cancellationReason).toBe('OUT_OF_STOCK');
    expect(one.takeRaised().map(({ event }) => event.type)).toEqual([
      'OrderPlaced',
      'OrderCancelled',
    ]);
  });

  it('has something in it, in one currency', () => {
    expect(() => order([])).toThrow(problem('CART_EMPTY'));
    const foreign = line({ unitPrice: { minorUnits: '1', currency: 'USD' } });
    expect(() => order([line(), foreign])).toThrow(problem('CURRENCY_MISMATCH'));
  });

  it('is split among its merchants without losing a cent', () => {
    const merchants: Id<'mer'>[] = [newId('mer'), newId('mer'), newId('mer')];
    const lines = fc.array(
      fc
        .record({
          merchant: fc.integer({ min: 0, max: 2 }),
          quantity: fc.integer({ min: 1, max: 99 }),
          price: fc.integer({ min: 0, max: 1e9 }),
        })
        .map(({ merchant, quantity, price }) =>
          line({
            merchantId: merchants[merchant]!,
            quantity,
            unitPrice: { minorUnits: String(price), currency: 'EUR' },
          }),
        ),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(lines, (some) => {
        const one = order(some);
        const parts = one.split.reduce((sum, { amount }) => sum + amount.minorUnits, 0n);
        expect(parts).toBe(one.totalMinor);
      }),
    );
  });
});

describe('a purchase', () => {
  const undo = (reason: string): Decision => ({ next: 'undo', reason });
  const goOn: Decision = { next: 'go-on' };
  const wait = (topic: Topic): Decision => ({ next: 'wait', for: topic });

  it('goes on with goods that are reserved, and is undone for those that are not', () => {
    expect(afterReservation(null)).toEqual(goOn);
    expect(afterReservation('OUT_OF_STOCK')).toEqual(undo('OUT_OF_STOCK'));
  });

  it.each([
    ['CREATED', null, wait('authorization')],
    ['REQUIRES_ACTION', null, wait('authorization')],
    ['UNKNOWN', null, wait('authorization')],
    ['AUTHORIZED', null, goOn],
    ['PARTIALLY_CAPTURED', null, goOn],
    ['CAPTURED', null, goOn],
    ['DECLINED', 'STOLEN_CARD', undo('STOLEN_CARD')],
    ['CANCELLED', null, undo('CANCELLED')],
    ['EXPIRED', null, undo('EXPIRED')],
  ])('whose payment is %s (%s) after authorization decides', (status, reason, decision) => {
    expect(afterAuthorization({ status, reason })).toEqual(decision);
  });

  it.each([
    ['CAPTURED', null, goOn],
    ['AUTHORIZED', null, wait('capture')],
    ['AUTHORIZED', 'CAPTURE_DECLINED', undo('CAPTURE_DECLINED')],
    ['UNKNOWN', null, wait('capture')],
    ['CANCELLED', null, undo('CANCELLED')],
    ['DECLINED', 'STOLEN_CARD', undo('STOLEN_CARD')],
    ['EXPIRED', null, undo('EXPIRED')],
  ])('whose payment is %s (%s) after capture decides', (status, reason, decision) => {
    expect(afterCapture({ status, reason })).toEqual(decision);
  });

  it.each([
    ['REQUESTED', null, wait('provisioning')],
    ['PROVISIONED', null, goOn],
    ['FAILED', 'LICENCE_LIMIT_EXCEEDED', undo('LICENCE_LIMIT_EXCEEDED')],
    ['REVOKED', null, undo('PROVISIONING_FAILED')],
  ])('whose provisioning is %s (%s) decides', (status, reason, decision) => {
    expect(afterProvisioning({ status, reason })).toEqual(decision);
  });
});
