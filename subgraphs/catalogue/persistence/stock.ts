import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, sql } from '#kernel/persistence/sql.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { StockMove } from '../domain/reservation.ts';
import type { StockLevel, StockLine } from '../domain/stock.ts';

/**
 * Locks the stock of these variants until the transaction ends, in the order of their ids, so that transactions which
 * want the same goods queue up instead of deadlocking.
 */
export const lockStock = (em: EntityManager, variantIds: readonly Id<'var'>[]) =>
  sql<StockLevel>(
    em,
    `select variant_id as "variantId", on_hand as "onHand", reserved from catalogue.stock_levels
     where variant_id = any ($1) order by variant_id for no key update`,
    [variantIds],
  );

/** Moves the stock of every line, once per piece. The caller holds the locks. */
export async function moveStock(
  em: EntityManager,
  lines: readonly StockLine[],
  move: StockMove,
): Promise<void> {
  if (move.onHand === 0 && move.reserved === 0) return;
  await execute(
    em,
    `update catalogue.stock_levels set
       on_hand = on_hand + $3::int * line.quantity, reserved = reserved + $4::int * line.quantity
     from unnest($1::text[], $2::int[]) as line (variant_id, quantity)
     where stock_levels.variant_id = line.variant_id`,
    [
      lines.map(({ variantId }) => variantId),
      lines.map(({ quantity }) => quantity),
      move.onHand,
      move.reserved,
    ],
  );
}
