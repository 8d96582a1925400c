import { describeRefusals } from '#kernel/testing/refusals.ts';
import * as errors from './errors.ts';

describeRefusals('catalogue', errors, [
  new errors.OutOfStock([]),
  new errors.InvalidReservation('A reservation expires in the future.'),
  new errors.ReservationNotFound(),
  new errors.ReservationNotCommittable('RELEASED'),
  new errors.ReservationNotReleasable('COMMITTED'),
  new errors.StockNotFound(),
  new errors.InvalidStockAdjustment('Say why.'),
  new errors.StockBelowReserved(1, 2),
  new errors.StockLocationNotFound(),
  new errors.InvalidStockLocation('A name has 2 to 100 characters.'),
  new errors.InvalidStockPolicy('A limit is a whole number.'),
  new errors.BackorderLimitTooLow(3),
  new errors.InvalidSearch('This cursor belongs to another list.'),
  new errors.InvalidRegion(),
  new errors.InvalidProduct([{ path: 'name', message: 'A text of 1 to 300 characters.' }]),
  new errors.ProductNotFound(),
  new errors.ProductChanged(2),
  new errors.ProductNotReady(),
  new errors.VariantNotOfProduct('POT-L'),
  new errors.SlugTaken('clay-teapot'),
  new errors.SkuTaken('POT-L'),
  new errors.CategoryNotFound(),
  new errors.ImportTakenOver(),
  new errors.ImportNotFound(),
]);
