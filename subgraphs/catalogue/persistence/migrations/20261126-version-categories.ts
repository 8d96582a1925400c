import { Migration } from '@mikro-orm/migrations';

/** Counts the changes of the tree of categories, and of special prices, for whoever keeps a copy. */
export class Migration20261126VersionCategories extends Migration {
  override up(): void {
    this.addSql(TREE);
    this.addSql(SPECIAL_PRICES);
  }
}

const TREE = `
create table catalogue.category_tree (version bigint not null);
insert into catalogue.category_tree values (1);
create function catalogue.count_tree_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.category_tree set version = version + 1;
  return null;
end $$;
create trigger count_tree_version after insert or update or delete or truncate on catalogue.categories
  for each statement execute function catalogue.count_tree_version();`;

/** Usual prices count by what follows them, the price ranges. */
const SPECIAL_PRICES = `
create function catalogue.count_version_of_variants() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  insert into catalogue.product_versions (product_id)
    select distinct v.product_id from changed join catalogue.variants v on v.id = changed.variant_id order by 1
    on conflict (product_id) do update set version = product_versions.version + 1, changed_in = excluded.changed_in;
  return null;
end $$;
${[
  ['insert', 'new'],
  ['update', 'new'],
  ['delete', 'old'],
]
  .map(
    ([change, rows]) => `create trigger count_${change} after ${change} on catalogue.special_prices
  referencing ${rows} table as changed for each statement execute function catalogue.count_version_of_variants();`,
  )
  .join('\n')}`;
