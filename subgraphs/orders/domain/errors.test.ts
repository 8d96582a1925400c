import { describeRefusals } from '#kernel/testing/refusals.ts';
import * as errors from './errors.ts';

describeRefusals('orders', errors, [
  new errors.CartNotFound(),
  new errors.CartAlreadyOrdered(),
  new errors.CartChanged(),
  new errors.PriceChanged({ minorUnits: '1000', currency: 'EUR' }),
  new errors.CartEmpty(),
  new errors.CartFull(50),
  new errors.QuantityOutOfRange(1, 99),
  new errors.VariantNotFound(),
  new errors.PriceUnavailable('WINE'),
  new errors.UnderAge('WINE', 18),
  new errors.RegionForbidden('WINE', 'SA'),
  new errors.InvalidShippingAddress('city'),
  new errors.InvalidPaymentMethod('Pay with a token or on the hosted page.'),
  new errors.OrderNotFound(),
  new errors.OrderTransitionForbidden('COMPLETED', 'CANCELLED'),
]);
