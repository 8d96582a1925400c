import type { Currency } from '#kernel/domain/currency.ts';
import { Money } from '#kernel/domain/money.ts';

/** From harmless to fatal. REVIEW asks for the same challenge as CHALLENGE, and tells operators to look. */
export const RISK_OUTCOMES = ['ALLOW', 'CHALLENGE', 'REVIEW', 'BLOCK'] as const;
export type RiskOutcome = (typeof RISK_OUTCOMES)[number];

export const RISK_RULES = ['VELOCITY', 'AMOUNT', 'COUNTRY_MISMATCH'] as const;
export type RiskRule = (typeof RISK_RULES)[number];

/** What the rules look at. Countries are ISO 3166-1 alpha-2; null where nobody knows. */
export interface RiskSignals {
  readonly amount: Money;
  /** Other payments that the customer opened within the policy's window. */
  readonly recentPayments: number;
  readonly buyerCountry: string | null;
  readonly cardCountry: string | null;
}

/** One rule's verdict with the evidence it rests on, as it is stored. */
export interface RiskFinding {
  readonly rule: RiskRule;
  readonly observed: string;
  readonly limit: string;
  readonly outcome: RiskOutcome;
}

/** Amounts are minor units. */
export interface RiskPolicy {
  readonly velocityWindowMinutes: number;
  /** Other payments in the window from which on the customer is challenged, and blocked. */
  readonly velocity: { readonly challengeAt: number; readonly blockAt: number };
  readonly amounts: Partial<
    Record<Currency, { readonly challengeAbove: bigint; readonly reviewAbove: bigint }>
  >;
}

export const RISK_POLICY: RiskPolicy = {
  velocityWindowMinutes: 10,
  velocity: { challengeAt: 20, blockAt: 60 },
  amounts: {
    EUR: { challengeAbove: 2_500_00n, reviewAbove: 25_000_00n },
    GBP: { challengeAbove: 2_200_00n, reviewAbove: 22_000_00n },
    USD: { challengeAbove: 2_700_00n, reviewAbove: 27_000_00n },
    CHF: { challengeAbove: 2_500_00n, reviewAbove: 25_000_00n },
    JPY: { challengeAbove: 400_000n, reviewAbove: 4_000_000n },
  },
};

/** What each rule finds. Every rule always answers, so that the evidence also shows what was found harmless. */
export function assessRisk(signals: RiskSignals, policy: RiskPolicy = RISK_POLICY): RiskFinding[] {
  return [velocity(signals, policy), amount(signals, policy), countryMismatch(signals)];
}

/** The severest outcome decides. */
export const decide = (findings: readonly RiskFinding[]): RiskOutcome =>
  RISK_OUTCOMES.findLast((outcome) => findings.some((finding) => finding.outcome === outcome)) ??
  'ALLOW';

function velocity({ recentPayments }: RiskSignals, policy: RiskPolicy): RiskFinding {
  const { challengeAt, blockAt } = policy.velocity;
  return {
    rule: 'VELOCITY',
    observed: `${recentPayments} other payments in ${policy.velocityWindowMinutes} minutes`,
    limit: `challenge at ${challengeAt}, block at ${blockAt}`,
    outcome:
      recentPayments >= blockAt ? 'BLOCK' : recentPayments >= challengeAt ? 'CHALLENGE' : 'ALLOW',
  };
}

function amount(signals: RiskSignals, policy: RiskPolicy): RiskFinding {
  const { currency } = signals.amount;
  const limits = policy.amounts[currency];
  const finding = { rule: 'AMOUNT', observed: signals.amount.toString() } as const;
  if (!limits)
    return { ...finding, limit: `none set for ${currency}: challenge`, outcome: 'CHALLENGE' };
  const { challengeAbove, reviewAbove } = limits;
  const units = signals.amount.minorUnits;
  return {
    ...finding,
    limit: `challenge above ${Money.of(challengeAbove, currency).toString()}, review above ${Money.of(reviewAbove, currency).toString()}`,
    outcome: units > reviewAbove ? 'REVIEW' : units > challengeAbove ? 'CHALLENGE' : 'ALLOW',
  };
}

/** A card of unknown origin, as on the hosted page, cannot be said to match: its customer is challenged. */
function countryMismatch({ buyerCountry, cardCountry }: RiskSignals): RiskFinding {
  const unjudged = buyerCountry === null;
  return {
    rule: 'COUNTRY_MISMATCH',
    observed: `card of ${cardCountry ?? 'unknown'}`,
    limit: `buyer of ${buyerCountry ?? 'unknown'}`,
    outcome: unjudged || buyerCountry === cardCountry ? 'ALLOW' : 'CHALLENGE',
  };
}
