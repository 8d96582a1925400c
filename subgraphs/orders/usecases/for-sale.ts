import type { Currency } from '#kernel/domain/currency.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { OrdersQuotesDocument, type OrdersQuotesQuery } from '../operations/catalogue.ts';
import type { CartLine } from './carts.ts';

/** A thing as the catalogue sells it now, and what one costs in such a quantity. */
export type Quote = NonNullable<OrdersQuotesQuery['quotes'][number]>;

/** In which currency a price is asked for, and for goods that go where; null if that is not known yet. */
export interface Market {
  readonly currency: Currency;
  readonly region: string | null;
}

/** Where a cart's things go as long as nobody has said an address. */
export const marketOf = ({ currency, region }: Market): Market => ({ currency, region });

/** What the catalogue says of these lines now, in their order; null for what it does not sell. */
export async function quotesFor(
  rt: Runtime,
  lines: readonly CartLine[],
  market: Market,
): Promise<readonly (Quote | null)[]> {
  if (lines.length === 0) return [];
  const asked = lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
  const { quotes } = await rt.graph.send('catalogue', OrdersQuotesDocument, {
    lines: asked,
    ...market,
  });
  return quotes;
}
