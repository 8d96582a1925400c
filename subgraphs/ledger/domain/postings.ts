import type { Id } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { merchantWallet, platformFees, providerReceivable } from './chart.ts';
import { SplitMismatch } from './errors.ts';
import { platformFee } from './fee.ts';
import { credit, debit, draftTransfer, type Transfer } from './transfer.ts';

/** What a payment provider did with a buyer's money, and which merchants it concerns. */
export type PaymentFact = {
  readonly paymentId: Id<'pay'>;
  readonly orderId: Id<'ord'>;
  readonly provider: string;
  readonly amount: Money;
  readonly split: readonly MerchantShare[];
  readonly occurredAt: Date;
} & (
  | { readonly kind: 'sale'; readonly captureId: string }
  | { readonly kind: 'refund'; readonly refundId: Id<'rfd'> }
);

export interface MerchantShare {
  readonly merchantId: Id<'mer'>;
  readonly amount: Money;
}

/**
 * What was sold, or refunded, so far of one merchant's part in one payment, before fees. `before`
 * are the sums that earlier transfers booked.
 */
export class Turnover {
  private readonly sums = new Map<string, Money>();

  constructor(before: readonly { readonly key: TurnoverKey; readonly gross: Money }[] = []) {
    for (const { key, gross } of before) this.sums.set(nameOf(key), gross);
  }

  /** Adds `amount` and answers the sums before and after. */
  grow(key: TurnoverKey, amount: Money): { before: Money; after: Money } {
    const before = this.sums.get(nameOf(key)) ?? Money.zero(amount.currency);
    const after = before.plus(amount);
    this.sums.set(nameOf(key), after);
    return { before, after };
  }
}

export interface TurnoverKey {
  readonly paymentId: string;
  readonly merchantId: string;
  readonly kind: PaymentFact['kind'];
}

const nameOf = ({ paymentId, merchantId, kind }: TurnoverKey) =>
  `${kind}/${paymentId}/${merchantId}`;

/**
 * One transfer per merchant whose money `fact` moves; `turnover` grows by it.
 *
 * The fee of a share is what it adds to the fee of everything so far: fee(so far + share) − fee(so
 * far). Such parts telescope, so however a payment is captured and refunded in parts, and in
 * whatever order the ledger hears of them, all fees together are fee(Σ sold) − fee(Σ refunded). A
 * payment refunded in full leaves every account as it was.
 * @throws {SplitMismatch} unless the split adds up to the amount
 */
export function postingsFor(fact: PaymentFact, turnover: Turnover): Transfer[] {
  const parts = Money.sum(
    fact.split.map(({ amount }) => amount),
    fact.amount.currency,
  );
  if (!parts.equals(fact.amount)) throw new SplitMismatch(fact.amount, parts);
  return sharesByMerchant(fact.split)
    .filter(({ amount }) => !amount.isZero)
    .map((share) => postingFor(fact, share, turnover));
}

function postingFor(
  fact: PaymentFact,
  { merchantId, amount }: MerchantShare,
  turnover: Turnover,
): Transfer {
  const { before, after } = turnover.grow(
    { paymentId: fact.paymentId, merchantId, kind: fact.kind },
    amount,
  );
  const fee = platformFee(after).minus(platformFee(before));
  const receivable = providerReceivable(fact.provider, amount.currency);
  const wallet = merchantWallet(merchantId, amount.currency);
  const fees = platformFees(amount.currency);
  const common = {
    paymentId: fact.paymentId,
    orderId: fact.orderId,
    merchantId,
    occurredAt: fact.occurredAt,
  };
  switch (fact.kind) {
    case 'sale':
      return draftTransfer({
        ...common,
        kind: 'sale',
        reference: referenceOf(fact, merchantId),
        description: `Sale through ${fact.provider}`,
        entries: [debit(receivable, amount), credit(wallet, amount.minus(fee)), credit(fees, fee)],
      });
    case 'refund':
      return draftTransfer({
        ...common,
        kind: 'refund',
        refundId: fact.refundId,
        reference: referenceOf(fact, merchantId),
        description: `Refund through ${fact.provider}`,
        entries: [debit(wallet, amount.minus(fee)), debit(fees, fee), credit(receivable, amount)],
      });
  }
}

/** The name under which a merchant's share of a fact is posted, once for ever. */
export const referenceOf = (fact: PaymentFact, merchantId: Id<'mer'>): string =>
  fact.kind === 'sale'
    ? `sale/${fact.captureId}/${merchantId}`
    : `refund/${fact.refundId}/${merchantId}`;

/** One share per merchant, in order of appearance. */
function sharesByMerchant(split: readonly MerchantShare[]): MerchantShare[] {
  const byMerchant = new Map<Id<'mer'>, Money>();
  for (const { merchantId, amount } of split) {
    byMerchant.set(merchantId, byMerchant.get(merchantId)?.plus(amount) ?? amount);
  }
  return [...byMerchant].map(([merchantId, amount]) => ({ merchantId, amount }));
}
