import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { hasPermission } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { Attempt } from '../domain/attempt.ts';
import { Refund } from '../domain/refund.ts';
import { RiskAssessment } from '../persistence/risk-assessment.mapping.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { AttemptType, PaymentType, RiskType } from './payment.type.ts';
import { paymentById } from './references.ts';
import { RefundType } from './refund.type.ts';
import { OrderStub } from './stubs.ts';

type PaymentId = Attempt['paymentId'];

@Resolver(() => PaymentType)
export class PaymentResolver {
  private readonly paymentById;
  private readonly attemptsOf;
  private readonly refundsOf;
  private readonly riskOf;

  constructor(rt: PaymentsRuntime) {
    const em = () => rt.orm.em.fork();
    const inOrder = { orderBy: { createdAt: 'asc' } } as const;
    this.paymentById = paymentById(rt);
    this.attemptsOf = batched<PaymentId, Attempt[]>(async (ids) =>
      Map.groupBy(
        await em().find(Attempt, { paymentId: { $in: [...ids] } }, inOrder),
        ({ paymentId }) => paymentId,
      ),
    );
    this.refundsOf = batched<PaymentId, Refund[]>(async (ids) =>
      Map.groupBy(
        await em().find(Refund, { paymentId: { $in: [...ids] } }, inOrder),
        ({ paymentId }) => paymentId,
      ),
    );
    this.riskOf = batched<PaymentId, RiskAssessment[]>(async (ids) =>
      Map.groupBy(
        await em().find(RiskAssessment, { paymentId: { $in: [...ids] } }),
        ({ paymentId }) => paymentId,
      ),
    );
  }

  @Query(() => PaymentType, {
    nullable: true,
    description: 'A payment of yours; null if there is no such one.',
  })
  payment(
    @Arg('id', () => ID, { description: 'The payment.' }) id: string,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentType | null> {
    return this.paymentById(request, id);
  }

  @FieldResolver(() => OrderStub, { nullable: true, description: 'The order it pays.' })
  order(@Root() { orderId }: PaymentType): OrderStub {
    return { id: orderId };
  }

  @FieldResolver(() => [AttemptType], {
    description: 'The tries to have it authorized, oldest first.',
  })
  async attempts(
    @Root() payment: PaymentType,
    @Ctx() request: GraphRequest,
  ): Promise<AttemptType[]> {
    return ((await this.attemptsOf(request, payment.id as PaymentId)) ?? []).map((one) =>
      AttemptType.of(one),
    );
  }

  @FieldResolver(() => [RefundType], { description: 'Its refunds, oldest first.' })
  async refunds(@Root() payment: PaymentType, @Ctx() request: GraphRequest): Promise<RefundType[]> {
    return ((await this.refundsOf(request, payment.id as PaymentId)) ?? []).map((one) =>
      RefundType.of(one),
    );
  }

  @FieldResolver(() => RiskType, {
    nullable: true,
    description:
      'How it was screened for fraud. Needs payments.read; null to its customer, and before it was screened.',
  })
  async risk(@Root() payment: PaymentType, @Ctx() request: GraphRequest): Promise<RiskType | null> {
    if (!hasPermission(request, 'payments.read')) return null;
    const findings = await this.riskOf(request, payment.id as PaymentId);
    return findings && RiskType.of(findings);
  }
}
