import { InvalidPaymentMethod } from './errors.ts';

/** By a token that the provider made of a card, or on the provider's own page. Never by a card number. */
export type PaymentMethod =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'hosted'; readonly returnUrl: string };

export interface PaymentMethodInput {
  readonly token?: string | null | undefined;
  readonly hosted?: { readonly returnUrl: string } | null | undefined;
}

/** @throws {InvalidPaymentMethod} unless it names exactly one way, in its form */
export function paymentMethod({ token, hosted }: PaymentMethodInput): PaymentMethod {
  if (token && !hosted) {
    if (!/^tok_\w{1,100}$/.test(token)) throw new InvalidPaymentMethod('This is not a token of the payment provider.');
    return { kind: 'token', token };
  }
  if (hosted && !token) {
    const protocol = URL.parse(hosted.returnUrl)?.protocol;
    if (protocol !== 'https:' && protocol !== 'http:') {
      throw new InvalidPaymentMethod('The return address must begin with https:// or http://.');
    }
    return { kind: 'hosted', returnUrl: hosted.returnUrl };
  }
  throw new InvalidPaymentMethod('Name one way to pay: a token, or the hosted page.');
}
