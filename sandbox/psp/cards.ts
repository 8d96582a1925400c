export type DeclineCode =
  | 'insufficient_funds'
  | 'do_not_honour'
  | 'expired_card'
  | 'stolen_card'
  | 'lost_card'
  | 'incorrect_cvc'
  | 'processing_error'
  | 'authentication_failed'
  | 'cancelled_by_customer';

export const DECLINE_MESSAGES: Record<DeclineCode, string> = {
  insufficient_funds: 'The card has insufficient funds.',
  do_not_honour: 'The bank declined the payment without giving a reason.',
  expired_card: 'The card has expired.',
  stolen_card: 'The card was reported stolen.',
  lost_card: 'The card was reported lost.',
  incorrect_cvc: 'The security code is wrong.',
  processing_error: 'The bank could not be reached. The same card may work in a moment.',
  authentication_failed: 'The customer did not pass the bank’s check (3-D Secure).',
  cancelled_by_customer: 'The customer cancelled on the payment page.',
};

/** What the outside does to a call although the bank approves. */
export type Mishap =
  | 'slow'
  | 'error_after_success'
  | 'drop_after_success'
  | 'capture_declined'
  | 'refund_fails';

/** A magic number and its ready-made token. Only these cards exist in the sandbox. */
export interface TestCard {
  readonly token: `tok_${string}`;
  readonly number: string;
  readonly brand: 'visa' | 'mastercard';
  /** Where the card was issued, ISO 3166-1 alpha-2: fraud screening compares it with the customer's country. */
  readonly country: string;
  readonly does: string;
  readonly challenge?: true;
  readonly decline?: DeclineCode;
  readonly mishap?: Mishap;
}

const visa = { brand: 'visa', country: 'DE' } as const;

export const TEST_CARDS: readonly TestCard[] = [
  { ...visa, token: 'tok_approve', number: '4242424242424242', does: 'approves' },
  {
    ...visa,
    token: 'tok_approve_mastercard',
    number: '5555555555554444',
    brand: 'mastercard',
    does: 'approves',
  },
  {
    ...visa,
    token: 'tok_approve_fr',
    number: '4000002500000003',
    country: 'FR',
    does: 'approves; issued in France',
  },
  {
    ...visa,
    token: 'tok_foreign',
    number: '4000000760000002',
    country: 'BR',
    does: 'approves; issued in Brazil',
  },
  {
    ...visa,
    token: 'tok_3ds',
    number: '4000000000003220',
    challenge: true,
    does: 'asks for 3-D Secure, then approves',
  },
  {
    ...visa,
    token: 'tok_3ds_decline_insufficient_funds',
    number: '4000008400001629',
    challenge: true,
    decline: 'insufficient_funds',
    does: 'asks for 3-D Secure, then declines',
  },
  ...declining('insufficient_funds', '4000000000009995'),
  ...declining('do_not_honour', '4000000000000002'),
  ...declining('expired_card', '4000000000000069'),
  ...declining('stolen_card', '4000000000009979'),
  ...declining('lost_card', '4000000000009987'),
  ...declining('incorrect_cvc', '4000000000000127'),
  ...declining('processing_error', '4000000000000119'),
  {
    ...visa,
    token: 'tok_slow',
    number: '4000000000005001',
    mishap: 'slow',
    does: 'approves after a few seconds',
  },
  {
    ...visa,
    token: 'tok_error_after_success',
    number: '4000000000005100',
    mishap: 'error_after_success',
    does: 'approves, then the call answers 500',
  },
  {
    ...visa,
    token: 'tok_drop_after_success',
    number: '4000000000005118',
    mishap: 'drop_after_success',
    does: 'approves, then the connection breaks',
  },
  {
    ...visa,
    token: 'tok_capture_declined',
    number: '4000000000006009',
    mishap: 'capture_declined',
    does: 'approves, and refuses every capture',
  },
  {
    ...visa,
    token: 'tok_refund_fails',
    number: '4000000000007007',
    mishap: 'refund_fails',
    does: 'approves; every refund ends as failed',
  },
];

function declining(decline: DeclineCode, number: string): TestCard[] {
  const reason = decline.replaceAll('_', ' ');
  return [
    { ...visa, token: `tok_decline_${decline}`, number, decline, does: `declines: ${reason}` },
  ];
}

const byToken = new Map<string, TestCard>(TEST_CARDS.map((card) => [card.token, card]));
const byNumber = new Map(TEST_CARDS.map((card) => [card.number, card]));

export const cardOfToken = (token: string): TestCard | undefined => byToken.get(token);
export const cardOfNumber = (number: string): TestCard | undefined => byNumber.get(number);

export const last4Of = (card: TestCard): string => card.number.slice(-4);

/** The check digit that every card number carries (ISO/IEC 7812-1); it catches mistyped digits. */
export function passesLuhn(number: string): boolean {
  const sum = Array.from(number)
    .toReversed()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}
