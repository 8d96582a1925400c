import { InvalidPaymentMethod } from './errors.ts';

/**
 * By a token that the provider made of a card, or on the provider's own page. Never by a card number. The customer comes
 * back to `returnUrl` from wherever the provider sends them.
 */
export type PaymentMethod =
  | { readonly token: string; readonly returnUrl?: string }
  | { readonly hosted: true; readonly returnUrl: string };

export interface PaymentMethodInput {
  readonly token?: string | null | undefined;
  readonly hosted?: boolean | null | undefined;
  readonly returnUrl?: string | null | undefined;
}

const MAX_URL_LENGTH = 2000;

/** @throws {InvalidPaymentMethod} unless it names exactly one way, in its form */
export function paymentMethod({ token, hosted, returnUrl }: PaymentMethodInput): PaymentMethod {
  const back = returnUrl ? checkReturnUrl(returnUrl) : null;
  if (token && !hosted) {
    if (!/^tok_\w{1,92}$/.test(token))
      throw new InvalidPaymentMethod('This is not a token of the payment provider.');
    return { token, ...(back !== null && { returnUrl: back }) };
  }
  if (hosted && !token) {
    if (back === null) throw new InvalidPaymentMethod('The hosted page needs a returnUrl.');
    return { hosted, returnUrl: back };
  }
  throw new InvalidPaymentMethod('Name one way to pay: a token, or the hosted page.');
}

function checkReturnUrl(returnUrl: string): string {
  const protocol = URL.parse(returnUrl)?.protocol;
  if ((protocol !== 'https:' && protocol !== 'http:') || returnUrl.length > MAX_URL_LENGTH) {
    throw new InvalidPaymentMethod(
      'The returnUrl must begin with https:// or http:// and be no longer than 2000 characters.',
    );
  }
  return returnUrl;
}
