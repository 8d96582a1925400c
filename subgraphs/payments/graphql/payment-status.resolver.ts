import {
  Arg,
  Field,
  FieldResolver,
  GraphQLISODateTime,
  ID,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { type Id, isId } from '#kernel/domain/id.ts';
import { encodeCursor } from '#kernel/graphql/cursor.ts';
import { statusSource } from '#kernel/graphql/status-source.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import { PaymentNotFound } from '../domain/errors.ts';
import { type PaymentStatus, isFinal } from '../domain/payment-status.ts';
import { Payment } from '../domain/payment.ts';
import type { PaymentEvent } from '../events.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { PaymentStatusEnum } from './enums.ts';
import { PaymentType } from './payment.type.ts';
import { maySee } from './references.ts';

@ObjectType('PaymentStatusChange', {
  description: 'A payment reached a status. Its own fields are history; payment is the present.',
})
export class PaymentStatusChangeType {
  @Field(() => String, {
    description: 'The place of this change. Resume after it, and nothing is missed or repeated.',
  })
  cursor!: string;

  @Field(() => PaymentStatusEnum, { description: 'The status that was reached.' })
  status!: PaymentStatus;

  @Field(() => String, { nullable: true, description: 'Why.' })
  reason!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  occurredAt!: Date;

  /** Not a field: whose change it is. */
  paymentId!: Id<'pay'>;
}

@Resolver(() => PaymentStatusChangeType)
export class PaymentStatusResolver {
  constructor(private readonly rt: PaymentsRuntime) {}

  @Subscription(() => PaymentStatusChangeType, {
    topics: 'named by paymentStatusSource',
    description:
      'The current status of a payment of yours, then each change once, in order. Ends with the payment: when it is ' +
      'fully captured, declined, cancelled or expired.',
  })
  paymentStatusChanged(
    @Root() event: LogEvent<PaymentEvent['data']>,
    @Arg('paymentId', () => ID, { description: 'The payment; it may be about to be opened.' })
    _paymentId: string,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The cursor of the last change that was seen.',
    })
    _after: string | null,
  ): PaymentStatusChangeType {
    const { status, reason, paymentId } = event.data;
    if (!isId('pay', paymentId)) throw new PaymentNotFound();
    return Object.assign(new PaymentStatusChangeType(), {
      cursor: encodeCursor(event.position),
      status,
      reason,
      occurredAt: event.occurredAt,
      paymentId,
    });
  }

  @FieldResolver(() => PaymentType, {
    description: 'The payment as it is now, which may be further than this change.',
  })
  async payment(@Root() { paymentId }: PaymentStatusChangeType): Promise<PaymentType> {
    return PaymentType.of(await this.rt.orm.em.fork().findOneOrFail(Payment, { id: paymentId }));
  }
}

export const paymentStatusSource = (rt: PaymentsRuntime): Subscriptions => ({
  paymentStatusChanged: statusSource<PaymentEvent['data']>(rt, {
    argument: 'paymentId',
    patienceMs: rt.patienceMs,
    maySee,
    isLast: ({ data }) => isFinal(data.status),
    notFound: () => new PaymentNotFound(),
  }),
});
