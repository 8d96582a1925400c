import { registerEnumType } from 'type-graphql';
import { ATTEMPT_STATUSES, type AttemptStatus } from '../domain/attempt.ts';
import {
  PAYMENT_STATUSES,
  type PaymentStatus,
  SUMMARY_STATUSES,
  type SummaryStatus,
} from '../domain/payment-status.ts';
import { REFUND_STATUSES, type RefundStatus } from '../domain/refund-status.ts';
import { RISK_OUTCOMES, RISK_RULES, type RiskOutcome, type RiskRule } from '../domain/risk.ts';

const enumOf = <Value extends string>(values: readonly Value[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [V in Value]: V };

function described<Value extends string>(
  name: string,
  description: string,
  values: readonly Value[],
  meanings: Record<Value, string>,
) {
  const type = enumOf(values);
  const valuesConfig = Object.fromEntries(
    values.map((value) => [value, { description: meanings[value] }]),
  );
  registerEnumType(type, { name, description, valuesConfig: valuesConfig as never });
  return type;
}

export const PaymentStatusEnum = described<PaymentStatus>(
  'PaymentStatus',
  'Where a payment’s authorization and capture stand.',
  PAYMENT_STATUSES,
  {
    CREATED: 'Opened; the provider has not been asked, or has not answered yet.',
    REQUIRES_ACTION: 'The customer must do something at the provider: see nextAction.',
    AUTHORIZED: 'The money is held.',
    PARTIALLY_CAPTURED: 'Part of the money was taken.',
    CAPTURED: 'The money was taken. Final.',
    DECLINED: 'No money will be taken, for the given reason. Final.',
    CANCELLED: 'Given up before money was taken. Final.',
    EXPIRED: 'It waited too long. Final.',
    UNKNOWN: 'An answer of the provider is missing; we keep asking.',
  },
);

export const SummaryStatusEnum = described<SummaryStatus>(
  'PaymentSummaryStatus',
  'Where a payment stands in one word, refunds included; for showing.',
  SUMMARY_STATUSES,
  {
    PENDING: 'Under way.',
    ACTION_REQUIRED: 'The customer must do something.',
    AUTHORIZED: 'The money is held.',
    PARTIALLY_PAID: 'Part of the money was taken.',
    PAID: 'The money was taken.',
    REFUND_PENDING: 'A refund is under way.',
    PARTIALLY_REFUNDED: 'Part of the money went back.',
    REFUNDED: 'All the money went back.',
    FAILED: 'It was declined.',
    CANCELLED: 'It was given up.',
    EXPIRED: 'It waited too long.',
  },
);

export const AttemptStatusEnum = described<AttemptStatus>(
  'PaymentAttemptStatus',
  'What became of one attempt to authorize a payment.',
  ATTEMPT_STATUSES,
  {
    REQUESTED: 'The provider is being asked.',
    UNKNOWN: 'The provider’s answer is missing.',
    REQUIRES_ACTION: 'It waits for the customer.',
    AUTHORIZED: 'The provider holds the money.',
    DECLINED: 'The provider or the bank said no.',
    VOIDED: 'The money was released.',
    EXPIRED: 'The provider gave up waiting.',
  },
);

export const RefundStatusEnum = described<RefundStatus>(
  'RefundStatus',
  'Where a refund stands.',
  REFUND_STATUSES,
  {
    REQUESTED: 'The money is set aside and on its way to the provider.',
    UNKNOWN: 'The provider’s answer is missing; we keep asking.',
    SUCCEEDED: 'The money went back. Final.',
    FAILED: 'The money did not go back. Final.',
  },
);

export const RiskRuleEnum = described<RiskRule>(
  'RiskRule',
  'What a payment is screened for.',
  RISK_RULES,
  {
    VELOCITY: 'How many payments the customer made lately.',
    AMOUNT: 'How large the amount is.',
    COUNTRY_MISMATCH: 'Whether the card was issued where the buyer is.',
  },
);

export const RiskOutcomeEnum = described<RiskOutcome>(
  'RiskOutcome',
  'What fraud screening decided.',
  RISK_OUTCOMES,
  {
    ALLOW: 'Harmless.',
    CHALLENGE: 'The customer must pass 3-D Secure.',
    REVIEW: 'The customer must pass 3-D Secure, and an operator should look.',
    BLOCK: 'Refused.',
  },
);
