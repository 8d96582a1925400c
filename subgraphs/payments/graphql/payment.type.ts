import { Directive, Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { Attempt, AttemptStatus } from '../domain/attempt.ts';
import type { PaymentStatus, SummaryStatus } from '../domain/payment-status.ts';
import type { Payment } from '../domain/payment.ts';
import { decide, type RiskFinding, type RiskOutcome, type RiskRule } from '../domain/risk.ts';
import {
  AttemptStatusEnum,
  PaymentStatusEnum,
  RiskOutcomeEnum,
  RiskRuleEnum,
  SummaryStatusEnum,
} from './enums.ts';

@ObjectType('PaymentNextAction', {
  description: 'What the customer must do before the payment can go on.',
})
export class NextActionType {
  @Field(() => String, {
    description: 'Send the customer here: the provider’s payment page or the bank’s check.',
  })
  url!: string;
}

@ObjectType('PaymentCard', { description: 'What may be shown of the card.' })
export class CardType {
  @Field(() => String, { description: 'The scheme, such as visa.' })
  brand!: string;

  @Field(() => String, { description: 'The last four digits.' })
  last4!: string;

  @Field(() => String, { nullable: true, description: 'Where it was issued, ISO 3166-1 alpha-2.' })
  country!: string | null;
}

@ObjectType('PaymentAttempt', {
  description: 'One try to have the money authorized by one provider.',
})
export class AttemptType {
  @Field(() => ID, { description: 'Begins with att_. The provider knows the attempt by it.' })
  id!: string;

  @Field(() => String, { description: 'The provider that was asked.' })
  provider!: string;

  @Field(() => AttemptStatusEnum, { description: 'What became of it.' })
  status!: AttemptStatus;

  @Field(() => String, { nullable: true, description: 'Why it was declined.' })
  reason!: string | null;

  @Field(() => Boolean, { description: 'Whether we asked for 3-D Secure.' })
  challenge!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it began.' })
  createdAt!: Date;

  static of({ id, provider, status, reason, challenge, createdAt }: Attempt): AttemptType {
    return Object.assign(new AttemptType(), { id, provider, status, reason, challenge, createdAt });
  }
}

@ObjectType('PaymentRiskFinding', {
  description: 'What one rule of fraud screening found, with its evidence.',
})
export class RiskFindingType {
  @Field(() => RiskRuleEnum, { description: 'The rule.' })
  rule!: RiskRule;

  @Field(() => String, { description: 'What it saw.' })
  observed!: string;

  @Field(() => String, { description: 'What it compared that with.' })
  limit!: string;

  @Field(() => RiskOutcomeEnum, { description: 'What it concluded.' })
  outcome!: RiskOutcome;
}

@ObjectType('PaymentRisk', { description: 'How a payment was screened for fraud.' })
export class RiskType {
  @Field(() => RiskOutcomeEnum, { description: 'The severest finding decides.' })
  decision!: RiskOutcome;

  @Field(() => [RiskFindingType], { description: 'Each rule’s finding.' })
  findings!: RiskFindingType[];

  static of(findings: readonly RiskFinding[]): RiskType {
    return Object.assign(new RiskType(), {
      decision: decide(findings),
      findings: findings.map((found) => Object.assign(new RiskFindingType(), found)),
    });
  }
}

@ObjectType('Payment', { description: 'How an order is paid. For its customer and for operators.' })
@Directive('@key(fields: "id")')
export class PaymentType {
  orderId!: string;

  @Field(() => ID, { description: 'Begins with pay_.' })
  id!: string;

  @Field(() => PaymentStatusEnum, { description: 'Where authorization and capture stand.' })
  status!: PaymentStatus;

  @Field(() => SummaryStatusEnum, { description: 'Where it stands in one word, refunds included.' })
  summaryStatus!: SummaryStatus;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it was declined or cancelled, such as INSUFFICIENT_FUNDS, AUTHENTICATION_FAILED or FRAUD_BLOCKED.',
  })
  reason!: string | null;

  @Field(() => MoneyType, { description: 'What is to be paid.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'What the provider holds or has taken.' })
  authorized!: MoneyType;

  @Field(() => MoneyType, { description: 'What was taken.' })
  captured!: MoneyType;

  @Field(() => MoneyType, { description: 'What went back to the customer.' })
  refunded!: MoneyType;

  @Field(() => NextActionType, {
    nullable: true,
    description: 'What the customer must do; only while REQUIRES_ACTION.',
  })
  nextAction!: NextActionType | null;

  @Field(() => CardType, {
    nullable: true,
    description: 'The card, once the provider told us of it.',
  })
  card!: CardType | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was opened.' })
  createdAt!: Date;

  static of(payment: Payment): PaymentType {
    const { id, orderId, status, summaryStatus, reason, nextActionUrl, card, createdAt } = payment;
    return Object.assign(new PaymentType(), {
      id,
      orderId,
      status,
      summaryStatus,
      reason,
      amount: MoneyType.of(payment.amount),
      authorized: MoneyType.of(payment.authorized),
      captured: MoneyType.of(payment.captured),
      refunded: MoneyType.of(payment.refunded),
      nextAction:
        nextActionUrl === null ? null : Object.assign(new NextActionType(), { url: nextActionUrl }),
      card: card && Object.assign(new CardType(), card),
      createdAt,
    });
  }
}
