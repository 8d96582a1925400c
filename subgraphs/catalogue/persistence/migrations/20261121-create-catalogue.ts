import { Migration } from '@mikro-orm/migrations';

/** Products and what they cost. */
export class Migration20261121CreateCatalogue extends Migration {
  override up(): void {
    this.addSql(TYPES);
    this.addSql(PRODUCTS);
    this.addSql(PRICES);
    this.addSql(SPECIAL_PRICES);
    this.addSql(STATISTICS);
  }
}

const TYPES = `
-- What can be said of products. Name, kind and unit stay for ever, because products have values.
create table catalogue.attributes (
  id text primary key,
  version int not null default 0,
  name text not null unique check (name ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$' and name not in ('category', 'brand')),
  kind text not null check (kind in ('TEXT', 'NUMBER', 'BOOLEAN', 'ENUM', 'DATE', 'REFERENCE')),
  unit text check (unit is null or kind = 'NUMBER'),
  label text not null,
  labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  -- [{value, names}] in their order.
  choices jsonb not null default '[]' check (jsonb_typeof(choices) = 'array' and (kind = 'ENUM') = (choices <> '[]'))
);

create table catalogue.product_types (
  id text primary key,
  version int not null default 0,
  -- In English, for ever.
  name text not null unique,
  names jsonb not null default '{}' check (jsonb_typeof(names) = 'object')
);

create table catalogue.product_type_attributes (
  product_type text not null references catalogue.product_types (name) on delete cascade,
  attribute text not null references catalogue.attributes (name),
  position int not null,
  -- Whether a product must say it to be on sale.
  required boolean not null,
  primary key (product_type, attribute)
);
create index on catalogue.product_type_attributes (attribute);

-- The same as misfit in domain/attribute.ts, which a test compares.
create function catalogue.fits(kind text, choices jsonb, value text) returns boolean language plpgsql stable
  set search_path = pg_catalog as $$
begin
  case kind
    when 'TEXT' then return true;
    when 'NUMBER' then return value ~ '^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{0,5}[1-9])?$' and value <> '-0';
    when 'BOOLEAN' then return value in ('true', 'false');
    when 'ENUM' then return choices @> jsonb_build_array(jsonb_build_object('value', value));
    when 'REFERENCE' then return exists (select from catalogue.products where id = value);
    when 'DATE' then
      return value ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$' and to_char(value::date, 'YYYY-MM-DD') = value;
  end case;
exception when datetime_field_overflow then
  return false;
end $$;

-- Which attributes of a product its type does not allow, or misses.
create function catalogue.misfits(type text, status text, said jsonb) returns text[] language sql stable
  set search_path = pg_catalog as $$
  select array(
    select key from jsonb_each_text(said)
      left join catalogue.product_type_attributes own on own.product_type = type and own.attribute = key
      left join catalogue.attributes a on a.name = own.attribute
      where a.name is null or not catalogue.fits(a.kind, a.choices, value)
    union all
    select attribute from catalogue.product_type_attributes
      where product_type = type and required and status = 'PUBLISHED' and not said ? attribute)
$$;

create function catalogue.check_attributes() returns trigger language plpgsql set search_path = pg_catalog as $$
declare misfits text[];
begin
  -- Whoever changes types waits for us, or we for him.
  perform pg_advisory_xact_lock_shared(hashtextextended('catalogue/product-types', 0));
  misfits := catalogue.misfits(new.product_type, new.status, new.attributes);
  if misfits <> '{}' then
    raise check_violation using message = format('product %s: the type %s does not allow what is said of %s',
      new.id, new.product_type, array_to_string(misfits, ', '));
  end if;
  return new;
end $$;

-- A value for people, in English. The same as textOf in domain/attribute.ts.
create function catalogue.attribute_text(kind text, unit text, value text) returns text language sql immutable
  return case kind when 'BOOLEAN' then case value when 'true' then 'Yes' else 'No' end else concat_ws(' ', value, unit) end;

-- In what words a product is found by its attributes: "75 cl", "Pinot Noir", and "vegan" if it is.
create function catalogue.attribute_words(said jsonb) returns text[] language sql stable set search_path = pg_catalog as $$
  select array(
    select case kind when 'BOOLEAN' then regexp_replace(name, '([a-z])([A-Z])', '\\1 \\2', 'g')
        else concat_ws(' ', value, unit) end
    from jsonb_each_text(said) with ordinality as each (key, value, place) join catalogue.attributes on name = key
    where kind in ('TEXT', 'NUMBER', 'ENUM') or (kind = 'BOOLEAN' and value = 'true') order by place)
$$;`;

const PRODUCTS = `
-- Without accents, so that "chateau" finds "Château".
create function catalogue.folded(words text) returns text language sql immutable strict parallel safe
  return regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f]', '', 'g');

create table catalogue.categories (
  id text primary key,
  -- Counts the events about it.
  version int not null default 0,
  slug text not null unique,
  name text not null,
  parent_id text references catalogue.categories,
  -- The slugs from the root down to this one, such as drinks/wine/red-wine.
  path text not null unique check (path = slug or path like '%/' || slug),
  position int not null
);

-- [{url, alt, alts, width, height}] in their order. Whatever else is wrong with pictures, nobody is led out of TLS by one.
create function catalogue.media_are_sound(media jsonb) returns boolean language sql immutable
  return jsonb_typeof(media) = 'array' and not exists (select from jsonb_array_elements(media) one
    where (one ->> 'url' ~ '^https://[^[:space:]]+$' and one ->> 'alt' <> '' and (one ->> 'width')::int > 0
      and (one ->> 'height')::int > 0) is not true);

create table catalogue.products (
  id text primary key,
  -- Counts the events about it.
  version int not null default 0,
  status text not null check (status in ('DRAFT', 'PUBLISHED', 'ARCHIVED')),
  slug text not null unique,
  -- By language, like all texts that are said in others than English: de, fr, es, it.
  slugs jsonb not null default '{}' check (jsonb_typeof(slugs) = 'object'),
  name text not null,
  description text not null,
  descriptions jsonb not null default '{}' check (jsonb_typeof(descriptions) = 'object'),
  brand text not null,
  product_type text not null references catalogue.product_types (name),
  category_id text not null references catalogue.categories,
  merchant_id text not null,
  provisioning text not null check (provisioning in ('SHIPMENT', 'LICENCE_KEY')),
  -- Values by name, as texts that their kinds allow. Category and brand are facets of their own.
  attributes jsonb not null check (jsonb_typeof(attributes) = 'object' and not attributes ?| array['category', 'brand']),
  minimum_age int check (minimum_age between 1 and 99),
  forbidden_regions text[] not null,
  -- Percent.
  alcohol_by_volume numeric(4, 1) check (alcohol_by_volume between 0 and 100),
  warnings text[] not null default '{}',
  media jsonb not null default '[]' check (catalogue.media_are_sound(media)),
  -- By which taxes on it are found, country by country.
  tax_category text not null default 'standard' check (tax_category ~ '^[a-z][a-z0-9-]{0,49}$'),
  -- When it first went on sale.
  published_at timestamptz(3) check (published_at is not null or status = 'DRAFT'),
  facet_value_ids int[] not null,
  search tsvector not null generated always as (
    setweight(to_tsvector('english', catalogue.folded(name)), 'A') ||
    setweight(to_tsvector('english', catalogue.folded(brand || ' ' || product_type)), 'B') ||
    setweight(jsonb_to_tsvector('english', catalogue.folded(attributes::text)::jsonb, '"string"'), 'B') ||
    setweight(to_tsvector('english', catalogue.folded(description)), 'C')
  ) stored
);
create index on catalogue.products using gin (search) with (fastupdate = off);
create index on catalogue.products using gin (facet_value_ids) with (fastupdate = off);
create index on catalogue.products (category_id);
create index on catalogue.products (product_type);
create index on catalogue.products (name, id);
create index on catalogue.products (published_at, id);

-- Every category, brand and attribute value that a product has, under a number: numbers are what a search counts.
create table catalogue.facet_values (
  id int generated always as identity primary key,
  facet text not null,
  value text not null,
  -- For people; a category's value is its slug.
  label text not null,
  unique (facet, value)
);

create function catalogue.number_facets() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  -- Whoever moves categories waits for us, or we for him.
  perform pg_advisory_xact_lock_shared(hashtextextended('catalogue/categories', 0));
  -- Nobody may learn from suggestions what is not on sale yet.
  if new.status <> 'PUBLISHED' then
    new.facet_value_ids := '{}';
    return new;
  end if;
  with facets (facet, value, label) as (
    select 'category', above.slug, above.name from catalogue.categories own
      join catalogue.categories above on own.path = above.path or starts_with(own.path, above.path || '/')
      where own.id = new.category_id
    union all select 'brand', new.brand, new.brand
    union all select key, value, catalogue.attribute_text(kind, unit, value)
      from jsonb_each_text(new.attributes) join catalogue.attributes on name = key
      where kind in ('TEXT', 'NUMBER', 'BOOLEAN', 'ENUM')
  ), added as (
    insert into catalogue.facet_values (facet, value, label)
      select * from facets where not exists (
        select from catalogue.facet_values known where (known.facet, known.value) = (facets.facet, facets.value))
      order by 1, 2 on conflict (facet, value) do update set label = excluded.label returning id
  )
  select array(
    select known.id from facets join catalogue.facet_values known using (facet, value) union select id from added
  ) into new.facet_value_ids;
  return new;
end $$;
-- Before number_facets in the alphabet, and so in time.
create trigger check_attributes before insert or update of status, product_type, attributes on catalogue.products
  for each row execute function catalogue.check_attributes();
create trigger number_facets before insert or update of status, category_id, brand, attributes on catalogue.products
  for each row execute function catalogue.number_facets();

create table catalogue.product_options (
  -- Written before their product, which then is read with its choices at once.
  product_id text not null references catalogue.products initially deferred,
  position int not null,
  name text not null,
  choices text[] not null,
  primary key (product_id, position),
  unique (product_id, name)
);

create table catalogue.variants (
  id text primary key,
  product_id text not null references catalogue.products,
  sku text not null unique,
  name text not null,
  -- One choice for each of the product's options.
  options jsonb not null check (jsonb_typeof(options) = 'object'),
  position int not null,
  media jsonb not null default '[]' check (catalogue.media_are_sound(media)),
  -- Its own, if it differs from the product's.
  tax_category text check (tax_category ~ '^[a-z][a-z0-9-]{0,49}$'),
  -- It has no prices then, and keeps its SKU.
  removed_at timestamptz,
  unique (product_id, position)
);`;

const PRICES = `
create table catalogue.prices (
  variant_id text not null references catalogue.variants,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null check (amount_minor > 0),
  primary key (variant_id, currency)
);

-- What a product costs in its cheapest and dearest variant: kept, because every search filters and sorts by it.
create table catalogue.price_ranges (
  product_id text not null references catalogue.products,
  currency text not null,
  lowest_minor bigint not null,
  highest_minor bigint not null,
  primary key (currency, product_id)
);
create index on catalogue.price_ranges (currency, lowest_minor, product_id);

create function catalogue.follow_prices() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare touched text[];
begin
  select array_agg(distinct variants.product_id) into touched
    from changed join catalogue.variants on variants.id = changed.variant_id;
  -- Two changes to one product take turns: each must see the other's prices.
  perform from catalogue.products where id = any (touched) order by id for no key update;
  delete from catalogue.price_ranges where product_id = any (touched);
  insert into catalogue.price_ranges
    select variants.product_id, prices.currency, min(prices.amount_minor), max(prices.amount_minor)
    from catalogue.variants join catalogue.prices on prices.variant_id = variants.id
    where variants.product_id = any (touched) group by 1, 2;
  return null;
end $$;
create trigger follow_new_prices after insert on catalogue.prices
  referencing new table as changed for each statement execute function catalogue.follow_prices();
create trigger follow_changed_prices after update on catalogue.prices
  referencing new table as changed for each statement execute function catalogue.follow_prices();
create trigger follow_removed_prices after delete on catalogue.prices
  referencing old table as changed for each statement execute function catalogue.follow_prices();`;

const SPECIAL_PRICES = `
-- What a variant costs somewhere, for some time, or from some quantity on; which of them applies says domain/pricing.ts.
create table catalogue.special_prices (
  variant_id text not null references catalogue.variants,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null check (amount_minor > 0),
  region text check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
  minimum_quantity int not null check (minimum_quantity between 1 and 10000),
  valid tstzrange not null check (not isempty(valid)),
  check (region is not null or minimum_quantity > 1 or not (lower_inf(valid) and upper_inf(valid))),
  -- Of two that held at once nobody could say which applies. What always holds gives way to what holds for some time.
  constraint special_prices_never_overlap exclude using gist (
    variant_id with =, currency with =, coalesce(region, '') with =, minimum_quantity with =,
    (case when lower_inf(valid) and upper_inf(valid) then 1 else 0 end) with =, valid with &&)
);`;

const STATISTICS = `
-- For a service that has loaded many rows at once, and owns no table.
create function catalogue.refresh_statistics() returns void language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  analyze catalogue.attributes, catalogue.product_types, catalogue.product_type_attributes, catalogue.categories, catalogue.products, catalogue.facet_values, catalogue.product_options,
    catalogue.variants, catalogue.prices, catalogue.price_ranges, catalogue.stock_levels,
    catalogue.location_stock;
end $$;`;
