import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { StockLocation } from '../domain/stock-location.ts';

/** The stock of one variant, as operators see it. */
export type StockedVariant = {
  readonly variantId: Id<'var'>;
  readonly onHand: number;
  readonly reserved: number;
  readonly owed: number;
  readonly available: number;
  readonly backorderLimit: number;
  readonly lowStockThreshold: number | null;
  readonly low: boolean;
  /** Counts what operators said of the two limits. */
  readonly policyVersion: number;
  /** By priority. */
  readonly places: readonly StockInPlace[];
};

export type StockInPlace = {
  readonly location: StockLocation;
  readonly onHand: number;
  readonly reserved: number;
};

/** A piece of a variant's history. */
export type StockMovement = {
  /** A bigint in a string. */
  readonly id: string;
  readonly variantId: Id<'var'>;
  readonly location: StockLocation;
  readonly kind: StockMovementKind;
  readonly quantity: number;
  readonly onHandAfter: number;
  readonly reason: string | null;
  readonly operatorId: Id<'usr'> | null;
  readonly orderId: Id<'ord'> | null;
  /** Timestamps arrive as text. */
  readonly movedAt: string;
};

export type StockMovementKind = 'RECEIPT' | 'ADJUSTMENT' | 'TRANSFER' | 'SALE';

const LOCATION = `jsonb_build_object('id', o.id, 'version', o.version, 'name', o.name, 'country', o.country,
  'serves', o.serves, 'priority', o.priority)`;

const STOCKED = `select s.variant_id as "variantId", s.on_hand as "onHand", s.reserved, s.owed, s.available,
    s.backorder_limit as "backorderLimit", s.low_stock_threshold as "lowStockThreshold", s.low,
    s.policy_version as "policyVersion", (
      select coalesce(jsonb_agg(jsonb_build_object('location', ${LOCATION}, 'onHand', l.on_hand, 'reserved', l.reserved)
        order by o.priority, o.id), '[]')
      from catalogue.location_stock l join catalogue.stock_locations o on o.id = l.location_id
      where l.variant_id = s.variant_id) as places
  from catalogue.stock_levels s`;

/** Of those that are stocked. */
export const stockedVariants = (em: EntityManager, ids: readonly Id<'var'>[]) =>
  sql<StockedVariant>(em, `${STOCKED} where s.variant_id = any ($1)`, [ids]);

/** Of one that is known to be stocked. */
export async function stockedVariant(em: EntityManager, id: Id<'var'>): Promise<StockedVariant> {
  const [found] = await stockedVariants(em, [id]);
  if (!found) throw new Error(`${id} is not stocked.`);
  return found;
}

export interface StockFilter {
  /** Only what runs low. */
  readonly low: boolean;
  /** Only what this place keeps. */
  readonly locationId: Id<'loc'> | null;
}

/** By variant. */
export const stockedAfter = (
  em: EntityManager,
  { low, locationId }: StockFilter,
  after: Id<'var'> | null,
  limit: number,
) =>
  sql<StockedVariant>(
    em,
    `${STOCKED} where ($1::text is null or s.variant_id > $1) ${low ? 'and s.low' : ''}
       and ($2::text is null or exists (
         select from catalogue.location_stock l where l.variant_id = s.variant_id and l.location_id = $2))
     order by s.variant_id limit $3`,
    [after, locationId, limit],
  );

/** What came and went of a variant, the newest first. */
export const movementsBefore = (
  em: EntityManager,
  variantId: Id<'var'>,
  before: string | null,
  limit: number,
) =>
  sql<StockMovement>(
    em,
    `select m.id::text as id, m.variant_id as "variantId", ${LOCATION} as location, m.kind, m.quantity,
       m.on_hand_after as "onHandAfter", m.reason, m.operator_id as "operatorId", m.order_id as "orderId",
       m.moved_at as "movedAt"
     from catalogue.stock_movements m join catalogue.stock_locations o on o.id = m.location_id
     where m.variant_id = $1 and ($2::bigint is null or m.id < $2) order by m.id desc limit $3`,
    [variantId, before, limit],
  );
