import { Migration } from '@mikro-orm/migrations';

/** Lets collections show first what was sold most often. */
export class Migration20261202SortByPopularity extends Migration {
  override up(): void {
    this.addSql(`alter table catalogue.collections drop constraint collections_sort_check,
      add check (sort in ('NAME', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST', 'POPULARITY'))`);
  }
}
