import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { parseId } from '#kernel/domain/id.ts';
import { requireService } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { commitReservation } from '../usecases/commit-reservation.ts';
import { releaseReservation } from '../usecases/release-reservation.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  CommitReservationResult,
  ReleaseReservationResult,
  ReserveStockInput,
  ReserveStockResult,
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
      shipTo: input.shipTo ?? null,
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
}
