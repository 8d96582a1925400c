import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { StockNotFound } from '../domain/errors.ts';
import { type PolicyTerms, StockPolicy } from '../domain/stock-policy.ts';
import { recordStep } from '../persistence/definitions.ts';
import { goodsOf, lockStock } from '../persistence/stock.ts';
import { type StockedVariant, stockedVariant } from '../persistence/stock-reads.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/**
 * Says how much of a variant may be promised before it is there, and from when on there is too little of it; who says so is remembered.
 * @throws {StockNotFound} if nobody has stocked it yet
 * @throws {InvalidStockPolicy}
 * @throws {BackorderLimitTooLow} if more is promised already
 */
export async function setStockPolicy(
  rt: CatalogueRuntime,
  by: string,
  { variantId, ...terms }: PolicyTerms & { readonly variantId: Id<'var'> },
): Promise<StockedVariant> {
  return inTransaction(rt.orm, async (em) => {
    const [level] = await lockStock(em, [variantId]);
    if (!level) throw new StockNotFound();
    const policy = await em.findOneOrFail(StockPolicy, { id: variantId });
    const { backorderLimit, lowStockThreshold } = policy;
    policy.change(terms, level, (await goodsOf(em, [variantId])).get(variantId)!);
    await em.flush();
    const step = { id: variantId, before: { backorderLimit, lowStockThreshold }, after: terms };
    await recordStep(em, step, { by, at: rt.clock() });
    return stockedVariant(em, variantId);
  });
}
