import fc from 'fast-check';
import type { Currency } from '#kernel/domain/currency.ts';
import { newId, stableId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { platformFee } from './fee.ts';
import { type PaymentFact, postingsFor, Turnover } from './postings.ts';
import type { Transfer } from './transfer.ts';

const merchants = ['winery', 'brewery', 'distillery'].map((name) => stableId('mer', name));
const paymentId = newId('pay');
const orderId = newId('ord');

const fact = (
  kind: 'sale' | 'refund',
  amounts: readonly bigint[],
  currency: Currency = 'EUR',
): PaymentFact => {
  const split = amounts.map((units, index) => ({
    merchantId: merchants[index % merchants.length]!,
    amount: Money.of(units, currency),
  }));
  const common = {
    paymentId,
    orderId,
    provider: 'sandbox',
    split,
    amount: Money.sum(
      split.map(({ amount }) => amount),
      currency,
    ),
    occurredAt: new Date('2026-11-21T12:00:00Z'),
  };
  return kind === 'sale'
    ? { ...common, kind, captureId: crypto.randomUUID() }
    : { ...common, kind, refundId: newId('rfd') };
};

const balancesAfter = (transfers: readonly Transfer[]): Map<string, bigint> => {
  const balances = new Map<string, bigint>();
  for (const { account, amount } of transfers.flatMap(({ entries }) => entries)) {
    const name = `${account.code} ${account.ownerId ?? ''}`.trim();
    balances.set(name, (balances.get(name) ?? 0n) + amount.minorUnits);
  }
  return balances;
};

const postAll = (facts: readonly PaymentFact[]) => {
  const turnover = new Turnover();
  return facts.flatMap((each) => postingsFor(each, turnover));
};

const anySplit = fc.array(fc.bigInt(0n, 1_000_000_00n), { minLength: 1, maxLength: 5 });
const anyCurrency = fc.constantFrom<Currency>('EUR', 'JPY', 'KWD');

/** Cuts each of `amounts` into `parts` at random: refunds that together give everything back. */
const cutInto = (amounts: readonly bigint[], cuts: readonly number[]): bigint[][] => {
  const upTo = (amount: bigint, cut: number) => (amount * BigInt(Math.round(cut * 1000))) / 1000n;
  const marks = [0, ...cuts.toSorted((a, b) => a - b), 1];
  return marks
    .slice(1)
    .map((mark, index) =>
      amounts.map((amount) => upTo(amount, mark) - upTo(amount, marks[index]!)),
    );
};

describe('a sale', () => {
  it("debits the provider, and credits the merchant's wallet less the fee and the platform with the fee", () => {
    const transfers = postAll([fact('sale', [100_00n])]);
    expect(balancesAfter(transfers)).toEqual(
      new Map([
        ['provider_receivable:sandbox', 100_00n],
        [`merchant_wallet ${merchants[0]}`, -90_00n],
        ['platform_fees', -10_00n],
      ]),
    );
  });

  it('is a transfer for each merchant, also when a merchant has several shares', () => {
    const transfers = postAll([fact('sale', [10_00n, 20_00n, 30_00n, 40_00n])]);
    expect(transfers.map(({ merchantId }) => merchantId)).toEqual(merchants);
    expect(balancesAfter(transfers).get(`merchant_wallet ${merchants[0]}`)).toBe(-45_00n);
  });

  it('leaves out what would move nothing', () => {
    const [transfer, ...others] = postAll([fact('sale', [0n, 4n])]);
    expect(others).toEqual([]);
    expect(transfer?.entries.map(({ account }) => account.code)).toEqual([
      'provider_receivable:sandbox',
      'merchant_wallet',
    ]);
  });

  it('is refused when its split does not add up', () => {
    const whole = fact('sale', [10_00n]);
    const short = { ...whole, amount: Money.of(10_01n, 'EUR') };
    expect(() => postingsFor(short, new Turnover())).toThrow(
      expect.objectContaining({ code: 'SPLIT_MISMATCH', parts: Money.of(10_00n, 'EUR') }),
    );
  });

  it('has the same references whenever it is told, so that it is posted once', () => {
    const sale = fact('sale', [10_00n, 5_00n]);
    const references = () => postAll([sale]).map(({ reference }) => reference);
    expect(references()).toEqual(references());
  });
});

describe('a refund', () => {
  it('takes the fee back in proportion', () => {
    const transfers = postAll([fact('sale', [100_00n]), fact('refund', [30_00n])]);
    expect(balancesAfter(transfers)).toEqual(
      new Map([
        ['provider_receivable:sandbox', 70_00n],
        [`merchant_wallet ${merchants[0]}`, -63_00n],
        ['platform_fees', -7_00n],
      ]),
    );
  });

  it('counts what was refunded in earlier batches', () => {
    const key: { paymentId: string; merchantId: string; kind: 'refund' } = {
      paymentId,
      merchantId: merchants[0]!,
      kind: 'refund',
    };
    const turnover = new Turnover([{ key, gross: Money.of(4n, 'EUR') }]);
    const transfers = postingsFor(fact('refund', [4n]), turnover);
    // The fee on 8 is 1, on the first 4 it was 0.
    expect(balancesAfter(transfers).get('platform_fees')).toBe(1n);
  });

  it('names the payment, the order and the refund it belongs to', () => {
    const [transfer] = postAll([fact('refund', [10_00n])]);
    expect(transfer).toMatchObject({
      paymentId,
      orderId,
      refundId: expect.stringMatching(/^rfd_/),
      kind: 'refund',
    });
  });
});

describe('postings', () => {
  it('sum to zero per currency and have two entries or more, for any split', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sale', 'refund'),
        anySplit,
        anyCurrency,
        (kind, amounts, currency) => {
          for (const transfer of postAll([fact(kind, amounts, currency)])) {
            expect(transfer.entries.length).toBeGreaterThanOrEqual(2);
            const total = Money.sum(
              transfer.entries.map(({ amount }) => amount),
              currency,
            );
            expect(total.isZero).toBe(true);
          }
        },
      ),
    );
  });

  it('bring every account back to zero when a sale is refunded in any number of parts', () => {
    fc.assert(
      fc.property(
        anySplit,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        anyCurrency,
        (amounts, cuts, currency) => {
          const refunds = cutInto(amounts, cuts).map((parts) => fact('refund', parts, currency));
          const balances = balancesAfter(postAll([fact('sale', amounts, currency), ...refunds]));
          expect([...balances.values()].every((balance) => balance === 0n)).toBe(true);
        },
      ),
    );
  });

  it('end in the same balances in whatever order captures and refunds are told', () => {
    const anyFacts = fc.array(
      fc.tuple(fc.constantFrom('sale' as const, 'refund' as const), anySplit),
      { minLength: 1, maxLength: 6 },
    );
    const shuffled = anyFacts.chain((drafts) => {
      const facts = drafts.map(([kind, amounts]) => fact(kind, amounts));
      return fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }));
    });
    fc.assert(
      fc.property(shuffled, ([facts, reordered]) => {
        const byName = (balances: Map<string, bigint>) =>
          [...balances]
            .filter(([, balance]) => balance !== 0n)
            .toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect(byName(balancesAfter(postAll(reordered)))).toEqual(
          byName(balancesAfter(postAll(facts))),
        );
      }),
    );
  });

  it('never take more fee from a share than the share', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n, 30n), { minLength: 1, maxLength: 20 }), (shares) => {
        const turnover = new Turnover();
        const key = { paymentId, merchantId: merchants[0]!, kind: 'sale' as const };
        for (const share of shares) {
          const { before, after } = turnover.grow(key, Money.of(share, 'EUR'));
          const fee = platformFee(after).minus(platformFee(before)).minorUnits;
          expect(fee >= 0n && fee <= share).toBe(true);
        }
      }),
    );
  });
});
