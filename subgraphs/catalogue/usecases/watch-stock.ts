import type { EntityManager } from '@mikro-orm/postgresql';
import { StockPolicy } from '../domain/stock-policy.ts';
import { type StockAfter, goodsOf } from '../persistence/stock.ts';

const isLow = ({ available, lowStockThreshold }: StockAfter): boolean =>
  lowStockThreshold !== null && available <= lowStockThreshold;

/**
 * Says of what was promised or taken that little is left, once until goods come. Costs nothing unless that is news.
 * @param after how the variants stand; the caller holds their locks
 */
export async function noticeLess(em: EntityManager, after: readonly StockAfter[]): Promise<void> {
  const news = after.filter((level) => isLow(level) && !level.low);
  if (news.length === 0) return;
  const ids = news.map(({ variantId }) => variantId);
  const goods = await goodsOf(em, ids);
  const policies = await em.find(StockPolicy, { id: { $in: ids } });
  for (const policy of policies) {
    const { available } = news.find(({ variantId }) => variantId === policy.id)!;
    policy.noticeLess(available, goods.get(policy.id)!);
  }
}

/** Says of goods that came that there is enough again, so that it is news when they run low the next time. */
export async function noticeMore(em: EntityManager, after: readonly StockAfter[]): Promise<void> {
  const news = after.filter((level) => !isLow(level) && level.low);
  for (const { variantId, available } of news) {
    (await em.findOneOrFail(StockPolicy, { id: variantId })).noticeMore(available);
  }
}
