import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { isId } from '#kernel/domain/id.ts';
import { CurrencyMismatch } from '#kernel/domain/money.ts';
import { requirePermission, requireUser } from '#kernel/graphql/authorization.ts';
import { MoneyInput, MoneyType, moneyOf } from '#kernel/graphql/money.type.ts';
import {
  CardNumberRefusedProblem,
  IdempotencyKeyReusedProblem,
  InvalidIdempotencyKeyProblem,
  InvalidReasonProblem,
  problem,
  resultUnion,
} from '#kernel/graphql/problems.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import {
  AmountNotPositive,
  PaymentNotFound,
  PaymentNotRefundable,
  RefundExceedsCaptured,
} from '../domain/errors.ts';
import { Refund } from '../domain/refund.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { refundPayment } from '../usecases/refund-payment.ts';
import { PaymentStatusEnum } from './enums.ts';
import { PaymentType } from './payment.type.ts';
import { maySee, paymentById } from './references.ts';
import { RefundType } from './refund.type.ts';

@InputType('RefundPaymentInput', { description: 'What to refund.' })
class RefundPaymentInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'How much; by default all that may still be refunded.',
  })
  amount?: MoneyInput | null;

  @Field(() => String, { description: 'Why, in 1 to 500 characters.' })
  reason!: string;

  @Field(() => String, {
    description: 'The same key answers the same refund, so a repeated request refunds once.',
  })
  idempotencyKey!: string;
}

const RefundPaymentResult = resultUnion(
  'RefundPaymentResult',
  'The refund that is on its way, or why there is none.',
  RefundType,
  problem(PaymentNotFound, 'There is no such payment.'),
  problem(PaymentNotRefundable, 'Nothing was captured from the payment.', {
    facts: { status: { type: () => PaymentStatusEnum, description: 'Where the payment stands.' } },
  }),
  problem<RefundExceedsCaptured>(
    RefundExceedsCaptured,
    'That is more than may still be refunded.',
    {
      facts: {
        refundable: {
          type: () => MoneyType,
          description: 'The most that may be refunded.',
          of: ({ refundable }) => MoneyType.of(refundable),
        },
      },
    },
  ),
  problem(AmountNotPositive, 'The amount is not more than zero.'),
  problem(CurrencyMismatch, 'The amount is in another currency than the payment.', {
    shareable: true,
    facts: {
      expected: { type: () => CurrencyCode, description: 'The currency it should be in.' },
      actual: { type: () => CurrencyCode, description: 'The currency it is in.' },
    },
  }),
  InvalidReasonProblem,
  CardNumberRefusedProblem,
  IdempotencyKeyReusedProblem,
  InvalidIdempotencyKeyProblem,
);

@Resolver(() => RefundType)
export class RefundResolver {
  private readonly paymentById;

  constructor(private readonly rt: PaymentsRuntime) {
    this.paymentById = paymentById(rt);
  }

  @Query(() => RefundType, {
    nullable: true,
    description: 'A refund of yours; null if there is no such one.',
  })
  async refund(
    @Arg('id', () => ID, { description: 'The refund.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<RefundType | null> {
    if (!isId('rfd', id)) return null;
    const refund = await this.rt.orm.em.fork().findOne(Refund, { id });
    return refund && maySee(request, refund) ? RefundType.of(refund) : null;
  }

  @Mutation(() => RefundPaymentResult, {
    description:
      'Sends captured money back to the customer, all or in parts. Needs payments.refund.',
  })
  async refundPayment(
    @Arg('input', () => RefundPaymentInput, { description: 'What to refund.' })
    input: RefundPaymentInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof RefundPaymentResult> {
    requirePermission(request, 'payments.refund');
    const { paymentId, amount, reason, idempotencyKey } = input;
    if (!isId('pay', paymentId)) throw new PaymentNotFound();
    const refund = await refundPayment(this.rt, {
      paymentId,
      amount: amount ? moneyOf(amount) : null,
      reason,
      idempotencyKey,
      requestedBy: requireUser(request).id,
    });
    return RefundType.of(refund);
  }

  @FieldResolver(() => PaymentType, { nullable: true, description: 'The payment it is of.' })
  payment(
    @Root() { paymentId }: RefundType,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentType | null> {
    return this.paymentById(request, paymentId);
  }
}
