import {
  Arg,
  Ctx,
  Directive,
  Field,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { parseId } from '#kernel/domain/id.ts';
import { requireService } from '#kernel/graphql/authorization.ts';
import { MoneyInput, moneyOf } from '#kernel/graphql/money.type.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { PaymentStatus } from '../domain/payment-status.ts';
import type { Payment } from '../domain/payment.ts';
import { findPayment } from '../persistence/find-payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { authorizePayment } from '../usecases/authorize-payment.ts';
import { cancelPayment } from '../usecases/cancel-payment.ts';
import { capturePayment } from '../usecases/capture-payment.ts';
import { openPayment } from '../usecases/open-payment.ts';
import { PaymentStatusEnum } from './enums.ts';

@InputType('PaymentSplitInput', { description: 'One merchant’s part of a payment.' })
@Directive('@inaccessible')
class SplitInput {
  @Field(() => ID, { description: 'The merchant.' })
  merchantId!: string;

  @Field(() => MoneyInput, { description: 'The part.' })
  amount!: MoneyInput;
}

@InputType('OpenPaymentInput', { description: 'What is to be paid, by whom, for what and how.' })
@Directive('@inaccessible')
class OpenPaymentInput {
  @Field(() => ID, { description: 'The payment’s id, given by whoever placed the order.' })
  paymentId!: string;

  @Field(() => ID, { description: 'The order it pays.' })
  orderId!: string;

  @Field(() => ID, { description: 'Who pays.' })
  customerId!: string;

  @Field(() => MoneyInput, { description: 'What is to be paid.' })
  amount!: MoneyInput;

  @Field(() => [SplitInput], { description: 'The merchants’ parts; they add up to the amount.' })
  split!: SplitInput[];

  @Field(() => String, { nullable: true, description: 'The provider’s token of the card.' })
  token?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the customer pays on the provider’s page instead.',
  })
  hosted?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Where the customer comes back to.' })
  returnUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the buyer is, ISO 3166-1 alpha-2.' })
  buyerCountry?: string | null;
}

@ObjectType('PaymentOutcome', {
  description: 'Where a payment stands, for the workflow that pays an order.',
})
@Directive('@inaccessible')
class PaymentOutcomeType {
  @Field(() => PaymentStatusEnum, { description: 'Where it stands.' })
  status!: PaymentStatus;

  @Field(() => String, { nullable: true, description: 'Why.' })
  reason!: string | null;

  static of({ status, reason }: Payment): PaymentOutcomeType {
    return Object.assign(new PaymentOutcomeType(), { status, reason });
  }
}

const PERMISSION = 'payments.execute';
const id = () => ID;

/** What the purchase workflow of orders asks for. Every operation may be repeated. */
@Resolver()
export class ServiceOperationsResolver {
  constructor(private readonly rt: PaymentsRuntime) {}

  @Mutation(() => PaymentOutcomeType, { description: 'Opens a payment under a given id.' })
  @Directive('@inaccessible')
  async openPayment(
    @Arg('input', () => OpenPaymentInput, { description: 'The payment.' }) input: OpenPaymentInput,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentOutcomeType> {
    requireService(request, PERMISSION);
    const { token, hosted, returnUrl } = input;
    const payment = await openPayment(this.rt, {
      id: parseId('pay', input.paymentId),
      orderId: parseId('ord', input.orderId),
      customerId: parseId('usr', input.customerId),
      amount: moneyOf(input.amount),
      split: input.split.map(({ merchantId, amount }) => ({
        merchantId: parseId('mer', merchantId),
        amount: moneyOf(amount),
      })),
      method: { token, hosted, returnUrl },
      buyerCountry: input.buyerCountry ?? null,
    });
    return PaymentOutcomeType.of(payment);
  }

  @Mutation(() => PaymentOutcomeType, {
    description: 'Screens a payment for fraud and has its amount authorized.',
  })
  @Directive('@inaccessible')
  async authorizePayment(
    @Arg('paymentId', id, { description: 'The payment.' }) paymentId: string,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentOutcomeType> {
    requireService(request, PERMISSION);
    return PaymentOutcomeType.of(await authorizePayment(this.rt, parseId('pay', paymentId)));
  }

  @Mutation(() => PaymentOutcomeType, {
    description:
      'Takes all the money that is held. AUTHORIZED with a reason means that the provider refused.',
  })
  @Directive('@inaccessible')
  async capturePayment(
    @Arg('paymentId', id, { description: 'The payment.' }) paymentId: string,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentOutcomeType> {
    requireService(request, PERMISSION);
    return PaymentOutcomeType.of(
      await capturePayment(this.rt, { paymentId: parseId('pay', paymentId) }),
    );
  }

  @Mutation(() => PaymentOutcomeType, {
    description:
      'Gives a payment up and releases the money, at once or as soon as the provider’s answer allows it.',
  })
  @Directive('@inaccessible')
  async cancelPayment(
    @Arg('paymentId', id, { description: 'The payment.' }) paymentId: string,
    @Arg('reason', () => String, { description: 'Why; EXPIRED when the customer took too long.' })
    reason: string,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentOutcomeType> {
    requireService(request, PERMISSION);
    return PaymentOutcomeType.of(
      await cancelPayment(this.rt, { paymentId: parseId('pay', paymentId), reason }),
    );
  }

  @Query(() => PaymentOutcomeType, { description: 'Where a payment stands.' })
  @Directive('@inaccessible')
  async paymentOutcome(
    @Arg('paymentId', id, { description: 'The payment.' }) paymentId: string,
    @Ctx() request: GraphRequest,
  ): Promise<PaymentOutcomeType> {
    requireService(request, PERMISSION);
    return PaymentOutcomeType.of(await findPayment(this.rt.orm, parseId('pay', paymentId)));
  }
}
