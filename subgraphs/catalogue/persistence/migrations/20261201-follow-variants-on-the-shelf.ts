import { Migration } from '@mikro-orm/migrations';

/** Lets searches ask for a size that is there, not only for a product of which some size is. */
export class Migration20261201FollowVariantsOnTheShelf extends Migration {
  override up(): void {
    this.addSql(FOLLOWERS);
  }
}

const FOLLOWERS = `
-- What changes of a product when a variant's shelf was filled or emptied. Carts that empty several take turns by product.
create function catalogue.turn_shelves(touched text[]) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform from catalogue.products where id = any (touched) order by id for no key update;
  update catalogue.products p set available = shelf.available
    from (select v.product_id, bool_or(s.available > 0) as available
      from catalogue.variants v join catalogue.stock_levels s on s.variant_id = v.id
      where v.product_id = any (touched) and v.removed_at is null group by 1) shelf
    where p.id = shelf.product_id and p.available <> shelf.available;
  insert into catalogue.product_versions (product_id) select unnest(touched)
    on conflict (product_id) do update set version = product_versions.version + 1, changed_in = excluded.changed_in;
end $$;

create or replace function catalogue.follow_new_stock() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform catalogue.turn_shelves(array_agg(distinct v.product_id))
    from changed join catalogue.variants v on v.id = changed.variant_id where changed.available > 0
    having count(*) > 0;
  return null;
end $$;

drop trigger follow_stock on catalogue.stock_levels;
create or replace function catalogue.follow_stock() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  -- Nearly every reservation leaves something on the shelf, and then this is all.
  if not exists (select from former join present using (variant_id) where (former.available > 0) <> (present.available > 0))
    then return null;
  end if;
  perform catalogue.turn_shelves(array_agg(distinct v.product_id))
    from former join present using (variant_id) join catalogue.variants v on v.id = present.variant_id
    where (former.available > 0) <> (present.available > 0);
  return null;
end $$;
create trigger follow_stock after update on catalogue.stock_levels
  referencing old table as former new table as present for each statement execute function catalogue.follow_stock();`;
