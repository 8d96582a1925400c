import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Id, isId } from '#kernel/domain/id.ts';
import { requirePermission, requireUser } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import {
  type CursorPart,
  decodeCursor,
  encodeCursor,
  idOf,
  wholeNumber,
} from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { InvalidStockPolicy, StockLocationNotFound, StockNotFound } from '../domain/errors.ts';
import { UNLIMITED } from '../domain/stock.ts';
import { locationsAfter } from '../persistence/stock-locations.ts';
import { movementsBefore, stockedAfter, stockedVariants } from '../persistence/stock-reads.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { adjustStock } from '../usecases/adjust-stock.ts';
import { addStockLocation, changeStockLocation } from '../usecases/keep-stock-location.ts';
import { receiveStock } from '../usecases/receive-stock.ts';
import { setStockPolicy } from '../usecases/set-stock-policy.ts';
import { transferStock } from '../usecases/transfer-stock.ts';
import { operatorOf } from './operator.ts';
import {
  AddStockLocationResult,
  AdjustStockInput,
  AdjustStockResult,
  ChangeStockLocationInput,
  ChangeStockLocationResult,
  ReceiveStockInput,
  ReceiveStockResult,
  SetStockPolicyResult,
  StockLevelConnection,
  StockLevelType,
  StockLocationConnection,
  StockLocationInput,
  StockLocationType,
  StockMovementConnection,
  StockMovementType,
  StockPolicyInput,
  TransferStockInput,
  TransferStockResult,
} from './inventory.type.ts';

/** What the people of the warehouses see and do. */
@Resolver(() => StockLevelType)
export class InventoryResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => StockLocationConnection, {
    description: 'The places where goods lie, by priority. Needs catalogue.manage.',
  })
  async stockLocations(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<StockLocationType>> {
    requirePermission(request, 'catalogue.manage');
    checkPage(page);
    const after = page.after == null ? null : decodeCursor(page.after, wholeNumber, idOf('loc'));
    return toConnection(
      await locationsAfter(reading(this.rt), after, page.first + 1),
      page,
      ({ priority, id }) => encodeCursor(priority, id),
      StockLocationType.of,
    );
  }

  @Query(() => StockLevelType, {
    nullable: true,
    description: 'The stock of a variant; null if nobody stocks it. Needs catalogue.manage.',
  })
  async stockLevel(
    @Arg('variantId', () => ID, { description: 'The variant.' }) variantId: string,
    @Ctx() request: GraphRequest,
  ): Promise<StockLevelType | null> {
    requirePermission(request, 'catalogue.manage');
    const ids = isId('var', variantId) ? [variantId] : [];
    const [found] = await stockedVariants(reading(this.rt), ids);
    return found ? StockLevelType.of(found) : null;
  }

  @Query(() => StockLevelConnection, {
    description: 'The stock of all variants, by variant. Needs catalogue.manage.',
  })
  async stockLevels(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Arg('low', () => Boolean, { defaultValue: false, description: 'Only what has run low.' })
    low: boolean,
    @Arg('locationId', () => ID, { nullable: true, description: 'Only what this place keeps.' })
    locationId: string | null,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<StockLevelType>> {
    requirePermission(request, 'catalogue.manage');
    checkPage(page);
    const [after = null] = page.after == null ? [] : decodeCursor(page.after, idOf('var'));
    const filter = { low, locationId: locationId == null ? null : locationIn(locationId) };
    return toConnection(
      await stockedAfter(reading(this.rt), filter, after, page.first + 1),
      page,
      ({ variantId }) => encodeCursor(variantId),
      StockLevelType.of,
    );
  }

  @FieldResolver(() => StockMovementConnection, {
    description: 'What came and went, the newest first. The sum is what is on hand.',
  })
  async movements(
    @Root() { variantId }: StockLevelType,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
  ): Promise<Connection<StockMovementType>> {
    checkPage(page);
    const [before = null] = page.after == null ? [] : decodeCursor(page.after, movementId);
    return toConnection(
      await movementsBefore(reading(this.rt), variantId, before, page.first + 1),
      page,
      ({ id }) => encodeCursor(id),
      StockMovementType.of,
    );
  }

  @Mutation(() => AddStockLocationResult, {
    description: 'Opens a place where goods lie. Needs catalogue.manage.',
  })
  async addStockLocation(
    @Arg('input', () => StockLocationInput, { description: 'The place.' })
    input: StockLocationInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof AddStockLocationResult> {
    return StockLocationType.of(await addStockLocation(this.rt, operatorOf(request), input));
  }

  @Mutation(() => ChangeStockLocationResult, {
    description:
      'Describes a place anew. What is promised from there stays promised. Needs catalogue.manage.',
  })
  async changeStockLocation(
    @Arg('input', () => ChangeStockLocationInput, { description: 'The place.' })
    input: ChangeStockLocationInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ChangeStockLocationResult> {
    const by = operatorOf(request);
    const { locationId, expectedVersion } = input;
    const seen = { id: locationIn(locationId), expectedVersion };
    return StockLocationType.of(await changeStockLocation(this.rt, by, seen, input));
  }

  @Mutation(() => ReceiveStockResult, {
    description:
      'Takes in goods that were delivered, and keeps who did it. The first ones of a variant begin its stock. Needs catalogue.manage.',
  })
  async receiveStock(
    @Arg('input', () => ReceiveStockInput, { description: 'The delivery.' })
    input: ReceiveStockInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ReceiveStockResult> {
    requirePermission(request, 'catalogue.manage');
    const { quantity, reason, idempotencyKey } = input;
    const stocked = await receiveStock(this.rt, {
      variantId: variantIn(input.variantId),
      locationId: locationIn(input.locationId),
      quantity,
      reason,
      idempotencyKey,
      operatorId: requireUser(request).id,
    });
    return StockLevelType.of(stocked);
  }

  @Mutation(() => AdjustStockResult, {
    description:
      'Corrects what is on the shelf, and keeps who did it and why. Needs catalogue.manage.',
  })
  async adjustStock(
    @Arg('input', () => AdjustStockInput, { description: 'The correction.' })
    input: AdjustStockInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof AdjustStockResult> {
    requirePermission(request, 'catalogue.manage');
    const { delta, reason, locationId } = input;
    if (locationId != null && !isId('loc', locationId)) throw new StockNotFound();
    const stocked = await adjustStock(this.rt, {
      variantId: variantIn(input.variantId),
      locationId: locationId ?? null,
      delta,
      reason,
      operatorId: requireUser(request).id,
    });
    return StockLevelType.of(stocked);
  }

  @Mutation(() => TransferStockResult, {
    description:
      'Brings goods that are promised to nobody from one place to another, and keeps who did it and why. Needs catalogue.manage.',
  })
  async transferStock(
    @Arg('input', () => TransferStockInput, { description: 'The transfer.' })
    input: TransferStockInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof TransferStockResult> {
    requirePermission(request, 'catalogue.manage');
    const { quantity, reason } = input;
    const stocked = await transferStock(this.rt, {
      variantId: variantIn(input.variantId),
      fromId: locationIn(input.fromLocationId),
      toId: locationIn(input.toLocationId),
      quantity,
      reason,
      operatorId: requireUser(request).id,
    });
    return StockLevelType.of(stocked);
  }

  @Mutation(() => SetStockPolicyResult, {
    description:
      'Says how much of a variant may be sold before it is there, and from when on it is low. Needs catalogue.manage.',
  })
  async setStockPolicy(
    @Arg('input', () => StockPolicyInput, { description: 'The policy, whole.' })
    input: StockPolicyInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof SetStockPolicyResult> {
    const by = operatorOf(request);
    const { variantId, expectedVersion } = input;
    const seen = { variantId: variantIn(variantId), expectedVersion };
    const stocked = await setStockPolicy(this.rt, by, seen, {
      backorderLimit: limitIn(input),
      lowStockThreshold: input.lowStockThreshold ?? null,
    });
    return StockLevelType.of(stocked);
  }
}

/** A bigint in a string. */
const movementId: CursorPart<string> = (part): part is string =>
  typeof part === 'string' && /^\d{1,18}$/.test(part);

function variantIn(id: string): Id<'var'> {
  if (!isId('var', id)) throw new StockNotFound();
  return id;
}

function locationIn(id: string): Id<'loc'> {
  if (!isId('loc', id)) throw new StockLocationNotFound();
  return id;
}

function limitIn({ backorderPolicy, backorderLimit }: StockPolicyInput): number {
  if ((backorderPolicy === 'LIMITED') !== (backorderLimit != null)) {
    throw new InvalidStockPolicy('A limit stands with the policy LIMITED, and with no other.');
  }
  return { NONE: 0, LIMITED: backorderLimit ?? 0, UNLIMITED }[backorderPolicy];
}
