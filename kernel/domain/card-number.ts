import { DomainError } from './domain-error.ts';

/** Card numbers must never reach us: the provider's page or library turns them into tokens. */
export class CardNumberRefused extends DomainError {
  readonly code = 'CARD_NUMBER_REFUSED';
  constructor() {
    super(
      'The input contains what looks like a card number. Send a token of the payment provider instead.',
    );
  }
}

/** 13 to 19 digits that stand alone, perhaps grouped by single spaces or hyphens. */
const DIGIT_RUN = /(?<![\dA-Za-z])\d(?:[ -]?\d){12,18}(?![\dA-Za-z])/g;
const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

/**
 * Whether a text contains what looks like a card number: 13 to 19 digits with a valid check digit (ISO/IEC 7812-1).
 * Thirteen digits count only when they begin with 4, the one scheme that ever had so few: otherwise every tenth
 * timestamp in milliseconds would be a card.
 */
export function looksLikeCardNumber(text: string): boolean {
  const runs = text.replaceAll(UUID, ' ').match(DIGIT_RUN) ?? [];
  return runs
    .map((run) => run.replaceAll(/[ -]/g, ''))
    .some((digits) => (digits.length > 13 || digits.startsWith('4')) && passesLuhn(digits));
}

/**
 * Refuses input that carries a card number anywhere, before it is stored or logged.
 * @throws {CardNumberRefused}
 */
export function refuseCardNumbers(input: unknown): void {
  if (typeof input === 'string') {
    if (looksLikeCardNumber(input)) throw new CardNumberRefused();
  } else if (typeof input === 'object' && input !== null) {
    for (const value of Object.values(input)) refuseCardNumbers(value);
  }
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
