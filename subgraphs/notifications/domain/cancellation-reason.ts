/**
 * Why a payment came to nothing, in words for the customer: the rest of "Your payment was declined: …". A lost or stolen
 * card and a suspicion get the same words as any refusal, because whoever reads them may be the thief.
 */
const DECLINES: Readonly<Record<string, string>> = {
  AUTHENTICATION_FAILED: 'the bank could not confirm that it was you',
  CAPTURE_DECLINED: 'the bank refused the charge',
  DECLINED: 'the bank refused it',
  DO_NOT_HONOUR: 'the bank refused it',
  EXPIRED_CARD: 'the card has expired',
  FRAUD_BLOCKED: 'we could not accept it',
  INCORRECT_CVC: "the card's security code was wrong",
  INSUFFICIENT_FUNDS: 'the account does not have enough money',
  LOST_CARD: 'the bank refused it',
  PAYMENT_DECLINED: 'the bank refused it',
  PROCESSING_ERROR: 'the bank could not complete it, and the same card may work later',
  STOLEN_CARD: 'the bank refused it',
  TOKEN_UNKNOWN: 'the card details were not valid any more',
};

/** Any other end of an order, as a sentence. */
const CANCELLATIONS: Readonly<Record<string, string>> = {
  CANCELLED_BY_CUSTOMER: 'You stopped the payment.',
  EXPIRED: 'The payment was not confirmed in time.',
  LICENCE_LIMIT_EXCEEDED: 'More licences were ordered than the publisher gives out at once.',
  OUT_OF_STOCK: 'Something in it was sold out a moment before you.',
  TEMPLATE_MISMATCH: 'Something in it can no longer be delivered.',
};

/** Undefined when the payment was not what went wrong. */
export const declineInWords = (reason: string): string | undefined => DECLINES[reason];

/** A sentence; for a reason that we have no words for, one that is true of all of them. */
export const cancellationInWords = (reason: string): string =>
  CANCELLATIONS[reason] ?? 'It could not be completed.';
