import { type Id, newId, stableId } from '#kernel/domain/id.ts';
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
  await givenProductTypes(started);
  return { ...started, clock };
}

/** Pots and teapots, of which a glaze and a lid may be said. */
export async function givenProductTypes({ truth }: Pick<Catalogue, 'truth'>): Promise<void> {
  await truth.query(`
    insert into catalogue.product_types (id, name) select 'pty_' || name, name from unnest(array['pot', 'teapot']) name;
    insert into catalogue.attributes (id, name, kind, label)
      select 'att_' || name, name, 'TEXT', name from unnest(array['glaze', 'lid']) name;
    insert into catalogue.product_type_attributes
      select t, a, 0, false from unnest(array['pot', 'teapot']) t, unnest(array['glaze', 'lid']) a`);
}

export const ordersService = service('orders', 'catalogue.reserve');
export const stockKeeper = operator('catalogue.manage');

/** Where stock lies unless a test says otherwise. */
export const WAREHOUSE = stableId('loc', 'warehouse');

interface VariantWishes {
  /** Pieces in the warehouse, or in each of several places. */
  readonly onHand?: number | Readonly<Record<Id<'loc'>, number>>;
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
    const places = typeof onHand === 'number' ? { [WAREHOUSE]: onHand } : onHand;
    await givenStock({ truth }, variant, places);
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

/** Delivers so many pieces to each place. */
export async function givenStock(
  { truth }: Pick<Catalogue, 'truth'>,
  variantId: string,
  onHand: Readonly<Record<Id<'loc'>, number>>,
): Promise<void> {
  await truth.query(
    `insert into catalogue.stock_locations values ($1, 'Warehouse', 'NL', '{}', 10) on conflict do nothing`,
    [WAREHOUSE],
  );
  await truth.query(
    `select catalogue.move_stock(array_fill($1::text, array[cardinality($2::text[])]), $2, $3::int[],
       array_fill(0, array[cardinality($2)]), 'RECEIPT', 'a delivery', null, null, now())`,
    [variantId, Object.keys(onHand), Object.values(onHand)],
  );
}

/** So many pieces of each product, by its slug, were sold. */
export async function givenSold(
  { truth }: Pick<Catalogue, 'truth'>,
  pieces: Readonly<Record<string, number>>,
): Promise<void> {
  await truth.query(
    `update catalogue.products p set popularity = sold.pieces
     from unnest($1::text[], $2::int[]) sold (slug, pieces) where p.slug = sold.slug`,
    [Object.keys(pieces), Object.values(pieces)],
  );
}

/** Another place, asked earlier than the warehouse. */
export async function givenLocation(
  { truth }: Pick<Catalogue, 'truth'>,
  { serves = [] as string[], priority = 1 } = {},
): Promise<Id<'loc'>> {
  const id = newId('loc');
  await truth.query('insert into catalogue.stock_locations values ($1, $1, $2, $3, $4)', [
    id,
    'NL',
    serves,
    priority,
  ]);
  return id;
}

/** What is wrong with the stock as a whole: its sums, its history, what is promised, what is owed. */
export async function stockFaults({ truth }: Pick<Catalogue, 'truth'>): Promise<unknown[]> {
  const { rows } = await truth.query<{ fault: string }>(`
    select 'sums' as fault, s.variant_id from catalogue.stock_levels s
    left join (select variant_id, sum(on_hand) as on_hand, sum(reserved) as reserved, sum(greatest(0, reserved - on_hand)) as owed
      from catalogue.location_stock group by 1) l using (variant_id)
    where (s.on_hand, s.reserved, s.owed) is distinct from (l.on_hand, l.reserved, l.owed)
    union all
    select 'history', l.variant_id from catalogue.location_stock l
    left join (select variant_id, location_id, sum(quantity) as moved from catalogue.stock_movements group by 1, 2) m
      using (variant_id, location_id)
    where l.on_hand <> coalesce(m.moved, 0)
    union all
    select 'promises', l.variant_id from catalogue.location_stock l
    left join (select a ->> 'variantId' as variant_id, a ->> 'locationId' as location_id, sum((a ->> 'quantity')::int) as held
      from catalogue.reservations, jsonb_array_elements(allocations) a where status = 'HELD' group by 1, 2) h
      using (variant_id, location_id)
    where l.reserved <> coalesce(h.held, 0)
    union all
    select 'allocations', order_id from catalogue.reservations r
    where exists (select from jsonb_array_elements(r.lines) line where (line ->> 'quantity')::int <> (
      select sum((a ->> 'quantity')::int) from jsonb_array_elements(r.allocations) a
      where a ->> 'variantId' = line ->> 'variantId'))
    union all
    select 'oversold', variant_id from catalogue.stock_levels where owed > backorder_limit`);
  return rows;
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

/** Without what says what words mean: that is asked once for many searches, by whichever comes first. */
export const withoutUnderstanding = (statements: readonly string[]): string[] =>
  statements.filter((statement) => !/search_changes|search_terms/.test(statement));
