import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

/** Counts the changes of places and of stock policies, for whoever changes what somebody else has changed meanwhile. */
export class Migration20261130VersionInventory extends Migration {
  override up(): void {
    this.addSql('alter table catalogue.stock_locations add version int not null default 1');
    // `version` counts the events about a variant's stock, most of which no operator makes.
    this.addSql('alter table catalogue.stock_levels add policy_version int not null default 1');
    this.addSql(forServiceRole('grant update (policy_version) on catalogue.stock_levels to %1$I'));
  }
}
