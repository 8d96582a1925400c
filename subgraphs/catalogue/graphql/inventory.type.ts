import {
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import {
  IdempotencyKeyReusedProblem,
  InvalidIdempotencyKeyProblem,
  problem,
  resultUnion,
} from '#kernel/graphql/problems.ts';
import {
  BackorderLimitTooLow,
  InvalidRegion,
  InvalidStockAdjustment,
  InvalidStockLocation,
  InvalidStockPolicy,
  StockBelowReserved,
  StockLocationNotFound,
  StockNotFound,
} from '../domain/errors.ts';
import type { StockLocation } from '../domain/stock-location.ts';
import { UNLIMITED } from '../domain/stock.ts';
import type {
  StockMovement,
  StockMovementKind,
  StockedVariant,
} from '../persistence/stock-reads.ts';
import { ChangedMeanwhileProblem, SEEN_VERSION, SeenInput, VERSION } from './seen.type.ts';
import { OrderStub } from './stubs.ts';

export const BackorderPolicyEnum = {
  NONE: 'NONE',
  LIMITED: 'LIMITED',
  UNLIMITED: 'UNLIMITED',
} as const;
registerEnumType(BackorderPolicyEnum, {
  name: 'BackorderPolicy',
  description: 'How much of a variant may be sold before it is there.',
  valuesConfig: {
    NONE: { description: 'Nothing.' },
    LIMITED: { description: 'So many pieces as its limit says.' },
    UNLIMITED: { description: 'As much as anybody wants.' },
  },
});

const StockMovementKindEnum: Readonly<Record<StockMovementKind, StockMovementKind>> = {
  RECEIPT: 'RECEIPT',
  ADJUSTMENT: 'ADJUSTMENT',
  TRANSFER: 'TRANSFER',
  SALE: 'SALE',
};
registerEnumType(StockMovementKindEnum, {
  name: 'StockMovementKind',
  description: 'Why pieces came or went.',
  valuesConfig: {
    RECEIPT: { description: 'They were delivered to us.' },
    ADJUSTMENT: { description: 'Somebody corrected what is on the shelf.' },
    TRANSFER: { description: 'They were brought from one place to another.' },
    SALE: { description: 'They were handed over to a buyer.' },
  },
});

@ObjectType('StockLocation', { description: 'A place where goods lie.' })
export class StockLocationType {
  @Field(() => ID, { description: 'The location.' })
  id!: Id<'loc'>;

  @Field(() => Int, VERSION)
  version!: number;

  @Field(() => String, { description: 'Its name for people.' })
  name!: string;

  @Field(() => String, { description: 'Where it is: ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => [String], {
    description:
      'To where it sends: ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts of them. Everywhere, if there are none.',
  })
  serves!: readonly string[];

  @Field(() => Int, { description: 'Orders are filled from 1 first.' })
  priority!: number;

  static of(location: StockLocation): StockLocationType {
    return Object.assign(new StockLocationType(), location);
  }
}

@ObjectType('StockAtLocation', { description: 'What of a variant is in one place.' })
class StockAtLocationType {
  @Field(() => StockLocationType, { description: 'The place.' })
  location!: StockLocationType;

  @Field(() => Int, {
    description:
      'Pieces on the shelf; below zero when more was sold on backorder than has come in.',
  })
  onHand!: number;

  @Field(() => Int, { description: 'Pieces promised to orders from here.' })
  reserved!: number;
}

@ObjectType('StockLevel', { description: 'The stock of one variant, as operators see it.' })
export class StockLevelType {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: Id<'var'>;

  @Field(() => Int, {
    description:
      'Pieces on the shelf, in all places together; those sold on backorder that have not come in are taken off.',
  })
  onHand!: number;

  @Field(() => Int, { description: 'Pieces that are promised to orders.' })
  reserved!: number;

  @Field(() => Int, { description: 'Pieces promised or sold that are not there yet.' })
  owed!: number;

  @Field(() => Int, { description: 'Pieces on the shelf that are promised to nobody.' })
  available!: number;

  @Field(() => Int, {
    description:
      'Counts what operators said of the policy, threshold included. Whoever sets it says which one was seen.',
  })
  policyVersion!: number;

  @Field(() => BackorderPolicyEnum, { description: 'How much may be sold before it is there.' })
  backorderPolicy!: keyof typeof BackorderPolicyEnum;

  @Field(() => Int, {
    nullable: true,
    description: 'How many pieces may be owed, if the policy is LIMITED.',
  })
  backorderLimit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'With so many available, or fewer, it is low; null if nobody cares.',
  })
  lowStockThreshold!: number | null;

  @Field(() => Boolean, {
    description: 'Whether it has run low since goods last came. That is told once.',
  })
  low!: boolean;

  @Field(() => [StockAtLocationType], { description: 'Where it lies, by priority.' })
  locations!: StockAtLocationType[];

  static of(stocked: StockedVariant): StockLevelType {
    const { places, backorderLimit, ...same } = stocked;
    return Object.assign(new StockLevelType(), same, {
      ...policyOf(backorderLimit),
      locations: places.map(({ location, onHand, reserved }) => ({
        location: StockLocationType.of(location),
        onHand,
        reserved,
      })),
    });
  }
}

const policyOf = (limit: number): Pick<StockLevelType, 'backorderPolicy' | 'backorderLimit'> => {
  if (limit === 0) return { backorderPolicy: 'NONE', backorderLimit: null };
  if (limit === UNLIMITED) return { backorderPolicy: 'UNLIMITED', backorderLimit: null };
  return { backorderPolicy: 'LIMITED', backorderLimit: limit };
};

@ObjectType('StockMovement', { description: 'Pieces that came or went. Never changed or deleted.' })
export class StockMovementType {
  @Field(() => ID, { description: 'The movement.' })
  id!: string;

  @Field(() => StockLocationType, { description: 'Where.' })
  location!: StockLocationType;

  @Field(() => StockMovementKindEnum, { description: 'Why.' })
  kind!: StockMovementKind;

  @Field(() => Int, { description: 'How many came (positive) or went (negative).' })
  quantity!: number;

  @Field(() => Int, { description: 'How many were on the shelf then.' })
  onHandAfter!: number;

  @Field(() => String, { nullable: true, description: 'What was said of it; null for a sale.' })
  reason!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The operator who did it; null for a sale, and for what the program did by itself.',
  })
  operatorId!: string | null;

  @Field(() => OrderStub, { nullable: true, description: 'The order that they were sold to.' })
  order!: OrderStub | null;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  movedAt!: Date;

  static of({ location, orderId, movedAt, ...same }: StockMovement): StockMovementType {
    return Object.assign(new StockMovementType(), same, {
      location: StockLocationType.of(location),
      order: orderId && OrderStub.of(orderId),
      movedAt: new Date(movedAt),
    });
  }
}

export const { ConnectionType: StockLocationConnection } = connectionType(
  'StockLocation',
  StockLocationType,
);
export const { ConnectionType: StockLevelConnection } = connectionType(
  'StockLevel',
  StockLevelType,
);
export const { ConnectionType: StockMovementConnection } = connectionType(
  'StockMovement',
  StockMovementType,
);

@InputType('StockLocationInput', { description: 'A place where goods lie.' })
export class StockLocationInput {
  @Field(() => String, { description: 'Its name for people, unique, of 2 to 100 characters.' })
  name!: string;

  @Field(() => String, { description: 'Where it is: ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => [String], {
    defaultValue: [],
    description:
      'To where it sends: ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts of them. Everywhere, if there are none.',
  })
  serves!: string[];

  @Field(() => Int, { description: 'From 1 to 1000; orders are filled from 1 first.' })
  priority!: number;
}

@InputType('ChangeStockLocationInput', { description: 'All that holds of a place from now on.' })
export class ChangeStockLocationInput extends StockLocationInput {
  @Field(() => ID, { description: 'The place.' })
  locationId!: string;

  @Field(() => Int, SEEN_VERSION)
  expectedVersion!: number;
}

@InputType('ReceiveStockInput', { description: 'Goods that were delivered to us.' })
export class ReceiveStockInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, { description: 'Where they came in.' })
  locationId!: string;

  @Field(() => Int, { description: 'How many pieces came.' })
  quantity!: number;

  @Field(() => String, {
    description:
      'With what they came, in 3 to 500 characters, such as a delivery note. It is kept.',
  })
  reason!: string;

  @Field(() => String, {
    description:
      'A new one for each delivery, 8 to 128 characters. Sent again, it takes in nothing more.',
  })
  idempotencyKey!: string;
}

@InputType('AdjustStockInput', { description: 'A correction of what is on the shelf.' })
export class AdjustStockInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Where; if it is left out, the first place by priority that keeps the variant.',
  })
  locationId?: string | null;

  @Field(() => Int, { description: 'How many pieces came (positive) or went (negative).' })
  delta!: number;

  @Field(() => String, {
    description: 'Why, in 3 to 500 characters: a delivery, a breakage, a count. It is kept.',
  })
  reason!: string;
}

@InputType('TransferStockInput', {
  description: 'Goods that are brought from one place to another.',
})
export class TransferStockInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => ID, { description: 'From where.' })
  fromLocationId!: string;

  @Field(() => ID, { description: 'To where.' })
  toLocationId!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => String, { description: 'Why, in 3 to 500 characters. It is kept.' })
  reason!: string;
}

@InputType('StockPolicyInput', {
  description: 'What may be promised of a variant before it is there, and when it is low.',
})
export class StockPolicyInput extends SeenInput {
  @Field(() => ID, { description: 'The variant.' })
  variantId!: string;

  @Field(() => BackorderPolicyEnum, { description: 'How much may be sold before it is there.' })
  backorderPolicy!: keyof typeof BackorderPolicyEnum;

  @Field(() => Int, {
    nullable: true,
    description: 'How many pieces may be owed; for the policy LIMITED, and for no other.',
  })
  backorderLimit?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'With so many available, or fewer, it is low; never, if it is left out.',
  })
  lowStockThreshold?: number | null;
}

const StockNotFoundProblem = problem(StockNotFound, 'Nothing is stocked under this variant.');
const InvalidStockAdjustmentProblem = problem(
  InvalidStockAdjustment,
  'The correction changes nothing, or does not say why.',
);
const StockBelowReservedProblem = problem(
  StockBelowReserved,
  'Fewer would remain on hand than are promised to orders.',
  {
    facts: {
      onHand: { type: () => Int, description: 'Pieces on the shelf now.' },
      reserved: { type: () => Int, description: 'Pieces promised to orders.' },
    },
  },
);
const StockLocationNotFoundProblem = problem(StockLocationNotFound, 'There is no such place.');
const InvalidStockLocationProblem = problem(
  InvalidStockLocation,
  'The place is not described well, or another has its name.',
);
const InvalidRegionProblem = problem(InvalidRegion, 'A region is not an ISO 3166 code.');

export const AdjustStockResult = resultUnion(
  'AdjustStockResult',
  'The stock after the correction, or why it was refused.',
  StockLevelType,
  StockNotFoundProblem,
  InvalidStockAdjustmentProblem,
  StockBelowReservedProblem,
);

export const ReceiveStockResult = resultUnion(
  'ReceiveStockResult',
  'The stock with what came, or why it was refused.',
  StockLevelType,
  StockNotFoundProblem,
  StockLocationNotFoundProblem,
  InvalidStockAdjustmentProblem,
  IdempotencyKeyReusedProblem,
  InvalidIdempotencyKeyProblem,
);

export const TransferStockResult = resultUnion(
  'TransferStockResult',
  'The stock after the transfer, or why it was refused.',
  StockLevelType,
  StockNotFoundProblem,
  StockLocationNotFoundProblem,
  InvalidStockAdjustmentProblem,
  StockBelowReservedProblem,
);

export const SetStockPolicyResult = resultUnion(
  'SetStockPolicyResult',
  'The stock under its new policy, or why it was refused.',
  StockLevelType,
  StockNotFoundProblem,
  ChangedMeanwhileProblem,
  problem(InvalidStockPolicy, 'The limits make no sense.'),
  problem(BackorderLimitTooLow, 'More is promised already before it is there.', {
    facts: { owed: { type: () => Int, description: 'How many pieces are owed now.' } },
  }),
);

export const AddStockLocationResult = resultUnion(
  'AddStockLocationResult',
  'The new place, or why it was refused.',
  StockLocationType,
  InvalidStockLocationProblem,
  InvalidRegionProblem,
);

export const ChangeStockLocationResult = resultUnion(
  'ChangeStockLocationResult',
  'The place as it is described now, or why that was refused.',
  StockLocationType,
  StockLocationNotFoundProblem,
  ChangedMeanwhileProblem,
  InvalidStockLocationProblem,
  InvalidRegionProblem,
);
