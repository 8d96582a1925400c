import { Migration } from '@mikro-orm/migrations';

export class Migration20261121CreateProvisioning extends Migration {
  override up(): void {
    this.addSql(`
create table provisioning.provisioning_requests (
  id text primary key,
  version int not null,
  order_id text not null unique,
  customer_id text not null,
  status text not null check (status in ('REQUESTED', 'PROVISIONED', 'FAILED', 'REVOKED')),
  reason text,
  requested_at timestamptz not null,
  check ((reason is null) = (status in ('REQUESTED', 'PROVISIONED')))
);

create table provisioning.provisioned_items (
  id text primary key,
  version int not null,
  order_id text not null references provisioning.provisioning_requests (order_id) deferrable initially deferred, -- saved together
  customer_id text not null,
  line_id text not null unique,
  variant_id text not null,
  sku text not null,
  template text not null check (template in ('SHIPMENT', 'LICENCE_KEY')),
  quantity int not null check (quantity > 0),
  status text not null check (status in ('PENDING', 'ACTIVE', 'FAILED', 'REVOKED')),
  attempts int not null check (attempts >= 0),
  licence_keys text[] not null,
  tracking_number text unique,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Delivered means that there is something in the customer's hands, and as much of it as was bought.
  check (status <> 'ACTIVE' or case template
    when 'LICENCE_KEY' then cardinality(licence_keys) = quantity
    else tracking_number is not null end)
);
create index on provisioning.provisioned_items (order_id);
create index on provisioning.provisioned_items (customer_id, created_at);`);
  }
}
