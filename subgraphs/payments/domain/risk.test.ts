import { Money } from '#kernel/domain/money.ts';
import { assessRisk, decide, RISK_POLICY, type RiskRule, type RiskSignals } from './risk.ts';
import { eur, finding } from '../test/given.ts';

const harmless: RiskSignals = {
  amount: eur(50_00n),
  recentPayments: 0,
  buyerCountry: 'DE',
  cardCountry: 'DE',
};

const outcomeOf = (rule: RiskRule, changes: Partial<RiskSignals>) =>
  assessRisk({ ...harmless, ...changes }).find((found) => found.rule === rule)?.outcome;

describe('screening for fraud', () => {
  it('allows a harmless payment, and keeps the evidence of every rule', () => {
    const findings = assessRisk(harmless);
    expect(decide(findings)).toBe('ALLOW');
    expect(findings).toEqual([
      {
        rule: 'VELOCITY',
        observed: '0 other payments in 10 minutes',
        limit: 'challenge at 20, block at 60',
        outcome: 'ALLOW',
      },
      {
        rule: 'AMOUNT',
        observed: '50.00 EUR',
        limit: 'challenge above 2500.00 EUR, review above 25000.00 EUR',
        outcome: 'ALLOW',
      },
      { rule: 'COUNTRY_MISMATCH', observed: 'card of DE', limit: 'buyer of DE', outcome: 'ALLOW' },
    ]);
  });

  it.each([
    [RISK_POLICY.velocity.challengeAt - 1, 'ALLOW'],
    [RISK_POLICY.velocity.challengeAt, 'CHALLENGE'],
    [RISK_POLICY.velocity.blockAt - 1, 'CHALLENGE'],
    [RISK_POLICY.velocity.blockAt, 'BLOCK'],
  ])('with %s other payments at the same time says %s', (recentPayments, outcome) => {
    expect(outcomeOf('VELOCITY', { recentPayments })).toBe(outcome);
  });

  it.each([
    [eur(2_500_00n), 'ALLOW'],
    [eur(2_500_01n), 'CHALLENGE'],
    [eur(25_000_00n), 'CHALLENGE'],
    [eur(25_000_01n), 'REVIEW'],
    [Money.of(1n, 'KWD'), 'CHALLENGE'],
  ])('of an amount of %s says %s', (amount, outcome) => {
    expect(outcomeOf('AMOUNT', { amount })).toBe(outcome);
  });

  it.each([
    ['DE', 'DE', 'ALLOW'],
    ['DE', 'BR', 'CHALLENGE'],
    ['DE', null, 'CHALLENGE'],
    [null, 'BR', 'ALLOW'],
    [null, null, 'ALLOW'],
  ])('of a buyer of %s with a card of %s says %s', (buyerCountry, cardCountry, outcome) => {
    expect(outcomeOf('COUNTRY_MISMATCH', { buyerCountry, cardCountry })).toBe(outcome);
  });

  it('decides by the severest finding', () => {
    expect(decide([finding('ALLOW'), finding('REVIEW'), finding('CHALLENGE')])).toBe('REVIEW');
    expect(decide([])).toBe('ALLOW');
  });
});
