import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { StockNotFound } from '../domain/errors.ts';
import { type StockAdjustment, parseAdjustment, requireEnoughLeft } from '../domain/stock.ts';
import { changeStock, lockStock } from '../persistence/stock.ts';
import { type StockedVariant, stockedVariant } from '../persistence/stock-reads.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { noticeLess, noticeMore } from './watch-stock.ts';

type Adjustment = StockAdjustment & {
  readonly variantId: Id<'var'>;
  /** Null for the place that is asked first of those that keep it. */
  readonly locationId: Id<'loc'> | null;
  readonly operatorId: Id<'usr'>;
};

/**
 * Corrects what is on the shelf, and keeps who did it and why.
 * @throws {StockNotFound} if it is not kept there
 * @throws {InvalidStockAdjustment} if it changes nothing or does not say why
 * @throws {StockBelowReserved} if fewer would remain than are promised to orders
 */
export async function adjustStock(
  rt: CatalogueRuntime,
  { variantId, locationId, operatorId, ...said }: Adjustment,
): Promise<StockedVariant> {
  const { delta, reason } = parseAdjustment(said);
  return inTransaction(rt.orm, async (em) => {
    const [level] = await lockStock(em, [variantId]);
    const shelf = level?.places.find((one) => locationId === null || one.locationId === locationId);
    if (!level || !shelf) throw new StockNotFound();
    requireEnoughLeft(level, shelf, delta);
    const change = { variantId, locationId: shelf.locationId, onHand: delta, reserved: 0 };
    const why = { kind: 'ADJUSTMENT', reason, operatorId, at: rt.clock() } as const;
    const after = await changeStock(em, [change], why);
    await (delta > 0 ? noticeMore(em, after) : noticeLess(em, after));
    return stockedVariant(em, variantId);
  });
}
