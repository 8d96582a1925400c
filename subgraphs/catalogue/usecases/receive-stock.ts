import type { Id } from '#kernel/domain/id.ts';
import { oncePerKey } from '#kernel/persistence/idempotency.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { InvalidStockAdjustment, StockLocationNotFound, StockNotFound } from '../domain/errors.ts';
import { parseAdjustment } from '../domain/stock.ts';
import { locationExists } from '../persistence/stock-locations.ts';
import { changeStock, goodsOf } from '../persistence/stock.ts';
import { type StockedVariant, stockedVariant } from '../persistence/stock-reads.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { noticeMore } from './watch-stock.ts';

interface Receipt {
  readonly variantId: Id<'var'>;
  readonly locationId: Id<'loc'>;
  readonly quantity: number;
  /** Such as the delivery note it came with. */
  readonly reason: string;
  readonly operatorId: Id<'usr'>;
  readonly idempotencyKey: string;
}

/**
 * Takes in goods that were delivered, once for each key. With the first ones the place begins to keep the variant.
 * @throws {StockNotFound} if there is no such variant
 * @throws {StockLocationNotFound}
 * @throws {InvalidStockAdjustment} unless at least one piece came and it says with what
 * @throws {IdempotencyKeyReused | InvalidIdempotencyKey}
 */
export async function receiveStock(
  rt: CatalogueRuntime,
  { variantId, locationId, operatorId, idempotencyKey: key, ...said }: Receipt,
): Promise<StockedVariant> {
  const { delta, reason } = parseAdjustment({ delta: said.quantity, reason: said.reason });
  if (delta < 0) throw new InvalidStockAdjustment('At least one piece comes with a delivery.');
  return inTransaction(rt.orm, async (em) => {
    const input = { variantId, locationId, delta, reason };
    await oncePerKey(
      em,
      rt.name,
      { scope: operatorId, operation: 'receiveStock', key, input },
      async () => {
        if (!(await goodsOf(em, [variantId])).has(variantId)) throw new StockNotFound();
        if (!(await locationExists(em, locationId))) throw new StockLocationNotFound();
        const change = { variantId, locationId, onHand: delta, reserved: 0 };
        const why = { kind: 'RECEIPT', reason, operatorId, at: rt.clock() } as const;
        await noticeMore(em, await changeStock(em, [change], why));
        return variantId;
      },
    );
    return stockedVariant(em, variantId);
  });
}
