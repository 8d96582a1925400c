import { cardOfNumber, cardOfToken, last4Of, type TestCard } from './cards.ts';
import { newId } from './ids.ts';
import type { CardInput } from './input.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';

/** Stands for a card in the merchant's hands. The card's number is forgotten as soon as the token is made. */
export class Tokens {
  constructor(private readonly store: Store) {}

  create(input: CardInput) {
    const card = testCardOf(input);
    const id = newId('tok');
    const { expMonth, expYear } = input;
    this.store.run(
      `INSERT INTO tokens (id, test_card, exp_month, exp_year, created_at)
       VALUES (:id, :testCard, :expMonth, :expYear, :now)`,
      { id, testCard: card.token, expMonth, expYear, now: new Date().toISOString() },
    );
    const { brand, country } = card;
    return { id, card: { brand, last4: last4Of(card), expMonth, expYear, country } };
  }

  /** What a merchant may know of a card before it is charged, for its fraud screening. */
  describe(token: string) {
    const card = this.peek(token);
    if (!card)
      throw new Refusal(
        'not_found',
        'token_not_usable',
        'The token is unknown or was used before.',
      );
    return { id: token, card: { brand: card.brand, last4: last4Of(card), country: card.country } };
  }

  /** The card behind a token that can still be spent, or null. */
  peek(token: string): TestCard | null {
    const readyMade = cardOfToken(token);
    if (readyMade) return readyMade;
    const row = this.store.get(
      'SELECT test_card FROM tokens WHERE id = :token AND payment_id IS NULL',
      {
        token,
      },
    );
    return row ? (cardOfToken(row['test_card'] as string) ?? null) : null;
  }

  /** Ready-made tokens can be spent again and again, all others once. Runs inside `store.transaction`. */
  spend(token: string, paymentId: string): TestCard {
    const card = this.peek(token);
    if (!card) {
      throw new Refusal(
        'invalid_request',
        'token_not_usable',
        'The token is unknown or was used before.',
        {
          field: 'token',
        },
      );
    }
    this.store.run('UPDATE tokens SET payment_id = :paymentId WHERE id = :token', {
      token,
      paymentId,
    });
    return card;
  }
}

/** `input` passed `cardInput`, which lets only test cards through. */
export function testCardOf(input: CardInput): TestCard {
  const card = cardOfNumber(input.number);
  if (!card) throw new Error('Validation let a card through that the sandbox does not have.');
  return card;
}
