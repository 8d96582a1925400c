import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { RefundStatus } from '../domain/refund-status.ts';
import type { Refund } from '../domain/refund.ts';
import { RefundStatusEnum } from './enums.ts';

@ObjectType('Refund', { description: 'Money of a payment on its way back to the customer.' })
export class RefundType {
  paymentId!: string;

  @Field(() => ID, { description: 'Begins with rfd_.' })
  id!: string;

  @Field(() => RefundStatusEnum, { description: 'Where it stands.' })
  status!: RefundStatus;

  @Field(() => MoneyType, { description: 'How much goes back.' })
  amount!: MoneyType;

  @Field(() => String, { description: 'Why, in the words of whoever asked for it.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  failure!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  static of({ id, paymentId, status, amount, reason, failure, createdAt }: Refund): RefundType {
    return Object.assign(new RefundType(), {
      id,
      paymentId,
      status,
      amount: MoneyType.of(amount),
      reason,
      failure,
      createdAt,
    });
  }
}
