import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { isId, parseId } from '#kernel/domain/id.ts';
import { requirePermission, requireService, requireUser } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { StockNotFound } from '../domain/errors.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { adjustStock } from '../usecases/adjust-stock.ts';
import { commitReservation } from '../usecases/commit-reservation.ts';
import { releaseReservation } from '../usecases/release-reservation.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  AdjustStockInput,
  AdjustStockResult,
  CommitReservationResult,
  ReleaseReservationResult,
  ReserveStockInput,
  ReserveStockResult,
  StockLevelType,
  StockReservationType,
} from './stock.type.ts';

@Resolver()
export class StockResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Mutation(() => ReserveStockResult, {
    description: 'Sets goods aside for an order: all lines or none.',
  })
  @Directive('@inaccessible')
  async reserveStock(
    @Arg('input', () => ReserveStockInput, { description: 'The goods.' }) input: ReserveStockInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ReserveStockResult> {
    requireService(request, 'catalogue.reserve');
    const reservation = await reserveStock(this.rt, {
      orderId: parseId('ord', input.orderId),
      lines: input.lines.map(({ variantId, quantity }) => ({
        variantId: parseId('var', variantId),
        quantity,
      })),
      expiresAt: input.expiresAt,
    });
    return StockReservationType.of(reservation);
  }

  @Mutation(() => CommitReservationResult, {
    description: 'Hands over the goods of an order that is paid.',
  })
  @Directive('@inaccessible')
  async commitReservation(
    @Arg('orderId', () => ID, { description: 'The order.' }) orderId: string,
    @Ctx() request: GraphRequest,
  ): Promise<typeof CommitReservationResult> {
    requireService(request, 'catalogue.reserve');
    return StockReservationType.of(await commitReservation(this.rt, parseId('ord', orderId)));
  }

  @Mutation(() => ReleaseReservationResult, {
    description: 'Gives back the goods of an order that was cancelled.',
  })
  @Directive('@inaccessible')
  async releaseReservation(
    @Arg('orderId', () => ID, { description: 'The order.' }) orderId: string,
    @Ctx() request: GraphRequest,
  ): Promise<typeof ReleaseReservationResult> {
    requireService(request, 'catalogue.reserve');
    return StockReservationType.of(await releaseReservation(this.rt, parseId('ord', orderId)));
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
    if (!isId('var', input.variantId)) throw new StockNotFound();
    const { variantId, delta, reason } = input;
    const level = await adjustStock(this.rt, {
      variantId,
      delta,
      reason,
      operatorId: requireUser(request).id,
    });
    return StockLevelType.of(level);
  }
}
