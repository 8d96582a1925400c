import { defineEntity, p } from '@mikro-orm/core';
import type { Id } from '#kernel/domain/id.ts';
import type { RiskOutcome, RiskRule } from '../domain/risk.ts';

/** One rule's finding about one payment, kept as evidence. */
export class RiskAssessment {
  paymentId!: Id<'pay'>;
  rule!: RiskRule;
  observed!: string;
  limit!: string;
  outcome!: RiskOutcome;
  assessedAt!: Date;
}

export const RiskAssessmentMapping = defineEntity({
  class: RiskAssessment,
  tableName: 'risk_assessments',
  properties: {
    paymentId: p.string().$type<Id<'pay'>>().primary(),
    rule: p.string().$type<RiskRule>().primary(),
    observed: p.string(),
    limit: p.string(),
    outcome: p.string().$type<RiskOutcome>(),
    assessedAt: p.datetime(),
  },
});
