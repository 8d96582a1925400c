import type { Id } from '#kernel/domain/id.ts';
import type { MoneyJson } from '#kernel/domain/money.ts';

/** For whom, from how many pieces on and until when a price held that was not the regular one. */
export type SpecialTerms = {
  readonly regularPrice: MoneyJson | null;
  readonly region: string | null;
  readonly minimumQuantity: number;
  readonly validUntil: string | null;
};

/** One line of an order, with the price that was frozen when it was placed. */
export type OrderedLine = {
  readonly lineId: Id<'oln'>;
  readonly variantId: Id<'var'>;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: MoneyJson;
  /** Why that is another price than the regular one. Absent if it is not. */
  readonly special?: SpecialTerms;
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
