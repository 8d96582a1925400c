import type { Money } from '#kernel/domain/money.ts';

/** Of every ten parts of a sale the merchant gets nine and the platform one. */
const MERCHANT_PARTS = 9n;
const PLATFORM_PARTS = 1n;

/**
 * The platform's 10 % of `gross`, rounded to the nearest minor unit; half a unit goes to the
 * merchant.
 */
export function platformFee(gross: Money): Money {
  const [, fee] = gross.allocate([MERCHANT_PARTS, PLATFORM_PARTS]);
  return fee!;
}
