import { type Id, newId } from '#kernel/domain/id.ts';
import { operator, service } from '#kernel/testing/principals.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { catalogue } from '../index.ts';
import type { CatalogueRuntime } from '../runtime.ts';

export type Catalogue = StartedContext<CatalogueRuntime> & { readonly clock: TestClock };

/** Stands still until a test moves it. */
export class TestClock {
  now = new Date('2026-06-01T12:00:00Z');

  minutesFromNow(minutes: number): Date {
    return new Date(this.now.getTime() + minutes * 60_000);
  }

  pass(minutes: number): void {
    this.now = this.minutesFromNow(minutes);
  }
}

/** By default without its jobs and consumers, so that nothing happens unless a test asks for it. */
export async function startCatalogue({
  seeded = false,
  environment = {},
  background = false,
}: {
  seeded?: boolean;
  environment?: Readonly<Record<string, string>>;
  background?: boolean;
} = {}): Promise<Catalogue> {
  const clock = new TestClock();
  const started = await startContext<CatalogueRuntime>(catalogue, {
    clock: () => clock.now,
    background,
    environment,
  });
  if (seeded) await catalogue.seed?.(started.runtime);
  return { ...started, clock };
}

export const ordersService = service('orders', 'catalogue.reserve');
export const stockKeeper = operator('catalogue.manage');

interface VariantWishes {
  readonly onHand?: number;
  /** Minor units per currency. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** A category at the root, whose slug is its id. */
export async function givenCategory({ truth }: Pick<Catalogue, 'truth'>): Promise<Id<'cat'>> {
  const category = newId('cat');
  await truth.query(
    'insert into catalogue.categories (id, slug, name, path, position) values ($1, $1, $1, $1, 100)',
    [category],
  );
  return category;
}

/** A product with one variant per wish; answers the variants in that order. */
export async function givenVariants(
  { truth }: Pick<Catalogue, 'truth'>,
  ...wishes: readonly VariantWishes[]
): Promise<Id<'var'>[]> {
  const [category, product] = [await givenCategory({ truth }), newId('prd')];
  await truth.query(
    `insert into catalogue.products (id, status, slug, name, description, brand, product_type, category_id, merchant_id,
       provisioning, attributes, forbidden_regions, published_at)
     values ($1, 'PUBLISHED', $1, 'Teapot', 'Pours well.', 'Oldmoor', 'teapot', $2, $3, 'SHIPMENT', '{}', '{}', now())`,
    [product, category, newId('mer')],
  );
  const variants: Id<'var'>[] = [];
  for (const [position, { onHand = 10, prices = { EUR: 1000 } }] of wishes.entries()) {
    const variant = newId('var');
    await truth.query(
      `insert into catalogue.variants (id, product_id, sku, name, options, position) values ($1, $2, $1, $1, '{}', $3)`,
      [variant, product, position],
    );
    await truth.query('insert into catalogue.stock_levels (variant_id, on_hand) values ($1, $2)', [
      variant,
      onHand,
    ]);
    for (const [currency, amount] of Object.entries(prices)) {
      await truth.query('insert into catalogue.prices values ($1, $2, $3)', [
        variant,
        currency,
        amount,
      ]);
    }
    variants.push(variant);
  }
  return variants;
}

/** `[on hand, reserved]` of each variant, as the database has it. */
export async function stockOf(
  { truth }: Pick<Catalogue, 'truth'>,
  variants: readonly string[],
): Promise<number[][]> {
  const { rows } = await truth.query<{ level: number[] }>(
    `select array[on_hand, reserved] as level from unnest($1::text[]) with ordinality as wanted (variant_id, place)
     join catalogue.stock_levels using (variant_id) order by place`,
    [variants],
  );
  return rows.map(({ level }) => level);
}

/** The types of an order's events, in order. */
export async function eventsAbout(
  { truth }: Pick<Catalogue, 'truth'>,
  orderId: string,
): Promise<string[]> {
  const { rows } = await truth.query<{ type: string }>(
    `select type from catalogue.events where data->>'orderId' = $1 order by aggregate_version`,
    [orderId],
  );
  return rows.map(({ type }) => type);
}
