import { newId, stableId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import {
  type OrderFact,
  type OrderLine,
  messageOfCancelledOrder,
  messagesOfCompletedOrder,
} from './order-messages.ts';

const winery = stableId('mer', 'winery');
const brewery = stableId('mer', 'brewery');
const eur = (minorUnits: bigint) => Money.of(minorUnits, 'EUR');

const aLine = (line: Partial<OrderLine> = {}): OrderLine => ({
  merchantId: winery,
  sku: 'WINE-1',
  name: 'Riesling',
  quantity: 2,
  unitPrice: eur(14_90n),
  ...line,
});

const anOrder = (...lines: OrderLine[]): OrderFact => ({
  orderId: newId('ord'),
  customerId: newId('usr'),
  total: Money.sum(
    lines.map(({ unitPrice, quantity }) => unitPrice.times(quantity)),
    'EUR',
  ),
  lines,
});

describe('a completed order', () => {
  it('is confirmed to the customer, line by line and in total', () => {
    const order = anOrder(
      aLine(),
      aLine({ name: 'Pale Ale', sku: 'BEER-1', quantity: 6, unitPrice: eur(2_50n) }),
    );
    const [confirmed] = messagesOfCompletedOrder(order);
    expect(confirmed).toEqual({
      kind: 'ORDER_CONFIRMED',
      recipientId: order.customerId,
      orderId: order.orderId,
      subject: 'Your order is confirmed (44.80 EUR)',
      body: `Hello,

thank you for your order. It is paid and confirmed.

- 2 × Riesling (WINE-1): 29.80 EUR
- 6 × Pale Ale (BEER-1): 15.00 EUR

Charged: 44.80 EUR

Order: ${order.orderId}

Comptoir
`,
    });
  });

  it('tells each seller once what it sold, and nothing of what others sold', () => {
    const order = anOrder(
      aLine(),
      aLine({
        merchantId: brewery,
        name: 'Pale Ale',
        sku: 'BEER-1',
        quantity: 6,
        unitPrice: eur(2_50n),
      }),
      aLine({ name: 'Pinot Noir', sku: 'WINE-2', quantity: 1 }),
    );
    const [, toWinery, toBrewery, ...others] = messagesOfCompletedOrder(order);
    expect(toWinery).toMatchObject({
      kind: 'SOLD',
      recipientId: winery,
      subject: 'You sold for 44.70 EUR',
    });
    expect(toWinery?.body).toContain(
      '- 2 × Riesling (WINE-1): 29.80 EUR\n- 1 × Pinot Noir (WINE-2): 14.90 EUR',
    );
    expect(toWinery?.body).not.toContain('Pale Ale');
    expect(toBrewery).toMatchObject({
      kind: 'SOLD',
      recipientId: brewery,
      subject: 'You sold for 15.00 EUR',
    });
    expect(others).toEqual([]);
  });

  it('does not tell sellers who bought', () => {
    const order = anOrder(aLine());
    const [, sold] = messagesOfCompletedOrder(order);
    expect(JSON.stringify(sold)).not.toContain(order.customerId);
  });

  it('writes amounts with the decimals of their currency', () => {
    const order = { ...anOrder(), total: Money.of(1200n, 'JPY') };
    expect(messagesOfCompletedOrder(order)[0]?.subject).toBe('Your order is confirmed (1200 JPY)');
  });

  it('keeps the name of a product on its line, so that it cannot pass for our own words', () => {
    const order = anOrder(aLine({ name: 'Riesling\n\nPay again at http://evil.example' }));
    const [confirmed] = messagesOfCompletedOrder(order);
    expect(confirmed?.body).toContain(
      '- 2 × Riesling Pay again at http://evil.example (WINE-1): 29.80 EUR\n',
    );
  });
});

describe('a cancelled order', () => {
  it('of which the payment was declined says so, and why', () => {
    const declined = messageOfCancelledOrder(anOrder(aLine()), 'INSUFFICIENT_FUNDS');
    expect(declined).toMatchObject({
      kind: 'PAYMENT_DECLINED',
      subject: 'Your payment of 29.80 EUR was declined',
    });
    expect(declined.body).toContain('was declined: the account does not have enough money. So');
    expect(declined.body).toContain('Nothing was charged.');
  });

  it.each(['STOLEN_CARD', 'LOST_CARD'])(
    'does not tell a thief that the bank knows (%s)',
    (reason) => {
      const order = anOrder(aLine());
      expect(messageOfCancelledOrder(order, reason)).toEqual(
        messageOfCancelledOrder(order, 'DO_NOT_HONOUR'),
      );
    },
  );

  it('that could not be supplied says so', () => {
    const order = anOrder(aLine());
    const cancelled = messageOfCancelledOrder(order, 'OUT_OF_STOCK');
    expect(cancelled).toMatchObject({
      kind: 'ORDER_CANCELLED',
      recipientId: order.customerId,
      orderId: order.orderId,
      subject: 'Your order was cancelled',
    });
    expect(cancelled.body).toContain('Something in it was sold out a moment before you.');
    expect(cancelled.body).toContain('Nothing was charged.');
  });

  it('for a reason without words shows no code to the customer', () => {
    const { kind, body } = messageOfCancelledOrder(anOrder(aLine()), 'SOMETHING_NEW');
    expect(kind).toBe('ORDER_CANCELLED');
    expect(body).toContain('It could not be completed.');
    expect(body).not.toContain('SOMETHING_NEW');
  });
});
