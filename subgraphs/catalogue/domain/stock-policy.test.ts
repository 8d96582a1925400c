import { newId } from '#kernel/domain/id.ts';
import { BackorderLimitTooLow, InvalidStockPolicy } from './errors.ts';
import { StockPolicy } from './stock-policy.ts';
import { UNLIMITED } from './stock.ts';

const goods = {
  sku: 'TEA-1',
  productId: newId('prd'),
  productName: 'Tea',
  merchantId: newId('mer'),
};
const policy = ({ threshold = 5 as number | null, low = false } = {}) =>
  new StockPolicy(newId('var'), 1, 0, threshold, low);
const toldOf = (one: StockPolicy) => one.takeRaised().map(({ event }) => event.type);

describe('a variant that runs low', () => {
  it('is told of once, at the threshold, whatever is sold after that', () => {
    const one = policy();
    for (const available of [7, 6, 5, 5, 3, 0]) one.noticeLess(available, goods);
    const raised = one.takeRaised();
    expect(raised.map(({ event }) => event)).toEqual([
      { type: 'StockLow', data: { variantId: one.id, ...goods, available: 5, threshold: 5 } },
    ]);
  });

  it('is told of anew only after goods have come, and more than the threshold', () => {
    const one = policy();
    one.noticeLess(2, goods);
    one.noticeMore(5);
    one.noticeLess(4, goods);
    expect(toldOf(one)).toEqual(['StockLow']);
    one.noticeMore(6);
    one.noticeMore(9);
    one.noticeLess(1, goods);
    expect(toldOf(one)).toEqual(['StockReplenished', 'StockLow']);
  });

  it('is nobody’s concern without a threshold', () => {
    const one = policy({ threshold: null });
    one.noticeLess(0, goods);
    expect(toldOf(one)).toEqual([]);
  });
});

describe('a policy', () => {
  const terms = { backorderLimit: 3, lowStockThreshold: 2 };

  it('changes, and is low at once if the stock is', () => {
    const one = policy({ threshold: null });
    one.change(terms, { available: 2, owed: 0 }, goods);
    expect(one).toMatchObject({ ...terms, low: true });
    expect(toldOf(one)).toEqual(['StockPolicyChanged', 'StockLow']);
  });

  it('counts its changes, of which saying the same again is none', () => {
    const one = policy({ threshold: null });
    for (let time = 0; time < 2; time += 1) one.change(terms, { available: 9, owed: 0 }, goods);
    expect(one.policyVersion).toBe(2);
    expect(toldOf(one)).toEqual(['StockPolicyChanged']);
  });

  it('is no longer low when its threshold is taken away or falls', () => {
    for (const lowStockThreshold of [null, 1]) {
      const one = policy({ low: true });
      one.change({ ...terms, lowStockThreshold }, { available: 2, owed: 0 }, goods);
      expect(toldOf(one)).toEqual(['StockPolicyChanged', 'StockReplenished']);
    }
  });

  it('never allows less than is owed already', () => {
    const one = policy();
    expect(() => one.change(terms, { available: 0, owed: 4 }, goods)).toThrow(
      new BackorderLimitTooLow(4),
    );
    expect(() => one.change(terms, { available: 0, owed: 3 }, goods)).not.toThrow();
  });

  it.each([
    { backorderLimit: -1 },
    { backorderLimit: 0.5 },
    { backorderLimit: UNLIMITED + 1 },
    { lowStockThreshold: -1 },
  ])('is refused with %j', (wrong) => {
    const change = () => policy().change({ ...terms, ...wrong }, { available: 9, owed: 0 }, goods);
    expect(change).toThrow(InvalidStockPolicy);
  });
});
