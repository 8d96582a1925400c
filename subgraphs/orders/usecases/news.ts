import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';

/** Has the purchase told of news from now on. Most are answered at once and never wait, so nobody tells them anything. */
export async function awaitNews(em: EntityManager, orderId: Id<'ord'>): Promise<void> {
  await execute(em, 'update orders.orders set awaits_news = true where id = $1', [orderId]);
}

/** Which of these orders have a purchase that may be waiting. */
export async function whoAwaitsNews(
  em: EntityManager,
  orderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }>(
    em,
    `select id from orders.orders where id = any ($1) and awaits_news and status = 'PENDING'`,
    [orderIds],
  );
  return new Set(rows.map(({ id }) => id));
}
