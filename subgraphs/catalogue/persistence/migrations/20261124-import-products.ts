import { Migration } from '@mikro-orm/migrations';

/** Files of products that are loaded, how far each has come, and what is wrong in them. */
export class Migration20261124ImportProducts extends Migration {
  override up(): void {
    this.addSql(IMPORTS);
  }
}

const IMPORTS = `
create table catalogue.imports (
  id text primary key,
  version int not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  dry_run boolean not null,
  started_by text not null,
  started_at timestamptz(3) not null,
  status text not null check (status in ('RUNNING', 'COMPLETED', 'FAILED')),
  finished_at timestamptz(3),
  -- Products of the file that are behind it. It moves in the transaction that loads them, so that nothing is loaded twice.
  position int not null,
  line int not null,
  lines int not null,
  created int not null,
  updated int not null,
  unchanged int not null,
  rejected int not null,
  check ((status = 'RUNNING') = (finished_at is null))
);
-- Whoever brings a file again that was not loaded to its end goes on with it.
create unique index on catalogue.imports (digest, dry_run) where status = 'RUNNING';
create index on catalogue.imports (started_at, id);

create table catalogue.import_faults (
  import_id text not null references catalogue.imports,
  place int not null,
  line int not null,
  -- A heading, a field's path or "character 17"; null when the whole row is meant.
  column_name text,
  message text not null,
  primary key (import_id, place)
);

-- What the file of a dry run, while that is under way, has given to products: it takes back all else.
create table catalogue.import_names (
  import_id text not null references catalogue.imports,
  kind text not null check (kind in ('SKU', 'slug')),
  name text not null,
  -- By its English slug.
  product text not null,
  line int not null,
  primary key (import_id, kind, name)
);`;
