import type { Id } from '#kernel/domain/id.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { StockNotFound } from '../domain/errors.ts';
import { type PolicyTerms, StockPolicy } from '../domain/stock-policy.ts';
import { type SeenVersion, requireSeen } from '../domain/versions.ts';
import { recordChange } from '../persistence/definitions.ts';
import { goodsOf, lockStock } from '../persistence/stock.ts';
import { type StockedVariant, stockedVariant } from '../persistence/stock-reads.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** The policy of a variant, as whoever changes it has seen it. */
export type SeenPolicy = SeenVersion & { readonly variantId: Id<'var'> };

/**
 * Says how much of a variant may be promised before it is there, and from when on there is too little of it; who says so is
 * remembered. Whoever says again what was said already changes nothing.
 * @throws {StockNotFound} if nobody has stocked it yet
 * @throws {ChangedMeanwhile | InvalidStockPolicy}
 * @throws {BackorderLimitTooLow} if more is promised already
 */
export async function setStockPolicy(
  rt: CatalogueRuntime,
  by: string,
  { variantId, ...seen }: SeenPolicy,
  terms: PolicyTerms,
): Promise<StockedVariant> {
  return inTransaction(rt.orm, async (em) => {
    const [level] = await lockStock(em, [variantId]);
    if (!level) throw new StockNotFound();
    const policy = await em.findOneOrFail(StockPolicy, { id: variantId });
    const before = requireSeen(saidBy(policy), seen);
    policy.change(terms, level, (await goodsOf(em, [variantId])).get(variantId)!);
    await em.flush();
    const after = saidBy(policy);
    if (after.version > before.version)
      await recordChange(em, { before, after }, null, { by, at: rt.clock() });
    return stockedVariant(em, variantId);
  });
}

const saidBy = ({ id, policyVersion, backorderLimit, lowStockThreshold }: StockPolicy) => ({
  id,
  version: policyVersion,
  backorderLimit,
  lowStockThreshold,
});
