import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import {
  type DiscardedEvent,
  type ParkedEvent,
  ParkedEventNotFound,
  ParkedEventWaits,
} from '../persistence/parked-events.ts';
import { connectionType } from './connection.ts';
import {
  CardNumberRefusedProblem,
  InvalidReasonProblem,
  problem,
  resultUnion,
} from './problems.ts';

@ObjectType('ParkedEvent', {
  description:
    'An event that a group of consumers could not take, or that waits behind one on the same aggregate.',
})
@Directive('@shareable')
export class ParkedEventType {
  @Field(() => String, { description: 'Who could not take it, such as ledger.post-payments.' })
  group!: string;

  @Field(() => ID, { description: 'The event; every group knows it by the same id.' })
  eventId!: string;

  @Field(() => String, { description: 'Its place in the log that the group reads: an integer.' })
  position!: string;

  @Field(() => String, { description: 'What happened, such as PaymentCaptured.' })
  type!: string;

  @Field(() => ID, { description: 'To what it happened.' })
  aggregateId!: string;

  @Field(() => String, { description: 'The facts, as JSON: ids and amounts, no personal data.' })
  data!: string;

  @Field(() => Date, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => Int, {
    description: 'How often the group has tried since it was parked or redriven.',
  })
  attempts!: number;

  @Field(() => Date, {
    nullable: true,
    description: 'When it is tried next; null for a dead letter, and for one that waits.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => Boolean, {
    description: 'Whether retries ran out, so that it waits for an operator: a dead letter.',
  })
  dead!: boolean;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed.' })
  lastError!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The event that must be taken or discarded first; null if it is next itself.',
  })
  waitsFor!: string | null;

  @Field(() => Int, { description: 'How many events of the same aggregate wait behind it.' })
  waitingBehind!: number;

  static of({ data, ...event }: ParkedEvent): ParkedEventType {
    return Object.assign(new ParkedEventType(), { ...event, data: JSON.stringify(data) });
  }
}

@ObjectType('DiscardedEvent', {
  description: 'An event that was given up for a group of consumers: it will never take it.',
})
@Directive('@shareable')
export class DiscardedEventType {
  @Field(() => String, { description: 'Who will never take it.' })
  group!: string;

  @Field(() => ID, { description: 'The event. Other groups are not concerned.' })
  eventId!: string;

  @Field(() => ID, { description: 'To what it happened.' })
  aggregateId!: string;

  @Field(() => String, { description: 'Why it was given up.' })
  reason!: string;

  @Field(() => ID, { description: 'The operator who gave it up.' })
  discardedBy!: string;

  @Field(() => Date, { description: 'When.' })
  discardedAt!: Date;

  static of(event: DiscardedEvent): DiscardedEventType {
    const { group, eventId, aggregateId, reason, discardedBy, discardedAt } = event;
    return Object.assign(new DiscardedEventType(), {
      group,
      eventId,
      aggregateId,
      reason,
      discardedBy,
      discardedAt,
    });
  }
}

export const { ConnectionType: ParkedEventConnection } = connectionType(
  'ParkedEvent',
  ParkedEventType,
  { shareable: true },
);

const ParkedEventNotFoundProblem = problem(
  ParkedEventNotFound,
  'The group has no such event parked: it has taken it, or never had to park it.',
  { shareable: true },
);

const ParkedEventWaitsProblem = problem(
  ParkedEventWaits,
  'The event only waits behind another one of its aggregate, which must be dealt with first.',
  {
    shareable: true,
    facts: { waitsFor: { type: () => ID, description: 'The event to redrive or discard.' } },
  },
);

export const RedriveEventResult = resultUnion(
  'RedriveEventResult',
  'The event, about to be tried again, or why it is not.',
  ParkedEventType,
  ParkedEventNotFoundProblem,
  ParkedEventWaitsProblem,
);

export const DiscardEventResult = resultUnion(
  'DiscardEventResult',
  'What was given up, or why it was not.',
  DiscardedEventType,
  ParkedEventNotFoundProblem,
  ParkedEventWaitsProblem,
  InvalidReasonProblem,
  CardNumberRefusedProblem,
);
