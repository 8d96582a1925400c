import { InvalidPaymentMethod } from './errors.ts';

/** How the customer pays: with a token of the provider, or on the provider's hosted page. */
export type PaymentMethod =
  | { readonly token: string; readonly returnUrl: string | null }
  | { readonly token: null; readonly returnUrl: string };

export interface PaymentMethodChoice {
  readonly token?: string | null | undefined;
  readonly hosted?: boolean | null | undefined;
  /** Where the customer comes back to after the bank's challenge or the hosted page. */
  readonly returnUrl?: string | null | undefined;
}

/** @throws {InvalidPaymentMethod} unless it is a token, or the hosted page with a return URL */
export function paymentMethod({ token, hosted, returnUrl }: PaymentMethodChoice): PaymentMethod {
  const back = returnUrl ?? null;
  if (back !== null && !isWebAddress(back)) throw new InvalidPaymentMethod();
  if (hosted === true) {
    if (token || back === null) throw new InvalidPaymentMethod();
    return { token: null, returnUrl: back };
  }
  if (!token || !/^tok_\w{1,96}$/.test(token)) throw new InvalidPaymentMethod();
  return { token, returnUrl: back };
}

function isWebAddress(text: string): boolean {
  const { protocol } = URL.parse(text) ?? {};
  return text.length <= 2_000 && (protocol === 'https:' || protocol === 'http:');
}
