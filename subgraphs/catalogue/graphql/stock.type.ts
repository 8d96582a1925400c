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
  InvalidStockAdjustment,
  OutOfStock,
  ReservationNotCommittable,
  ReservationNotFound,
  ReservationNotReleasable,
  StockBelowReserved,
  StockNotFound,
} from '../domain/errors.ts';
import type { ReservationStatus } from '../domain/reservation-status.ts';
import type { Reservation } from '../domain/reservation.ts';
import type { StockLevel } from '../domain/stock.ts';

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

@InputType('AdjustStockInput', { description: 'A correction of what is on the shelf.' })
export class AdjustStockInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => Int, { description: 'How many pieces came (positive) or went (negative).' })
  delta!: number;

  @Field(() => String, {
    description: 'Why, in 3 to 500 characters: a delivery, a breakage, a count. It is kept.',
  })
  reason!: string;
}

@ObjectType('StockLevel', { description: 'The stock of one variant, as operators see it.' })
export class StockLevelType {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: Id<'var'>;

  @Field(() => Int, { description: 'Pieces on the shelf.' })
  onHand!: number;

  @Field(() => Int, { description: 'Pieces on the shelf that are promised to orders.' })
  reserved!: number;

  static of({ variantId, onHand, reserved }: StockLevel): StockLevelType {
    return Object.assign(new StockLevelType(), { variantId, onHand, reserved });
  }
}

export const AdjustStockResult = resultUnion(
  'AdjustStockResult',
  'The stock after the correction, or why it was refused.',
  StockLevelType,
  problem(StockNotFound, 'Nothing is stocked under this variant.'),
  problem(InvalidStockAdjustment, 'The correction changes nothing, or does not say why.'),
  problem(StockBelowReserved, 'Fewer would remain on hand than are promised to orders.', {
    facts: {
      onHand: { type: () => Int, description: 'Pieces on the shelf now.' },
      reserved: { type: () => Int, description: 'Pieces promised to orders.' },
    },
  }),
);
