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
    this.addSql(FORMER_SLUGS);
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

const FORMER_SLUGS = `
-- By which addresses a product was known before, as long as no other one has them.
create table catalogue.former_slugs (slug text primary key, product_id text not null references catalogue.products);`;

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
