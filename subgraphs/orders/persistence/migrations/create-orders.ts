import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

export class Migration20261121CreateOrders extends Migration {
  override up(): void {
    this.addSql(`
create table orders.carts (
  id text primary key,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  region text check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
  secret_hash bytea check (length(secret_hash) = 32),
  customer_id text,
  status text not null check (status in ('OPEN', 'ORDERED')),
  created_at timestamptz not null,
  -- Either its secret opens it or its customer does.
  check ((secret_hash is null) = (customer_id is not null)),
  check (status = 'OPEN' or customer_id is not null)
);
create index on orders.carts (customer_id);

create table orders.cart_lines (
  cart_id text not null references orders.carts,
  variant_id text not null,
  quantity int not null check (quantity between 1 and 99),
  added_at timestamptz not null default clock_timestamp(),
  primary key (cart_id, variant_id)
);

-- Null if any line is not whole: without a quantity, or with a price in another currency.
create function orders.sum_of_lines(lines jsonb, currency text) returns numeric language sql immutable as $$
  select case when bool_and(coalesce((line ->> 'quantity')::numeric between 1 and 99
      and (line -> 'unitPrice' ->> 'minorUnits')::numeric >= 0 and line -> 'unitPrice' ->> 'currency' = currency, false))
    then sum((line ->> 'quantity')::numeric * (line -> 'unitPrice' ->> 'minorUnits')::numeric) end
  from jsonb_array_elements(lines) as line
$$;

create table orders.orders (
  id text primary key,
  version int not null,
  cart_id text not null unique references orders.carts,
  customer_id text not null,
  payment_id text not null unique,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_minor bigint not null check (total_minor > 0),
  lines jsonb not null check (jsonb_typeof(lines) = 'array' and lines <> '[]'),
  shipping_address jsonb not null,
  payment_method jsonb not null,
  placed_at timestamptz not null,
  status text not null check (status in ('PENDING', 'COMPLETED', 'CANCELLED')),
  cancellation_reason text,
  decided_at timestamptz,
  -- Its purchase has waited for somebody, and is told of news.
  awaits_news boolean not null default false,
  constraint the_total_is_that_of_the_lines check (coalesce(total_minor = orders.sum_of_lines(lines, currency), false)),
  check ((cancellation_reason is not null) = (status = 'CANCELLED')),
  check ((decided_at is null) = (status = 'PENDING'))
);
create index on orders.orders (customer_id, id desc);`);
    // What was ordered never changes; only how it ends does.
    this.addSql(forServiceRole('revoke update, delete on orders.orders from %1$I'));
    this.addSql(
      forServiceRole(
        'grant update (version, status, cancellation_reason, decided_at, awaits_news) on orders.orders to %1$I',
      ),
    );
  }
}
