import { Migration } from '@mikro-orm/migrations';

/** An old address leads to its product until another one that takes it is on sale. */
export class Migration20261205TakeSlugsWhenPublished extends Migration {
  override up(): void {
    this.addSql(ARCHIVED_DRAFTS);
    this.addSql(KEYS);
    this.addSql(SLUGS);
  }
}

const ARCHIVED_DRAFTS = `
-- A draft that nobody wants any more is archived too.
alter table catalogue.products drop constraint products_check,
  add constraint published_at_some_time check (published_at is not null or status <> 'PUBLISHED');`;

const KEYS = `
-- What nobody has published yet may have a slug beside the one whom that leads to.
alter table catalogue.product_slugs drop constraint product_slugs_pkey, add primary key (slug, current);`;

const SLUGS = `
create or replace function catalogue.keep_slugs() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare has jsonb := new.slugs || jsonb_build_object('en', new.slug);
begin
  -- What was never on sale was known to nobody, so it leaves no old addresses behind, and takes none from others.
  if tg_op = 'UPDATE' and old.published_at is null then
    delete from catalogue.product_slugs where product_id = new.id;
  elsif tg_op = 'UPDATE' then
    update catalogue.product_slugs set current = false where product_id = new.id and current;
  end if;
  if new.published_at is not null then
    delete from catalogue.product_slugs where slug in (select value from jsonb_each_text(has)) and not current;
  end if;
  insert into catalogue.product_slugs (slug, product_id, language, current)
    select value, new.id, key, true from jsonb_each_text(has) on conflict (slug, current) do nothing;
  if (select count(*) from catalogue.product_slugs where product_id = new.id and current)
    <> (select count(*) from jsonb_each(has)) then
    raise unique_violation using message = format('product %s: another product has one of its slugs', new.id);
  end if;
  return null;
end $$;
drop trigger keep_changed_slugs on catalogue.products;
create trigger keep_changed_slugs after update on catalogue.products
  for each row when (old.slug <> new.slug or old.slugs <> new.slugs
    or (old.published_at is null and new.published_at is not null))
  execute function catalogue.keep_slugs();`;
