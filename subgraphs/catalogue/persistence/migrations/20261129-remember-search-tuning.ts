import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

/** Who said what of searches. */
export class Migration20261129RememberSearchTuning extends Migration {
  override up(): void {
    this.addSql(CHANGES);
    this.addSql(
      forServiceRole('revoke update, delete, truncate on catalogue.search_changes from %1$I'),
    );
  }
}

const CHANGES = `
create table catalogue.search_changes (
  number bigint generated always as identity primary key,
  about text not null check (about in ('SYNONYM', 'STOP_WORDS', 'PINS')),
  -- A term with its language, or a query; nothing for stop words, which are one list.
  subject text not null,
  -- [{field, before, after}] in words.
  fields jsonb not null check (jsonb_typeof(fields) = 'array'),
  changed_by text not null check (changed_by <> ''),
  changed_at timestamptz(3) not null
);
-- The last one about a subject is the version of what is said of it.
create index on catalogue.search_changes (about, subject, number);
create trigger refuse_to_rewrite before update or delete or truncate on catalogue.search_changes
  for each statement execute function catalogue.refuse_to_rewrite();`;
