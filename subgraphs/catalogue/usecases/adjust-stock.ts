import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { StockBelowReserved, StockNotFound } from '../domain/errors.ts';
import { type StockAdjustment, type StockLevel, parseAdjustment } from '../domain/stock.ts';
import { lockStock } from '../persistence/stock.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/**
 * Corrects what is on the shelf, and keeps who did it and why.
 * @throws {StockNotFound}
 * @throws {InvalidStockAdjustment} if it changes nothing or does not say why
 * @throws {StockBelowReserved} if fewer would remain than are promised to orders
 */
export async function adjustStock(
  rt: CatalogueRuntime,
  input: StockAdjustment & { variantId: Id<'var'>; operatorId: Id<'usr'> },
): Promise<StockLevel> {
  const { delta, reason } = parseAdjustment(input);
  return inTransaction(rt.orm, async (em) => {
    const [level] = await lockStock(em, [input.variantId]);
    if (!level) throw new StockNotFound();
    const onHand = level.onHand + delta;
    if (onHand < level.reserved) throw new StockBelowReserved(level.onHand, level.reserved);
    await execute(em, 'update catalogue.stock_levels set on_hand = $2 where variant_id = $1', [
      input.variantId,
      onHand,
    ]);
    await sql(
      em,
      `insert into catalogue.stock_adjustments (variant_id, delta, on_hand_after, reason, operator_id, adjusted_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [input.variantId, delta, onHand, reason, input.operatorId, rt.clock()],
    );
    return { ...level, onHand };
  });
}
