import type { Consumer } from '#kernel/persistence/consumer.ts';
import { execute } from '#kernel/persistence/sql.ts';
import type { ReservationEvent, ReservedLine } from '../events.ts';

/** Nobody waits for it, and what sells well is written once for many orders. */
const GATHER_MS = 1_000;

const COMMITTED: ReservationEvent['type'] = 'ReservationCommitted';

/** Counts what was sold: what sells stands before its like in a search. Products are locked in one order by everybody. */
export const onReservationCommitted: Consumer = {
  group: 'catalogue.on-reservation-committed',
  log: 'catalogue',
  gatherMs: GATHER_MS,
  async handleBatch(em, events) {
    const lines = events
      .filter(({ type }) => type === COMMITTED)
      .flatMap(({ data }) => data['lines'] as readonly ReservedLine[]);
    if (lines.length === 0) return;
    await execute(
      em,
      `with sold as (
         select v.product_id as id, sum(quantity) as pieces
         from unnest($1::text[], $2::int[]) as line (variant_id, quantity)
           join catalogue.variants v on v.id = line.variant_id group by 1
       ), locked as materialized (
         select p.id from catalogue.products p join sold using (id) order by p.id for no key update of p
       )
       update catalogue.products p set popularity = least(2147483647, p.popularity + sold.pieces)
       from sold join locked using (id) where p.id = sold.id`,
      [lines.map(({ variantId }) => variantId), lines.map(({ quantity }) => quantity)],
    );
  },
};
