import { Migration } from '@mikro-orm/migrations';

/** Categories are suggested by what they are called in any language, as products are. */
export class Migration20261204SuggestInLanguages extends Migration {
  override up(): void {
    this.addSql(`alter table catalogue.categories
      add plain_names text not null generated always as (catalogue.plain_names(name, names)) stored`);
  }
}
