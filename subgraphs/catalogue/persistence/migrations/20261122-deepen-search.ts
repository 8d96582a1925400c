import { Migration } from '@mikro-orm/migrations';

/** Search in words: names in several languages, what operators know of words, and what ranks a product. */
export class Migration20261122DeepenSearch extends Migration {
  override up(): void {
    for (const statements of [PLAIN_TEXT, PRODUCTS, DOCUMENT, FOLLOWERS, WORDS, QUERIES, VERSIONS])
      this.addSql(statements);
  }
}

/** The same as `plainText` in domain/query-words.ts, which a test compares. */
const PLAIN_TEXT = `
create function catalogue.plain_text(words text) returns text language sql immutable strict parallel safe
  return btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(replace(replace(translate(lower(regexp_replace(
      normalize(words, NFKD), '[\\u0300-\\u036f]', '', 'g')),
      'ÆØŒŁĐøłđ', 'æoœldold'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    '([1-9][0-9]{0,2})[.,](?=[0-9]{3}(?![0-9]))', '\\1', 'g'),
    '(?<![a-z0-9])([a-z])-(?=[a-z])', '\\1', 'g'),
    '[''’]s(?![a-z])', 's', 'g'),
    '([0-9])\\s+(mg|g|kg|ml|cl|l|mm|cm|m)(?![a-z0-9])', '\\1\\2', 'g'),
    '[\\s!-/:-@\\[-\`{-¿\\u2000-\\u206f\\u3000-\\u303f]+', ' ', 'g'));

-- What two names of a kind are compared by: "Teapots" is "teapot".
create function catalogue.kind_key(phrase text) returns text language sql immutable strict parallel safe
  return coalesce((ts_lexize('english_stem', catalogue.plain_text(phrase)))[1], catalogue.plain_text(phrase));`;

const PRODUCTS = `
alter table catalogue.categories add names jsonb not null default '{}' check (jsonb_typeof(names) = 'object');
alter table catalogue.products
  drop search,
  -- By language: de, fr, es, it. English is the name itself.
  add names jsonb not null default '{}' check (jsonb_typeof(names) = 'object'),
  -- Whether any variant is on the shelf and promised to nobody. Kept by a trigger, because every search ranks by it.
  add available boolean not null default false,
  -- Pieces sold.
  add popularity int not null default 0 check (popularity >= 0),
  add search tsvector not null default '';
drop function catalogue.folded;

create function catalogue.folded(words text) returns text language sql immutable strict parallel safe
  return lower(regexp_replace(normalize(words, NFKD), '[\\u0300-\\u036f]', '', 'g'));

-- What somebody who types is offered: names in all languages, plain, each word after a space; what can be had and sells
-- stands first.
create function catalogue.plain_names(name text, names jsonb) returns text language sql immutable parallel safe
  return ' ' || catalogue.plain_text(concat_ws(' ', name, names->>'de', names->>'fr', names->>'es', names->>'it'));
alter table catalogue.products
  add plain_names text not null generated always as (catalogue.plain_names(name, names)) stored;
create index products_standing_idx on catalogue.products (available desc, popularity desc, length(name), id)
  include (name, plain_names) where status = 'PUBLISHED';
create index on catalogue.products using gin (plain_names public.gin_trgm_ops);
alter table catalogue.facet_values
  add plain_label text generated always as (case when facet in ('category', 'brand') then catalogue.plain_text(label) end) stored;
create index on catalogue.facet_values (plain_label) include (facet, label, value) where plain_label is not null;

-- What people read out or type of an SKU, whatever stands between its parts.
alter table catalogue.variants
  add sku_key text not null generated always as (regexp_replace(lower(sku), '[^a-z0-9]', '', 'g')) stored;
create index on catalogue.variants (sku_key text_pattern_ops);`;

const DOCUMENT = `
-- What is searched of a product. A: its names; B: its type, brand and categories; C: attributes and choices;
-- D: its descriptions. A lexeme that begins with = is a whole name of the product's type or of a category, such as "=kitchen knives";
-- one that begins with ^ is the end of its name, such as "^bread knife", and one with ~ a whole fact of it, such as "~pinot noir".
create function catalogue.search_of(product catalogue.products) returns tsvector language plpgsql stable
  set search_path = pg_catalog as $$
declare
  above text[];
  above_in text[];
  choices text;
  facts text[] := catalogue.attribute_words(product.attributes);
  plain text[];
  kinds text[];
  heads text[];
begin
  -- Only what is on sale is found.
  if product.status <> 'PUBLISHED' then return ''; end if;
  select array_agg(c.name), array[string_agg(c.names->>'de', ' . '), string_agg(c.names->>'fr', ' . '),
      string_agg(c.names->>'es', ' . '), string_agg(c.names->>'it', ' . ')]
    into above, above_in
    from catalogue.categories own join catalogue.categories c
      on own.path = c.path or starts_with(own.path, c.path || '/')
    where own.id = product.category_id;
  select string_agg(array_to_string(o.choices, ' . '), ' . ') into choices
    from catalogue.product_options o where o.product_id = product.id;
  kinds := above || product.product_type;
  facts := facts || product.brand || regexp_split_to_array(array_to_string(facts, ', '), ', | and ');
  plain := catalogue.plain_texts(array[product.name, concat_ws(' . ', product.product_type, product.brand, array_to_string(above, ' . ')),
    concat_ws(' . ', choices, array_to_string(facts, ' . ')), product.description,
    product.names->>'de', product.names->>'fr', product.names->>'es', product.names->>'it'] || above_in || array[
    product.descriptions->>'de', product.descriptions->>'fr', product.descriptions->>'es', product.descriptions->>'it']
    || split_part(product.name, ',', 1) || kinds || facts);
  heads := catalogue.endings(plain[17]);
  kinds := plain[18:17 + cardinality(kinds)];
  facts := plain[18 + cardinality(kinds):];
  return setweight(to_tsvector('english', plain[1]), 'A')
    || setweight(to_tsvector('german', plain[5]) || to_tsvector('french', plain[6])
      || to_tsvector('spanish', plain[7]) || to_tsvector('italian', plain[8]), 'A')
    || setweight(to_tsvector('english', plain[2]) || to_tsvector('german', plain[9]) || to_tsvector('french', plain[10])
      || to_tsvector('spanish', plain[11]) || to_tsvector('italian', plain[12]), 'B')
    || setweight(to_tsvector('english', plain[3]), 'C') || setweight(to_tsvector('english', plain[4]), 'D')
    || setweight(to_tsvector('german', plain[13]) || to_tsvector('french', plain[14])
      || to_tsvector('spanish', plain[15]) || to_tsvector('italian', plain[16]), 'D')
    || array_to_tsvector(array(
      select '=' || coalesce((ts_lexize('english_stem', kind))[1], kind) from unnest(kinds) kind
      union select '^' || coalesce((ts_lexize('english_stem', head))[1], head) from unnest(heads) head
      union select '~' || coalesce((ts_lexize('english_stem', fact))[1], fact) from unnest(facts) fact));
end $$;

-- All at once, because that is many times faster than one by one.
create function catalogue.plain_texts(texts text[]) returns text[] language sql immutable parallel safe
  return (select array_agg(btrim(plain) order by place) from unnest(string_to_array(
    catalogue.plain_text(array_to_string(texts, ' ' || chr(57346) || ' ', '')), chr(57346))) with ordinality as split (plain, place));

-- The last one, two and three words of a name say what a thing is: "tilde damascus bread knife" is a bread knife. What
-- stands behind a comma says which one, and is left out before.
create function catalogue.endings(name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  words text[] := string_to_array(name, ' ');
  length int := cardinality(words);
begin
  return array[words[length], array_to_string(words[greatest(1, length - 1):], ' '),
    array_to_string(words[greatest(1, length - 2):], ' ')];
end $$;

create function catalogue.write_search() returns trigger language plpgsql as $$
begin
  new.search := catalogue.search_of(new);
  return new;
end $$;
-- After number_facets in the alphabet, and so in time.
create trigger write_search before insert or update of status, name, names, brand, product_type, category_id, attributes,
  description, descriptions on catalogue.products for each row execute function catalogue.write_search();
update catalogue.products p set search = catalogue.search_of(p);
create index products_search_idx on catalogue.products using gin (search) with (fastupdate = off);`;

const FOLLOWERS = `
-- New choices are added to what there is, for a product that comes with its options is written once already.
create function catalogue.add_choices() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.products set search = search || setweight(to_tsvector('english', added.choices), 'C')
    from (select product_id, catalogue.plain_text(string_agg(array_to_string(choices, ' . '), ' . ')) as choices
      from changed group by 1) added where id = added.product_id and status = 'PUBLISHED';
  return null;
end $$;
create trigger add_choices after insert on catalogue.product_options
  referencing new table as changed for each statement execute function catalogue.add_choices();
create function catalogue.follow_options() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.products p set search = catalogue.search_of(p) where id in (select product_id from changed);
  return null;
end $$;
create trigger follow_changed_options after update on catalogue.product_options
  referencing new table as changed for each statement execute function catalogue.follow_options();
create trigger follow_removed_options after delete on catalogue.product_options
  referencing old table as changed for each statement execute function catalogue.follow_options();

create function catalogue.follow_categories() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.products p set search = catalogue.search_of(p) where category_id in (
    select id from catalogue.categories where path = new.path or starts_with(path, new.path || '/'));
  return null;
end $$;
create trigger follow_categories after update of name, names, path on catalogue.categories
  for each row execute function catalogue.follow_categories();

create function catalogue.follow_stock() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.products p set available = shelf.available
    from (select v.product_id, bool_or(s.available > 0) as available
      from catalogue.variants own join catalogue.variants v using (product_id)
        join catalogue.stock_levels s on s.variant_id = v.id
      where own.id = new.variant_id and v.removed_at is null group by 1) shelf
    where p.id = shelf.product_id and p.available <> shelf.available;
  return null;
end $$;
create function catalogue.follow_new_stock() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update catalogue.products set available = true where not available and id in (
    select v.product_id from changed join catalogue.variants v on v.id = changed.variant_id
      where changed.available > 0);
  return null;
end $$;
create trigger follow_new_stock after insert on catalogue.stock_levels
  referencing new table as changed for each statement execute function catalogue.follow_new_stock();
-- Nearly every reservation leaves something on the shelf, and then this costs nothing.
create trigger follow_stock after update on catalogue.stock_levels
  for each row when ((old.available > 0) is distinct from (new.available > 0))
  execute function catalogue.follow_stock();
update catalogue.products p set available = true where exists (
  select from catalogue.variants v join catalogue.stock_levels s on s.variant_id = v.id
  where v.product_id = p.id and s.available > 0);`;

const WORDS = `
-- What operators say of words. A term is stored under what its forms have in common.
create table catalogue.search_synonyms (
  id text primary key,
  -- ISO 639-1.
  language text not null check (language ~ '^[a-z]{2}$'),
  term text not null check (term <> ''),
  term_key text not null,
  means text[] not null check (cardinality(means) between 1 and 20),
  unique (language, term)
);
create index on catalogue.search_synonyms (term_key);

-- Words that no search looks for.
create table catalogue.search_stop_words (word text primary key);

-- Products that an operator has put first (1, 2, …) or last (null) for a query.
create table catalogue.search_pins (
  query text not null,
  product_id text not null references catalogue.products,
  position int check (position between 1 and 50),
  primary key (query, product_id)
);

-- The words of the catalogue, and how often its products have each, for whoever mistypes one.
create table catalogue.search_words (word text primary key, times int not null);
create index on catalogue.search_words using gin (word public.gin_trgm_ops);

create function catalogue.learn_words() returns void language sql security definer set search_path = pg_catalog as $$
  with texts (text, times) as (
    select unnest(array[name, brand, product_type]), 1 from catalogue.products where status = 'PUBLISHED'
    union all
    select value, 1 from catalogue.products, jsonb_each_text(attributes) where status = 'PUBLISHED'
    union all
    select value, 1 from catalogue.products, jsonb_each_text(names) where status = 'PUBLISHED'
    union all
    select name, 0 from catalogue.categories
    union all
    select value, 0 from catalogue.categories, jsonb_each_text(names)
    union all
    select term, 0 from catalogue.search_synonyms
  ), pieces as materialized (
    -- Making a text plain costs more than all else here, so each piece is made plain once, however often it occurs.
    select piece, sum(times) as times from texts, string_to_table(text, ' ') piece group by piece
  ), learned as materialized (
    select word, sum(times)::int as times from pieces, regexp_split_to_table(catalogue.plain_text(piece), ' ') word
    where word ~ '^[^0-9]{3,40}$' group by word
  ), forgotten as (
    delete from catalogue.search_words where word not in (select word from learned)
  )
  insert into catalogue.search_words select word, times from learned
    on conflict (word) do update set times = excluded.times where search_words.times <> excluded.times;
$$;`;

const QUERIES = `
-- A word in the forms that its stems have in any of the languages, and as the beginning of a longer one.
create function catalogue.word_query(word text, unfinished boolean) returns tsquery language sql immutable parallel safe
  return (select coalesce(string_agg(part, ' | '), '') from (
    select distinct quote_literal(stem) as part from unnest(
      ts_lexize('english_stem', word) || ts_lexize('german_stem', word) || ts_lexize('french_stem', word)
      || ts_lexize('spanish_stem', word) || ts_lexize('italian_stem', word)) as stem
    union all select quote_literal(word) || ':*' where unfinished and word <> '') parts)::tsquery;

-- These words one after the other; what the index leaves out of a text may stand between them.
create function catalogue.phrase_query(phrase text, unfinished boolean) returns tsquery language plpgsql immutable
  parallel safe as $$
declare
  words text[] := string_to_array(phrase, ' ');
  found tsquery := '';
  distance int := 1;
begin
  for place in 1 .. cardinality(words) loop
    if cardinality(words) > 1 and ts_lexize('english_stem', words[place]) = '{}' then
      distance := distance + 1;
    elsif numnode(found) = 0 then
      found := catalogue.word_query(words[place], unfinished and place = cardinality(words));
      distance := 1;
    else
      found := tsquery_phrase(found, catalogue.word_query(words[place], unfinished and place = cardinality(words)), distance);
      distance := 1;
    end if;
  end loop;
  return found;
end $$;

-- All of these words, in any order; the last one may be unfinished.
create function catalogue.every_word(words text) returns tsquery language plpgsql immutable parallel safe as $$
declare
  each_word text[] := string_to_array(words, ' ');
  found tsquery := '';
begin
  for place in 1 .. cardinality(each_word) loop
    found := found && catalogue.word_query(each_word[place], place = cardinality(each_word));
  end loop;
  return found;
end $$;

-- Any of the names of one thing.
create function catalogue.names_query(names text[], unfinished boolean) returns tsquery language plpgsql immutable
  parallel safe as $$
declare
  found tsquery := '';
begin
  for place in 1 .. cardinality(names) loop
    -- Only what was typed may be unfinished, and that stands first.
    found := found || catalogue.phrase_query(names[place], unfinished and place = 1);
  end loop;
  return found;
end $$;

-- Products whose type or category is (=) just such a thing, whose name ends with it (^), or of which (~) just this is a fact.
create function catalogue.kinds_query(mark text, names text[]) returns tsquery language sql immutable parallel safe
  return (select string_agg(quote_literal(mark || catalogue.kind_key(name)), ' | ') from unnest(names) name)::tsquery;

-- Products whose type, category or end of the name begins with one of these.
create function catalogue.begun_query(beginnings text[]) returns tsquery language sql immutable parallel safe
  return (select string_agg(quote_literal(mark || beginning) || ':*', ' | ')
    from unnest(beginnings) beginning, unnest('{=,^}'::text[]) mark)::tsquery;

-- The same query of some parts of a product only.
create function catalogue.within(query tsquery, weights text) returns tsquery language sql immutable strict parallel safe
  return regexp_replace(query::text, '''([^'']*)''(?::(\\*))?', '''\\1'':\\2' || weights, 'g')::tsquery;`;

const VERSIONS = `
-- Counts what changes of a product, so that whoever keeps a copy knows which is newer, and which is still to be made.
create table catalogue.product_versions (
  product_id text primary key,
  version bigint not null default 1,
  indexed_version bigint not null default 0
);
create index on catalogue.product_versions (product_id) where version > indexed_version;
insert into catalogue.product_versions (product_id) select id from catalogue.products;

create function catalogue.count_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  insert into catalogue.product_versions (product_id)
    select distinct product_id from changed order by product_id
    on conflict (product_id) do update set version = product_versions.version + 1;
  return null;
end $$;
${['price_ranges', 'variants', 'product_options']
  .flatMap((table) => [
    [table, 'insert', 'new'],
    [table, 'update', 'new'],
    [table, 'delete', 'old'],
  ])
  .map(
    ([table, change, rows]) => `create trigger count_${change} after ${change} on catalogue.${table}
  referencing ${rows} table as changed for each statement execute function catalogue.count_version();`,
  )
  .join('\n')}

create function catalogue.count_product_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  insert into catalogue.product_versions (product_id) select id from changed order by id
    on conflict (product_id) do update set version = product_versions.version + 1;
  return null;
end $$;
create trigger count_insert after insert on catalogue.products
  referencing new table as changed for each statement execute function catalogue.count_product_version();
create trigger count_update after update on catalogue.products
  referencing new table as changed for each statement execute function catalogue.count_product_version();
create trigger count_delete after delete on catalogue.products
  referencing old table as changed for each statement execute function catalogue.count_product_version();`;
