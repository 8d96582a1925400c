import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

/** Who changed what of products, and when. */
export class Migration20261123KeepProducts extends Migration {
  override up(): void {
    this.addSql(CHANGES);
    this.addSql(DEFINITION_CHANGES);
    this.addSql(
      forServiceRole(
        'revoke update, delete, truncate on catalogue.product_changes, catalogue.definition_changes from %1$I',
      ),
    );
    this.addSql(REMOVED_VARIANTS);
    this.addSql(SLUGS);
  }
}

const CHANGES = `
create table catalogue.product_changes (
  product_id text not null references catalogue.products,
  version int not null,
  kind text not null check (kind in ('CREATED', 'UPDATED', 'PUBLISHED', 'ARCHIVED')),
  -- [{field, before, after}] in words. Nothing for a new product: what it was says the first change of each field.
  fields jsonb not null check (jsonb_typeof(fields) = 'array'),
  -- A person's id, or what else did it.
  changed_by text not null check (changed_by <> ''),
  changed_at timestamptz(3) not null,
  import_id text,
  primary key (product_id, version)
);
create trigger refuse_to_rewrite before update or delete or truncate on catalogue.product_changes
  for each statement execute function catalogue.refuse_to_rewrite();`;

const DEFINITION_CHANGES = `
-- The same of what operators define beside products: attributes, product types.
create table catalogue.definition_changes (
  subject_id text not null,
  version int not null,
  kind text not null check (kind in ('CREATED', 'CHANGED', 'REMOVED')),
  fields jsonb not null check (jsonb_typeof(fields) = 'array'),
  changed_by text not null check (changed_by <> ''),
  changed_at timestamptz(3) not null,
  primary key (subject_id, version)
);
create trigger refuse_to_rewrite before update or delete or truncate on catalogue.definition_changes
  for each statement execute function catalogue.refuse_to_rewrite();`;

const SLUGS = `
-- By which addresses products are known, or were before until another product took them. Kept by a trigger, so that no two
-- products ever have the same one, in whatever language.
create table catalogue.product_slugs (
  slug text primary key,
  product_id text not null references catalogue.products on delete cascade,
  -- ISO 639-1.
  language text not null,
  current boolean not null
);
create unique index on catalogue.product_slugs (product_id, language) where current;

create function catalogue.keep_slugs() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare has jsonb := new.slugs || jsonb_build_object('en', new.slug);
begin
  update catalogue.product_slugs set current = false where product_id = new.id and current;
  insert into catalogue.product_slugs (slug, product_id, language, current)
    select value, new.id, key, true from jsonb_each_text(has)
    on conflict (slug) do update set product_id = excluded.product_id, language = excluded.language, current = true
      where not product_slugs.current;
  if (select count(*) from catalogue.product_slugs where product_id = new.id and current)
    <> (select count(*) from jsonb_each(has)) then
    raise unique_violation using message = format('product %s: another product has one of its slugs', new.id);
  end if;
  return null;
end $$;
create trigger keep_new_slugs after insert on catalogue.products for each row execute function catalogue.keep_slugs();
create trigger keep_changed_slugs after update on catalogue.products
  for each row when (old.slug <> new.slug or old.slugs <> new.slugs) execute function catalogue.keep_slugs();`;

const REMOVED_VARIANTS = `
create function catalogue.follow_removed_variants() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.products p set available = exists (
    select from catalogue.variants v join catalogue.stock_levels s on s.variant_id = v.id
    where v.product_id = p.id and v.removed_at is null and s.available > 0) where id = new.product_id;
  return null;
end $$;
create trigger follow_removed_variants after update on catalogue.variants
  for each row when (old.removed_at is distinct from new.removed_at)
  execute function catalogue.follow_removed_variants();`;
