import fc from 'fast-check';
import { type Id, newId } from '#kernel/domain/id.ts';
import { DomainError } from '#kernel/domain/domain-error.ts';
import { adjustStock } from '../usecases/adjust-stock.ts';
import { commitReservation } from '../usecases/commit-reservation.ts';
import { expireReservations } from '../usecases/expire-reservations.ts';
import { releaseReservation } from '../usecases/release-reservation.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';
import {
  type Catalogue,
  WAREHOUSE,
  givenLocation,
  givenVariants,
  startCatalogue,
  stockFaults,
  stockKeeper,
  stockOf,
} from './given.ts';

/** One that may be owed, one in a single place, and one in two. */
const BACKORDER_LIMITS = [2, 0, 0];
const VARIANTS = BACKORDER_LIMITS.length;
const ORDERS = 4;
const ON_HAND = 6;
const EXPIRES_AFTER_MINUTES = 10;
const RUNS = process.env['COMPTOIR_DEEP'] === '1' ? 1000 : 40;

type Step =
  | { readonly verb: 'reserve'; readonly order: number; readonly quantities: readonly number[] }
  | { readonly verb: 'commit' | 'release'; readonly order: number }
  | { readonly verb: 'adjust'; readonly variant: number; readonly delta: number }
  | { readonly verb: 'expire'; readonly minutes: number };

const order = fc.nat({ max: ORDERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    verb: fc.constant('reserve' as const),
    order,
    quantities: fc.array(fc.nat({ max: 4 }), { minLength: VARIANTS, maxLength: VARIANTS }),
  }),
  fc.record({ verb: fc.constantFrom('commit' as const, 'release' as const), order }),
  fc.record({ verb: fc.constant('expire' as const), minutes: fc.nat({ max: 12 }) }),
  fc.record({
    verb: fc.constant('adjust' as const),
    variant: fc.nat({ max: 1 }),
    delta: fc.constantFrom(-3, -1, 1, 2),
  }),
);

/** The rules of stock, said a second time and as simply as possible. */
class Model {
  readonly onHand = Array.from({ length: VARIANTS }, () => ON_HAND);
  readonly orders = new Map<
    number,
    { status: string; quantities: readonly number[]; expiresAt: number }
  >();
  private minute = 0;

  reserved(variant: number): number {
    return [...this.orders.values()]
      .filter(({ status }) => status === 'HELD')
      .reduce((sum, { quantities }) => sum + (quantities[variant] ?? 0), 0);
  }

  apply(action: Step): void {
    if (action.verb === 'expire') {
      this.minute += action.minutes;
      for (const held of this.orders.values()) {
        if (held.status === 'HELD' && held.expiresAt <= this.minute) held.status = 'EXPIRED';
      }
      return;
    }
    if (action.verb === 'adjust') {
      const { variant, delta } = action;
      const promised = this.reserved(variant) - BACKORDER_LIMITS[variant]!;
      if (delta > 0 || this.onHand[variant]! + delta >= promised) this.onHand[variant]! += delta;
      return;
    }
    const known = this.orders.get(action.order);
    if (action.verb === 'reserve') {
      const { quantities } = action;
      if (!known && quantities.some((pieces) => pieces > 0) && this.has(quantities)) {
        this.orders.set(action.order, {
          status: 'HELD',
          quantities,
          expiresAt: this.minute + EXPIRES_AFTER_MINUTES,
        });
      }
    } else if (action.verb === 'release') {
      if (known?.status === 'HELD') known.status = 'RELEASED';
    } else if (
      known?.status === 'HELD' ||
      (known?.status === 'EXPIRED' && this.has(known.quantities))
    ) {
      known.status = 'COMMITTED';
      known.quantities.forEach((pieces, variant) => (this.onHand[variant]! -= pieces));
    }
  }

  private has(quantities: readonly number[]): boolean {
    return quantities.every(
      (pieces, variant) =>
        pieces === 0 ||
        pieces <= this.onHand[variant]! - this.reserved(variant) + BACKORDER_LIMITS[variant]!,
    );
  }
}

let shop: Catalogue;
let elsewhere: Id<'loc'>;
beforeAll(async () => {
  shop = await startCatalogue();
  elsewhere = await givenLocation(shop);
});
afterAll(() => shop.stop());

it('keeps stock as the model says, whatever orders do and in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const variants = await givenVariants(
        shop,
        { onHand: ON_HAND },
        { onHand: ON_HAND },
        { onHand: { [WAREHOUSE]: 4, [elsewhere]: ON_HAND - 4 } },
      );
      await shop.truth.query(
        'update catalogue.stock_levels set backorder_limit = $2 where variant_id = $1',
        [variants[0], BACKORDER_LIMITS[0]],
      );
      const orders = Array.from({ length: ORDERS }, () => newId('ord'));
      const model = new Model();
      for (const action of steps) {
        await perform(action, variants, orders);
        model.apply(action);
        const expected = variants.map((_, variant) => [
          model.onHand[variant],
          model.reserved(variant),
        ]);
        expect(await stockOf(shop, variants)).toEqual(expected);
      }
      await nothingLeftHeld();
      expect(await stockFaults(shop)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

/** Does it for real; a refusal is an answer like any other, and the model knows which ones there are. */
async function perform(
  action: Step,
  variants: readonly Id<'var'>[],
  orders: readonly Id<'ord'>[],
): Promise<void> {
  const orderId = 'order' in action ? orders[action.order]! : newId('ord');
  try {
    switch (action.verb) {
      case 'reserve': {
        const lines = action.quantities
          .map((quantity, variant) => ({ variantId: variants[variant]!, quantity }))
          .filter(({ quantity }) => quantity > 0);
        await reserveStock(shop.runtime, {
          orderId,
          lines,
          shipTo: null,
          expiresAt: shop.clock.minutesFromNow(EXPIRES_AFTER_MINUTES),
        });
        break;
      }
      case 'commit':
        await commitReservation(shop.runtime, orderId);
        break;
      case 'release':
        await releaseReservation(shop.runtime, orderId);
        break;
      case 'adjust':
        await adjustStock(shop.runtime, {
          variantId: variants[action.variant]!,
          locationId: null,
          delta: action.delta,
          reason: 'a count',
          operatorId: stockKeeper.id,
        });
        break;
      case 'expire':
        shop.clock.pass(action.minutes);
        await expireReservations(shop.runtime);
        break;
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

async function nothingLeftHeld(): Promise<void> {
  shop.clock.pass(60);
  await expireReservations(shop.runtime);
  const { rows } = await shop.truth.query('select from catalogue.stock_levels where reserved <> 0');
  expect(rows).toEqual([]);
}
