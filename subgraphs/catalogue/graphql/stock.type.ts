import {
  Directive,
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import {
  InvalidReservation,
  OutOfStock,
  ReservationNotCommittable,
  ReservationNotFound,
  ReservationNotReleasable,
} from '../domain/errors.ts';
import type { ReservationStatus } from '../domain/reservation-status.ts';
import type { Reservation } from '../domain/reservation.ts';

export const ReservationStatusEnum: Readonly<Record<ReservationStatus, ReservationStatus>> = {
  HELD: 'HELD',
  COMMITTED: 'COMMITTED',
  RELEASED: 'RELEASED',
  EXPIRED: 'EXPIRED',
};
registerEnumType(ReservationStatusEnum, {
  name: 'ReservationStatus',
  description: 'What became of the goods set aside for an order.',
  valuesConfig: {
    HELD: { description: 'Set aside until they expire.' },
    COMMITTED: { description: 'Handed over, gone from stock.' },
    RELEASED: { description: 'Given back by the order.' },
    EXPIRED: { description: 'Given back because the order took too long.' },
  },
});

@InputType('ReserveStockLineInput', { description: 'So many pieces of one variant.' })
@Directive('@inaccessible')
class ReserveStockLineInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;
}

@InputType('ReserveStockInput', { description: 'The goods to set aside for an order.' })
@Directive('@inaccessible')
export class ReserveStockInput {
  @Field(() => ID, {
    description: 'The order; asked again for the same one, the answer is the same reservation.',
  })
  orderId!: string;

  @Field(() => [ReserveStockLineInput], {
    description: 'The goods: all of them are set aside, or none.',
  })
  lines!: ReserveStockLineInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'Where the goods go, ISO 3166-1 or 3166-2: they are taken from places that send there. Any place, if it is left out.',
  })
  shipTo?: string | null;

  @Field(() => GraphQLISODateTime, {
    description: 'When the goods go back to the shelf unless they were committed.',
  })
  expiresAt!: Date;
}

@ObjectType('StockReservation', { description: 'The goods set aside for an order.' })
@Directive('@inaccessible')
export class StockReservationType {
  @Field(() => ID, { description: 'The reservation.' })
  id!: Id<'rsv'>;

  @Field(() => ID, { description: 'The order.' })
  orderId!: Id<'ord'>;

  @Field(() => ReservationStatusEnum, { description: 'What became of it.' })
  status!: ReservationStatus;

  @Field(() => GraphQLISODateTime, { description: 'When it expires, or did.' })
  expiresAt!: Date;

  static of({ id, orderId, status, expiresAt }: Reservation): StockReservationType {
    return Object.assign(new StockReservationType(), { id, orderId, status, expiresAt });
  }
}

@ObjectType('Shortage', { description: 'A line that cannot be had.' })
@Directive('@inaccessible')
class ShortageType {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: Id<'var'>;

  @Field(() => Int, { description: 'How many pieces were asked for.' })
  requested!: number;

  @Field(() => Int, { description: 'How many there are.' })
  available!: number;
}

const OutOfStockProblem = problem(
  OutOfStock,
  'Not everything is in stock, so nothing was set aside.',
  {
    facts: {
      shortages: { type: () => [ShortageType], description: 'Every line that cannot be had.' },
    },
  },
);
const InvalidReservationProblem = problem(
  InvalidReservation,
  'The lines or the time make no sense.',
);
const ReservationNotFoundProblem = problem(
  ReservationNotFound,
  'Nothing was reserved for this order.',
);
const status = {
  type: () => ReservationStatusEnum,
  description: 'What became of the reservation.',
};
const ReservationNotCommittableProblem = problem(
  ReservationNotCommittable,
  'The order gave its reservation back, so it cannot be committed.',
  { facts: { status } },
);
const ReservationNotReleasableProblem = problem(
  ReservationNotReleasable,
  'The goods were handed over, so their reservation cannot be released.',
  { facts: { status } },
);
for (const serviceProblem of [
  OutOfStockProblem,
  InvalidReservationProblem,
  ReservationNotFoundProblem,
  ReservationNotCommittableProblem,
  ReservationNotReleasableProblem,
]) {
  Directive('@inaccessible')(serviceProblem);
}

export const ReserveStockResult = resultUnion(
  'ReserveStockResult',
  'The reservation, or why there is none.',
  StockReservationType,
  OutOfStockProblem,
  InvalidReservationProblem,
);

export const CommitReservationResult = resultUnion(
  'CommitReservationResult',
  'The committed reservation, or why it could not be committed. It is out of stock if it expired and others took the goods.',
  StockReservationType,
  ReservationNotFoundProblem,
  ReservationNotCommittableProblem,
  OutOfStockProblem,
);

export const ReleaseReservationResult = resultUnion(
  'ReleaseReservationResult',
  'The released reservation, or why it could not be released.',
  StockReservationType,
  ReservationNotFoundProblem,
  ReservationNotReleasableProblem,
);
