import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { StockEvent } from '../events.ts';
import { BackorderLimitTooLow, InvalidStockPolicy } from './errors.ts';
import { UNLIMITED } from './stock.ts';

/** What a message about stock must name. */
export type StockedGoods = {
  readonly sku: string;
  readonly productId: Id<'prd'>;
  readonly productName: string;
  readonly merchantId: Id<'mer'>;
};

export type PolicyTerms = {
  /** How many pieces may be owed: 0 none, `UNLIMITED` as many as anybody wants. */
  readonly backorderLimit: number;
  /** Pieces; null if nobody cares. */
  readonly lowStockThreshold: number | null;
};

/** How much of a variant may be promised beyond what is there, and from when on there is too little. */
export class StockPolicy extends Aggregate<StockEvent> {
  constructor(
    /** The variant. */
    readonly id: Id<'var'>,
    /** Counts what operators said of the two limits; `version` counts what is told of the stock. */
    public policyVersion: number,
    public backorderLimit: number,
    public lowStockThreshold: number | null,
    /** Whether it has been said since goods last came that there is too little. */
    public low: boolean,
  ) {
    super();
  }

  /** Goods were promised or taken. Said once: not again before goods have come. */
  noticeLess(available: number, goods: StockedGoods): void {
    const { lowStockThreshold: threshold } = this;
    if (this.low || threshold === null || available > threshold) return;
    this.low = true;
    this.raise({ type: 'StockLow', data: { variantId: this.id, ...goods, available, threshold } });
  }

  /** Goods came. A reservation that is given back is no such thing, or every cancelled order would warn anew. */
  noticeMore(available: number): void {
    if (!this.low || (this.lowStockThreshold !== null && available <= this.lowStockThreshold))
      return;
    this.low = false;
    this.raise({ type: 'StockReplenished', data: { variantId: this.id, available } });
  }

  /**
   * Says other limits; the same ones change nothing.
   * @param stock how things stand
   * @throws {InvalidStockPolicy}
   * @throws {BackorderLimitTooLow} if more is owed already
   */
  change(
    terms: PolicyTerms,
    { available, owed }: { readonly available: number; readonly owed: number },
    goods: StockedGoods,
  ): void {
    const { backorderLimit, lowStockThreshold } = terms;
    requirePieces(backorderLimit);
    if (lowStockThreshold !== null) requirePieces(lowStockThreshold);
    if (owed > backorderLimit) throw new BackorderLimitTooLow(owed);
    if (backorderLimit === this.backorderLimit && lowStockThreshold === this.lowStockThreshold)
      return;
    this.policyVersion += 1;
    this.backorderLimit = backorderLimit;
    this.lowStockThreshold = lowStockThreshold;
    this.raise({ type: 'StockPolicyChanged', data: { variantId: this.id, ...terms } });
    this.noticeMore(available);
    this.noticeLess(available, goods);
  }
}

function requirePieces(pieces: number): void {
  if (!Number.isSafeInteger(pieces) || pieces < 0 || pieces > UNLIMITED) {
    throw new InvalidStockPolicy('A limit is a whole number of pieces, and not negative.');
  }
}
