import { newId, stableId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { messagesOfRefund } from './refund-messages.ts';

const winery = stableId('mer', 'winery');
const brewery = stableId('mer', 'brewery');
const eur = (minorUnits: bigint) => Money.of(minorUnits, 'EUR');
const orderId = newId('ord');
const customerId = newId('usr');

it('tells the customer what went back, and each seller its part', () => {
  const messages = messagesOfRefund({
    orderId,
    customerId,
    amount: eur(10_00n),
    split: [
      { merchantId: winery, amount: eur(7_00n) },
      { merchantId: brewery, amount: eur(3_00n) },
    ],
  });
  expect(messages.map(({ kind, recipientId, subject }) => [kind, recipientId, subject])).toEqual([
    ['REFUNDED', customerId, 'You were refunded 10.00 EUR'],
    ['SALE_REFUNDED', winery, 'A sale was refunded (7.00 EUR)'],
    ['SALE_REFUNDED', brewery, 'A sale was refunded (3.00 EUR)'],
  ]);
});

it('leaves a seller alone whose sale was not touched', () => {
  const split = [
    { merchantId: winery, amount: eur(10_00n) },
    { merchantId: brewery, amount: eur(0n) },
  ];
  const recipients = messagesOfRefund({ orderId, customerId, amount: eur(10_00n), split }).map(
    ({ recipientId }) => recipientId,
  );
  expect(recipients).toEqual([customerId, winery]);
});
