import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import { type OfferedChoices, type OptionOrders, optionOrders } from '../domain/option-order.ts';

/** What fewer products offer than these lists says nothing new of an order. */
const MOST_LISTS = 1_000;

export async function readOptionOrders(em: EntityManager): Promise<OptionOrders> {
  const offered = await sql<OfferedChoices>(
    em,
    `select name as option, choices, count(*)::int as products from catalogue.product_options
     where cardinality(choices) > 1 group by name, choices order by products desc, name, choices limit $1`,
    [MOST_LISTS],
  );
  return optionOrders(offered);
}
