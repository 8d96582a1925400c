import type { Currency } from '#kernel/domain/currency.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import {
  OrdersVariantsForSaleDocument,
  type OrdersVariantsForSaleQuery,
} from '../operations/catalogue.ts';

/** A thing as the catalogue sells it now. */
export type VariantForSale = NonNullable<OrdersVariantsForSaleQuery['variants'][number]>;

/** What the catalogue says of these variants now, by id; one that it does not sell is missing. */
export async function variantsForSale(
  rt: Runtime,
  ids: readonly string[],
  currency: Currency,
): Promise<Map<string, VariantForSale>> {
  if (ids.length === 0) return new Map();
  const { variants } = await rt.graph.send('catalogue', OrdersVariantsForSaleDocument, {
    ids: [...ids],
    currency,
  });
  return new Map(variants.flatMap((variant) => (variant ? [[variant.id, variant]] : [])));
}
