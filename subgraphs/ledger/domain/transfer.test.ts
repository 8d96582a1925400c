import { Money } from '#kernel/domain/money.ts';
import { platformFees, providerReceivable } from './chart.ts';
import { TransferRefused } from './errors.ts';
import { credit, debit, draftTransfer, PostedEntry } from './transfer.ts';

const eur = (minorUnits: bigint) => Money.of(minorUnits, 'EUR');
const entryOf = (amountMinor: bigint) =>
  Object.assign(new PostedEntry(), { amountMinor, currency: 'EUR' as const });

describe('an entry', () => {
  it('is a debit of a positive amount', () => {
    expect([entryOf(5n).isDebit, entryOf(5n).amount]).toEqual([true, eur(5n)]);
  });

  it('is a credit of a negative amount, read without the sign', () => {
    expect([entryOf(-5n).isDebit, entryOf(-5n).amount]).toEqual([false, eur(5n)]);
  });
});

describe('a draft', () => {
  const draft = () =>
    draftTransfer({
      kind: 'sale',
      reference: 'test',
      description: 'A test',
      occurredAt: new Date(0),
      entries: [
        debit(providerReceivable('sandbox', 'EUR'), eur(5n)),
        credit(providerReceivable('other', 'EUR'), eur(5n)),
        credit(platformFees('EUR'), eur(0n)),
      ],
    });

  it('leaves out entries of nothing', () => {
    expect(draft().entries.map(({ amount }) => amount.minorUnits)).toEqual([5n, -5n]);
  });

  it('has an id of its own', () => {
    expect(draft().id).not.toBe(draft().id);
  });
});

describe('a refused transfer', () => {
  it('says which and why', () => {
    expect(new TransferRefused('sale/1', 'UNBALANCED')).toMatchObject({
      code: 'TRANSFER_REFUSED',
      reference: 'sale/1',
      reason: 'UNBALANCED',
    });
  });
});
