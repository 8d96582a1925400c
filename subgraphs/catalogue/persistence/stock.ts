import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { StockMove } from '../domain/reservation.ts';
import type { Allocation } from '../domain/allocation.ts';
import type { StockLevel } from '../domain/stock.ts';
import type { StockedGoods } from '../domain/stock-policy.ts';

/**
 * Locks the stock of these variants until the transaction ends, in the order of their ids, so that transactions which
 * want the same goods queue up instead of deadlocking. Variants that nobody stocks are left out.
 */
export const lockStock = (em: EntityManager, variantIds: readonly Id<'var'>[]) =>
  sql<StockLevel>(
    em,
    `select variant_id as "variantId", for_sale as "forSale", available, owed, backorder_limit as "backorderLimit", places
     from catalogue.lock_stock($1)`,
    [variantIds],
  );

/** Why pieces come or go, for ever on record. */
export type MovementReason =
  | { readonly kind: 'SALE'; readonly orderId: Id<'ord'>; readonly at: Date }
  | {
      readonly kind: 'RECEIPT' | 'ADJUSTMENT' | 'TRANSFER';
      readonly reason: string;
      /** Null for what the program does by itself. */
      readonly operatorId: Id<'usr'> | null;
      readonly at: Date;
    };

/** A change of one variant in one place. */
export type StockChange = {
  readonly variantId: Id<'var'>;
  readonly locationId: Id<'loc'>;
  readonly onHand: number;
  readonly reserved: number;
};

/** How a variant stands after a change. */
export type StockAfter = {
  readonly variantId: Id<'var'>;
  readonly available: number;
  readonly lowStockThreshold: number | null;
  readonly low: boolean;
};

/**
 * The only way to change stock. Takes the locks itself, also in the order of ids.
 * @param changes one per variant and place
 * @param why of pieces that come or go; null where they are only promised or given back
 */
export async function changeStock(
  em: EntityManager,
  changes: readonly StockChange[],
  why: MovementReason | null,
): Promise<StockAfter[]> {
  if (changes.length === 0) return [];
  const said = why && 'reason' in why ? why : null;
  return sql<StockAfter>(
    em,
    `select variant_id as "variantId", available, low_stock_threshold as "lowStockThreshold", low
     from catalogue.move_stock($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      changes.map(({ variantId }) => variantId),
      changes.map(({ locationId }) => locationId),
      changes.map(({ onHand }) => onHand),
      changes.map(({ reserved }) => reserved),
      why?.kind ?? null,
      said?.reason ?? null,
      said?.operatorId ?? null,
      why && 'orderId' in why ? why.orderId : null,
      why?.at ?? null,
    ],
  );
}

/** What a move of every piece means for each shelf; nothing if it moves nothing. */
export function changesOf(allocations: readonly Allocation[], move: StockMove): StockChange[] {
  if (move.onHand === 0 && move.reserved === 0) return [];
  return allocations.map(({ variantId, locationId, quantity }) => ({
    variantId,
    locationId,
    onHand: move.onHand * quantity,
    reserved: move.reserved * quantity,
  }));
}

/** What messages about these variants name. */
export async function goodsOf(
  em: EntityManager,
  variantIds: readonly Id<'var'>[],
): Promise<Map<Id<'var'>, StockedGoods>> {
  const rows = await sql<StockedGoods & { id: Id<'var'> }>(
    em,
    `select v.id, v.sku, p.id as "productId", p.name as "productName", p.merchant_id as "merchantId"
     from catalogue.variants v join catalogue.products p on p.id = v.product_id where v.id = any ($1)`,
    [variantIds],
  );
  return new Map(rows.map(({ id, ...goods }) => [id, goods]));
}
