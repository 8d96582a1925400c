import { Migration } from '@mikro-orm/migrations';

/** Products that are shown together because a rule says so. */
export class Migration20261127KeepCollections extends Migration {
  override up(): void {
    this.addSql(COLLECTIONS);
  }
}

const COLLECTIONS = `
create table catalogue.collections (
  id text primary key,
  version int not null default 1,
  published boolean not null,
  slug text not null unique,
  slugs jsonb not null,
  name text not null check (name <> ''),
  names jsonb not null,
  description text not null,
  descriptions jsonb not null,
  media jsonb not null default '[]',
  position int not null check (position >= 0),
  -- {filter, currency, productIds}: what search is asked. Which products belong is kept nowhere, so it is never old.
  rule jsonb not null check (jsonb_typeof(rule -> 'filter') = 'object'),
  sort text not null check (sort in ('NAME', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST'))
);
create index on catalogue.collections (position, slug);

-- By which addresses collections are known, or were before until another one took them.
create table catalogue.collection_slugs (
  slug text primary key,
  collection_id text not null references catalogue.collections on delete cascade,
  -- ISO 639-1.
  language text not null,
  current boolean not null
);
create unique index on catalogue.collection_slugs (collection_id, language) where current;`;
