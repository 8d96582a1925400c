import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import {
  InvalidStockAdjustment,
  StockLocationNotFound,
  StockNotFound,
  StockBelowReserved,
} from '../domain/errors.ts';
import { freeOn, parseAdjustment } from '../domain/stock.ts';
import { locationExists } from '../persistence/stock-locations.ts';
import { changeStock, lockStock } from '../persistence/stock.ts';
import { type StockedVariant, stockedVariant } from '../persistence/stock-reads.ts';
import type { CatalogueRuntime } from '../runtime.ts';

interface Transfer {
  readonly variantId: Id<'var'>;
  readonly fromId: Id<'loc'>;
  readonly toId: Id<'loc'>;
  readonly quantity: number;
  readonly reason: string;
  readonly operatorId: Id<'usr'>;
}

/**
 * Brings goods that are promised to nobody from one place to another.
 * @throws {StockNotFound} if the first place does not keep the variant
 * @throws {StockLocationNotFound}
 * @throws {InvalidStockAdjustment} unless at least one piece goes elsewhere and it says why
 * @throws {StockBelowReserved} if what would go is promised to orders
 */
export async function transferStock(
  rt: CatalogueRuntime,
  { variantId, fromId, toId, operatorId, ...said }: Transfer,
): Promise<StockedVariant> {
  const { delta, reason } = parseAdjustment({ delta: said.quantity, reason: said.reason });
  if (delta < 0 || fromId === toId) {
    throw new InvalidStockAdjustment('At least one piece goes from one place to another.');
  }
  return inTransaction(rt.orm, async (em) => {
    const [level] = await lockStock(em, [variantId]);
    const shelf = level?.places.find(({ locationId }) => locationId === fromId);
    if (!shelf) throw new StockNotFound();
    if (!(await locationExists(em, toId))) throw new StockLocationNotFound();
    if (freeOn(shelf) < delta) throw new StockBelowReserved(shelf.onHand, shelf.reserved);
    const why = { kind: 'TRANSFER', reason, operatorId, at: rt.clock() } as const;
    const changes = [
      { variantId, locationId: fromId, onHand: -delta, reserved: 0 },
      { variantId, locationId: toId, onHand: delta, reserved: 0 },
    ];
    await changeStock(em, changes, why);
    return stockedVariant(em, variantId);
  });
}
