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
import { type Id, isId, parseId } from '#kernel/domain/id.ts';
import { decodeCursor, encodeCursor, logPosition } from '#kernel/graphql/cursor.ts';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import { presentRows } from '#kernel/graphql/present.ts';
import { statusSource, untilReturned } from '#kernel/graphql/status-source.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import { PaymentNotFound } from '../domain/errors.ts';
import { type PaymentStatus, isFinal } from '../domain/payment-status.ts';
import { Payment } from '../domain/payment.ts';
import type { PaymentEvent } from '../events.ts';
import { followPayments } from '../persistence/follow-payments.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { PaymentStatusEnum } from './enums.ts';
import { PaymentType } from './payment.type.ts';
import { maySee } from './references.ts';

const AFTER = 'The cursor of the last change that was seen.';

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
  private readonly payments;

  constructor({ orm }: PaymentsRuntime) {
    this.payments = presentRows((ids: Id<'pay'>[]) =>
      orm.em.fork().find(Payment, { id: { $in: ids } }),
    );
  }

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
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
  ): PaymentStatusChangeType {
    return changeOf(event);
  }

  @Subscription(() => PaymentStatusChangeType, {
    topics: 'named by paymentStatusSource',
    description:
      'What happens to the payments of a merchant, or of all: the latest change if it is recent, then each one once, in ' +
      'order, without end. Needs payments.read.',
  })
  paymentActivity(
    @Root() event: LogEvent<PaymentEvent['data']>,
    @Arg('merchantId', () => ID, {
      nullable: true,
      description: 'Only payments of which this merchant has a part.',
    })
    _merchantId: string | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
  ): PaymentStatusChangeType {
    return changeOf(event);
  }

  @FieldResolver(() => PaymentType, {
    description: 'The payment as it is now, which may be further than this change.',
  })
  async payment(@Root() { paymentId }: PaymentStatusChangeType): Promise<PaymentType> {
    return PaymentType.of(await this.payments(paymentId));
  }
}

function changeOf({ data, position, occurredAt }: LogEvent<PaymentEvent['data']>) {
  const { status, reason, paymentId } = data;
  if (!isId('pay', paymentId)) throw new PaymentNotFound();
  return Object.assign(new PaymentStatusChangeType(), {
    cursor: encodeCursor(position),
    status,
    reason,
    occurredAt,
    paymentId,
  });
}

export const paymentStatusSource = (rt: PaymentsRuntime): Subscriptions => ({
  paymentStatusChanged: statusSource<PaymentEvent['data']>(rt, {
    argument: 'paymentId',
    patienceMs: rt.patienceMs,
    maySee,
    isLast: ({ data }) => isFinal(data.status),
    notFound: () => new PaymentNotFound(),
  }),
  paymentActivity({ merchantId, after }, request) {
    requirePermission(request, 'payments.read');
    const followed = {
      merchantId: typeof merchantId === 'string' ? parseId('mer', merchantId) : null,
      after: typeof after === 'string' ? decodeCursor(after, logPosition)[0] : null,
    };
    return untilReturned((signal) => followPayments(rt, followed, signal));
  },
});
