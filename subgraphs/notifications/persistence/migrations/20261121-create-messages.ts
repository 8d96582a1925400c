import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

export class Migration20261121CreateMessages extends Migration {
  override up(): void {
    this.addSql(`
create table notifications.messages (
  id text primary key,
  event_id uuid not null,
  -- A customer (usr_) or a merchant (mer_); where its mailbox is, only accounts knows.
  recipient_id text not null check (recipient_id ~ '^(usr|mer)_'),
  kind text not null,
  order_id text,
  subject text not null,
  body text not null,
  created_at timestamptz not null,
  delivery_status text not null check (delivery_status in ('NOT_CONFIGURED', 'PENDING', 'SENT', 'FAILED')),
  attempts int not null check (attempts >= 0),
  next_attempt_at timestamptz,
  sent_at timestamptz,
  last_error text,
  check (case when kind in ('SOLD', 'SALE_REFUNDED', 'STOCK_LOW') then recipient_id ~ '^mer_'
    when kind in ('ORDER_CONFIRMED', 'ORDER_CANCELLED', 'PAYMENT_DECLINED', 'REFUNDED') then recipient_id ~ '^usr_'
    else false end),
  check ((order_id is null) = (kind = 'STOCK_LOW')),
  check ((delivery_status = 'PENDING') = (next_attempt_at is not null)),
  check ((delivery_status = 'SENT') = (sent_at is not null)),
  -- An event that is delivered again tells nobody the same thing twice.
  unique (event_id, recipient_id, kind)
);
-- Ids sort by the time they were made: a recipient's messages, newest first, page by page.
create index on notifications.messages (recipient_id, id desc);
create index on notifications.messages (next_attempt_at) where delivery_status = 'PENDING';`);
    // What somebody was told stays as it was told.
    this.addSql(forServiceRole('revoke update, delete on notifications.messages from %1$I'));
    this.addSql(
      forServiceRole(
        'grant update (delivery_status, attempts, next_attempt_at, sent_at, last_error) on notifications.messages to %1$I',
      ),
    );
  }
}
