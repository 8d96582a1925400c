import type { Payment } from '../payment.ts';

/** `1234` minor units of EUR read `€12.34`, of JPY `¥1,234`. */
export function readableAmount({ amountMinor, currency }: Payment): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const exponent = format.resolvedOptions().maximumFractionDigits ?? 2;
  const digits = amountMinor.toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const decimal = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  // Given a decimal string, the formatter does not pass through floating point.
  return format.format(decimal as Intl.StringNumericLiteral);
}
