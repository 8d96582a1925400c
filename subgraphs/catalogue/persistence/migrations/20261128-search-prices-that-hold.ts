import { Migration } from '@mikro-orm/migrations';

/** Lets searches compare what things cost now, special prices for some time included. */
export class Migration20261128SearchPricesThatHold extends Migration {
  override up(): void {
    this.addSql(RANGES);
    this.addSql(FOLLOWERS);
    this.addSql(CLOCK);
  }
}

const RANGES = `
-- What one piece costs now, wherever it goes, in the cheapest and the dearest variant of these products: by domain/pricing.ts
-- a price for some time goes before what a variant always costs. Only what has changed is written.
create function catalogue.set_price_ranges(touched text[]) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  -- Two changes to one product take turns: each must see the other's prices.
  perform from catalogue.products where id = any (touched) order by id for no key update;
  with holding as (
    select distinct on (v.id, price.currency) v.product_id, price.currency, price.amount_minor
    from catalogue.variants v cross join lateral (
      select currency, amount_minor, 1 as place from catalogue.special_prices
        where variant_id = v.id and region is null and minimum_quantity = 1 and valid @> now()
      union all
      select currency, amount_minor, 2 from catalogue.prices where variant_id = v.id) price
    where v.product_id = any (touched) and v.removed_at is null
    order by v.id, price.currency, price.place
  ), present as (
    select product_id, currency, min(amount_minor) as lowest, max(amount_minor) as highest from holding group by 1, 2
  ), gone as (
    delete from catalogue.price_ranges r where r.product_id = any (touched)
      and not exists (select from present p where p.product_id = r.product_id and p.currency = r.currency)
  )
  insert into catalogue.price_ranges as r select * from present
    on conflict (product_id, currency) do update set lowest_minor = excluded.lowest_minor, highest_minor = excluded.highest_minor
      where (r.lowest_minor, r.highest_minor) <> (excluded.lowest_minor, excluded.highest_minor);
end $$;

create or replace function catalogue.follow_prices() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform catalogue.set_price_ranges(array(
    select distinct v.product_id from changed join catalogue.variants v on v.id = changed.variant_id));
  return null;
end $$;`;

const FOLLOWERS = `
create function catalogue.follow_special_prices() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform catalogue.set_price_ranges(array(
    select distinct v.product_id from changed join catalogue.variants v on v.id = changed.variant_id
    where changed.region is null and changed.minimum_quantity = 1));
  return null;
end $$;
${[
  ['new', 'insert', 'new'],
  ['former', 'update', 'old'],
  ['changed', 'update', 'new'],
  ['removed', 'delete', 'old'],
]
  .map(
    ([
      name,
      change,
      rows,
    ]) => `create trigger follow_${name}_special_prices after ${change} on catalogue.special_prices
  referencing ${rows} table as changed for each statement execute function catalogue.follow_special_prices();`,
  )
  .join('\n')}`;

const CLOCK = `
create index on catalogue.special_prices (lower(valid)) where region is null and minimum_quantity = 1;
create index on catalogue.special_prices (upper(valid)) where region is null and minimum_quantity = 1;

-- Until when prices that begin or end have been followed.
create table catalogue.price_clock (turned_at timestamptz not null);
insert into catalogue.price_clock values (now());

-- Follows the prices that have begun or ended since the last time, and once more those of the minute before: whoever wrote
-- one then may have committed later.
create function catalogue.turn_prices() returns void language plpgsql security definer
  set search_path = pg_catalog as $$
declare since timestamptz;
begin
  select turned_at - interval '1 minute' into since from catalogue.price_clock for update;
  perform catalogue.set_price_ranges(array(
    select distinct v.product_id from catalogue.variants v join (
      select variant_id from catalogue.special_prices
        where region is null and minimum_quantity = 1 and lower(valid) > since and lower(valid) <= now()
      union
      select variant_id from catalogue.special_prices
        where region is null and minimum_quantity = 1 and upper(valid) > since and upper(valid) <= now()
    ) turned on turned.variant_id = v.id));
  update catalogue.price_clock set turned_at = now();
end $$;`;
