import { Migration } from '@mikro-orm/migrations';

/** Lets whoever keeps something of all products in memory ask what has changed since, and drops what nobody reads then. */
export class Migration20261125NumberProducts extends Migration {
  override up(): void {
    this.addSql(NUMBERS);
    this.addSql(CHANGES);
    this.addSql(COUNTERS);
  }
}

const NUMBERS = `
-- Short, for lists of many.
alter table catalogue.products add number int not null unique generated always as identity;

-- What products cost is also asked by product alone.
alter table catalogue.price_ranges drop constraint price_ranges_pkey, add primary key (product_id, currency);
drop index catalogue.price_ranges_currency_lowest_minor_product_id_idx;
drop index catalogue.products_facet_value_ids_idx;
drop index catalogue.products_published_at_id_idx;`;

const CHANGES = `
-- The transaction that changed the product last. All that commit after a snapshot have its xmin or come later, in whatever
-- order they commit, so who asks for what changed from there on misses none.
alter table catalogue.product_versions add changed_in xid8 not null default pg_current_xact_id();
create index on catalogue.product_versions (changed_in);`;

const COUNTERS = `
create or replace function catalogue.count_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  insert into catalogue.product_versions (product_id)
    select distinct product_id from changed order by product_id
    on conflict (product_id) do update set version = product_versions.version + 1, changed_in = excluded.changed_in;
  return null;
end $$;
create or replace function catalogue.count_product_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  insert into catalogue.product_versions (product_id) select id from changed order by id
    on conflict (product_id) do update set version = product_versions.version + 1, changed_in = excluded.changed_in;
  return null;
end $$;`;
