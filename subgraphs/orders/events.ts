import type { Id } from '#kernel/domain/id.ts';
import type { MoneyJson } from '#kernel/domain/money.ts';

/** One line of an order, with the price that was frozen when it was placed. */
export type OrderedLine = {
  readonly lineId: Id<'oln'>;
  readonly variantId: Id<'var'>;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: MoneyJson;
  readonly merchantId: Id<'mer'>;
  readonly template: 'SHIPMENT' | 'LICENCE_KEY';
};

/** What every fact about an order says. */
export type AboutOrder = {
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly paymentId: Id<'pay'>;
  readonly total: MoneyJson;
  /** Where it goes, as an ISO 3166-1 code. */
  readonly country: string;
  readonly lines: readonly OrderedLine[];
};

/** The facts about an order, in the order of its version. */
export type OrderEvent =
  | { readonly type: 'OrderPlaced'; readonly data: AboutOrder }
  | { readonly type: 'OrderCompleted'; readonly data: AboutOrder }
  | { readonly type: 'OrderCancelled'; readonly data: AboutOrder & { readonly reason: string } };
