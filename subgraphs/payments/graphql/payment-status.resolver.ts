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
import { requireUser } from '#kernel/graphql/authorization.ts';
import { decodeCursor, encodeCursor } from '#kernel/graphql/connection.ts';
import type { Subscriptions } from '#kernel/graphql/subgraph-schema.ts';
import { InvalidCursor, PaymentNotFound } from '../domain/errors.ts';
import type { PaymentStatus } from '../domain/payment-status.ts';
import { Payment } from '../domain/payment.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { followPaymentStatus, type StatusEvent } from '../usecases/follow-payment-status.ts';
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
    @Root() event: StatusEvent,
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
  paymentStatusChanged({ paymentId, after }, request) {
    requireUser(request);
    const follow = {
      paymentId: String(paymentId),
      after: typeof after === 'string' ? positionOf(after) : null,
      maySee: (owner: { customerId: string }) => maySee(request, owner),
    };
    return untilReturned((signal) => followPaymentStatus(rt, follow, signal));
  },
});

function positionOf(cursor: string): string {
  const [position] = decodeCursor(cursor, 1);
  if (typeof position !== 'string' || !/^\d{1,18}$/.test(position)) throw new InvalidCursor();
  return position;
}

/** A generator that is told by a signal when its reader leaves, even while it waits. */
function untilReturned<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const left = new AbortController();
  const generator = start(left.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => generator.next(),
    return: () => {
      left.abort();
      return generator.return(undefined);
    },
  };
}
