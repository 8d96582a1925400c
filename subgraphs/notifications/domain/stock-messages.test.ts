import { stableId } from '#kernel/domain/id.ts';
import { messageOfLowStock } from './stock-messages.ts';

const winery = stableId('mer', 'winery');
const wine = { merchantId: winery, sku: 'WINE-1', productName: 'Grüner\nVeltliner' };

it('tells the seller how much is left of what, on one line', () => {
  expect(messageOfLowStock({ ...wine, available: 3 })).toMatchObject({
    kind: 'STOCK_LOW',
    recipientId: winery,
    orderId: null,
    subject: 'Only 3 left of Grüner Veltliner (WINE-1)',
    body: expect.stringContaining('only 3 left') as unknown,
  });
});

it('says so when nothing is left', () => {
  expect(messageOfLowStock({ ...wine, available: 0 }).subject).toBe(
    'Nothing left of Grüner Veltliner (WINE-1)',
  );
});
