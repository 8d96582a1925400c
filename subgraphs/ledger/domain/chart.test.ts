import { stableId } from '#kernel/domain/id.ts';
import { merchantWallet, providerReceivable } from './chart.ts';

const winery = stableId('mer', 'winery');
const brewery = stableId('mer', 'brewery');

describe('the chart of accounts', () => {
  it('gives the same account for the same code, currency and owner', () => {
    expect(merchantWallet(winery, 'EUR').id).toBe(merchantWallet(winery, 'EUR').id);
  });

  it('gives each merchant, currency and provider an account of its own', () => {
    const ids = [
      merchantWallet(winery, 'EUR'),
      merchantWallet(brewery, 'EUR'),
      merchantWallet(winery, 'JPY'),
      providerReceivable('sandbox', 'EUR'),
      providerReceivable('other', 'EUR'),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
