import { Migration } from '@mikro-orm/migrations';

/** Lets operators say what options and their values are called in other languages. */
export class Migration20261203NameOptions extends Migration {
  override up(): void {
    this.addSql(OPTIONS);
    this.addSql(TERMS);
    this.addSql(WORDS);
    this.addSql(SPELLINGS);
  }
}

const OPTIONS = `
-- What something is called, by language.
create function catalogue.are_names(names jsonb) returns boolean language sql immutable
  return jsonb_typeof(names) = 'object' and not exists (select from jsonb_each(names)
    where key not in ('de', 'fr', 'es', 'it') or jsonb_typeof(value) <> 'string' or btrim(value #>> '{}') = '');

-- [{value, names}], each value once.
create function catalogue.are_choice_names(choices jsonb) returns boolean language sql immutable
  return jsonb_typeof(choices) = 'array'
    and not exists (select from jsonb_array_elements(choices) one
      where (one ->> 'value' <> '' and one -> 'names' <> '{}' and catalogue.are_names(one -> 'names')) is not true)
    and (select count(distinct one ->> 'value') = count(*) from jsonb_array_elements(choices) one);

-- What is said of an option for all products at once. Which values it has say products.
create table catalogue.options (
  id text primary key,
  version int not null default 0,
  -- In English, just as products write it.
  name text not null unique check (name <> ''),
  names jsonb not null default '{}' check (catalogue.are_names(names)),
  choices jsonb not null default '[]' check (catalogue.are_choice_names(choices))
);`;

const TERMS = `
-- What values are called in other languages, as the words of a query are understood by it. See search_synonyms.
create table catalogue.option_terms (
  option_id text not null references catalogue.options on delete cascade,
  term text not null check (term <> ''),
  term_key text not null,
  means text not null,
  primary key (option_id, term, means)
);
create index on catalogue.option_terms (term_key);

-- All that is known of words that people type.
create view catalogue.search_terms as
  select term, term_key, means from catalogue.search_synonyms
  union all
  select term, term_key, array[means] from catalogue.option_terms;`;

const WORDS = `
create or replace function catalogue.learn_words() returns void language sql security definer set search_path = pg_catalog as $$
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
    select term, 0 from catalogue.search_terms
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

const SPELLINGS = `
-- What nobody could tell apart is one value of a facet.
create function catalogue.is_spelt(value text) returns boolean language sql immutable strict
  return value <> '' and value is nfc normalized and value = btrim(regexp_replace(value, '\\s+', ' ', 'g'));

-- In one product, choices differ in more than capital letters.
create function catalogue.are_choices(choices text[]) returns boolean language sql immutable strict
  return (select count(*) > 0 and count(distinct lower(choice)) = count(*) and bool_and(catalogue.is_spelt(choice))
    from unnest(choices) choice);

alter table catalogue.product_options
  add check (catalogue.is_spelt(name)), add check (catalogue.are_choices(choices));`;
