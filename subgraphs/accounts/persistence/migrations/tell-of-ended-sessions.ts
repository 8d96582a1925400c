import { Migration } from '@mikro-orm/migrations';

/** A session tells when it ends, so it has a version like everything that tells. */
export class Migration20261121TellOfEndedSessions extends Migration {
  override up(): void {
    this.addSql('alter table accounts.sessions add column version int not null default 0');
  }
}
