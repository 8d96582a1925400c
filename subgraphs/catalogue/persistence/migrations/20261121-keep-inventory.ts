import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

/** Where the goods lie, how many there are, who was promised them, and every piece that came or went. */
export class Migration20261121KeepInventory extends Migration {
  override up(): void {
    for (const statements of [STOCK, MOVEMENTS, DOORS, RESERVATIONS]) this.addSql(statements);
    this.addSql(
      forServiceRole(
        `revoke insert, update, delete on catalogue.stock_levels, catalogue.location_stock, catalogue.stock_movements from %1$I`,
      ),
    );
    this.addSql(
      forServiceRole(
        `grant insert (variant_id), update (version, backorder_limit, low_stock_threshold, low) on catalogue.stock_levels to %1$I`,
      ),
    );
    this.addSql(
      'revoke execute on function catalogue.lock_stock, catalogue.move_stock from public',
    );
    this.addSql(
      forServiceRole(
        'grant execute on function catalogue.lock_stock, catalogue.move_stock to %1$I',
      ),
    );
  }
}

const STOCK = `
create table catalogue.stock_locations (
  id text primary key,
  name text not null unique check (name <> ''),
  country text not null check (country ~ '^[A-Z]{2}$'),
  -- Countries (ISO 3166-1 alpha-2), or parts of them (ISO 3166-2), to which it sends; none means all.
  serves text[] not null,
  -- 1 is asked first.
  priority int not null check (priority between 1 and 1000)
);

-- A variant's stock in all places together, and what is promised of it: the row that every change of its stock locks first.
create table catalogue.stock_levels (
  variant_id text primary key references catalogue.variants,
  -- Of the events about it.
  version int not null default 0,
  -- Below zero when more was sold on backorder than has come in.
  on_hand int not null default 0,
  reserved int not null default 0,
  -- Pieces promised or sold that are not there yet.
  owed int not null default 0,
  -- Pieces that lie somewhere and are promised to nobody.
  available int not null generated always as (on_hand - reserved + owed) stored,
  -- How many may be owed; 2147483647 is as many as anybody wants.
  backorder_limit int not null default 0 check (backorder_limit >= 0),
  -- With so few available, or fewer, somebody should know; null if nobody cares.
  low_stock_threshold int check (low_stock_threshold >= 0),
  -- Whether that has been said since goods last came.
  low boolean not null default false,
  -- Nothing is promised that is not there, but for what may be owed.
  constraint stock_is_never_oversold
    check (owed between 0 and backorder_limit and reserved between 0 and on_hand + owed)
) with (fillfactor = 70);
create index on catalogue.stock_levels (variant_id) where low;

create table catalogue.location_stock (
  variant_id text not null references catalogue.stock_levels,
  location_id text not null references catalogue.stock_locations,
  on_hand int not null default 0,
  reserved int not null default 0 check (reserved >= 0),
  owed int not null generated always as (greatest(0, reserved - on_hand)) stored,
  primary key (variant_id, location_id)
) with (fillfactor = 70);
create index on catalogue.location_stock (location_id, variant_id);`;

const MOVEMENTS = `
-- Every piece that came or went; their sum is what is on hand.
create table catalogue.stock_movements (
  id bigint generated always as identity primary key,
  variant_id text not null,
  location_id text not null,
  kind text not null check (kind in ('RECEIPT', 'ADJUSTMENT', 'TRANSFER', 'SALE')),
  -- How many came (positive) or went (negative).
  quantity int not null check (quantity <> 0),
  -- In that place.
  on_hand_after int not null,
  reason text check (reason <> ''),
  -- Who did it, if it was a person.
  operator_id text,
  -- To which order they went.
  order_id text,
  moved_at timestamptz not null,
  foreign key (variant_id, location_id) references catalogue.location_stock,
  check (case kind when 'SALE' then order_id is not null else reason is not null end)
);
create index on catalogue.stock_movements (variant_id, id);
create function catalogue.refuse_to_rewrite() returns trigger language plpgsql as $$
begin
  raise exception '% is only ever added to', tg_table_name;
end $$;
create trigger refuse_to_rewrite before update or delete or truncate on catalogue.stock_movements
  for each statement execute function catalogue.refuse_to_rewrite();`;

/**
 * The service reads stock as it likes, but changes it through these two alone. So the sums in `stock_levels`, the rows in
 * `location_stock` and the movements agree whatever the service does, and locks are always taken in the same order.
 */
const DOORS = `
create function catalogue.lock_stock(variants text[])
  returns table (variant_id text, for_sale boolean, available int, owed int, backorder_limit int, places jsonb)
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  -- By id, so that transactions which want the same goods queue up instead of deadlocking.
  perform from catalogue.stock_levels s where s.variant_id = any (variants) order by s.variant_id for no key update;
  -- A statement of its own, so that it sees what those did for whom it waited.
  return query
    select s.variant_id, p.status = 'PUBLISHED' and v.removed_at is null, s.available, s.owed, s.backorder_limit, (
      select coalesce(jsonb_agg(jsonb_build_object('locationId', l.location_id, 'onHand', l.on_hand, 'reserved', l.reserved,
        'serves', o.serves, 'priority', o.priority) order by o.priority, o.id), '[]')
      from catalogue.location_stock l join catalogue.stock_locations o on o.id = l.location_id
      where l.variant_id = s.variant_id)
    from catalogue.stock_levels s join catalogue.variants v on v.id = s.variant_id
      join catalogue.products p on p.id = v.product_id
    where s.variant_id = any (variants);
end $$;

-- Moves stock, one entry per variant and place, and says how things stand then.
create function catalogue.move_stock(
  variants text[], places text[], on_hand_by int[], reserved_by int[],
  why text, what_for text, mover text, buyer text, at timestamptz
) returns table (variant_id text, available int, low_stock_threshold int, low boolean)
  language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare touched int;
begin
  if why in ('RECEIPT', 'TRANSFER') then
    -- At once with what comes, because the search asks each new row whether there is something on the shelf.
    insert into catalogue.stock_levels (variant_id, on_hand)
      select v, sum(q) from unnest(variants, on_hand_by) m (v, q) group by v order by v on conflict do nothing;
    insert into catalogue.location_stock (variant_id, location_id)
      select v, p from unnest(variants, places) m (v, p) order by v, p on conflict do nothing;
  end if;
  perform from catalogue.stock_levels where variant_id = any (variants) order by variant_id for no key update;
  with moved as (
    update catalogue.location_stock l set on_hand = l.on_hand + m.on_hand, reserved = l.reserved + m.reserved
    from unnest(variants, places, on_hand_by, reserved_by) m (variant_id, location_id, on_hand, reserved)
    where l.variant_id = m.variant_id and l.location_id = m.location_id
    returning l.variant_id, l.location_id, m.on_hand as quantity, l.on_hand as on_hand_after
  ), recorded as (
    insert into catalogue.stock_movements
      (variant_id, location_id, kind, quantity, on_hand_after, reason, operator_id, order_id, moved_at)
    select variant_id, location_id, why, quantity, on_hand_after, what_for, mover, buyer, at
    from moved where quantity <> 0 order by variant_id, location_id
  )
  select count(*) into touched from moved;
  if touched <> cardinality(variants) then
    raise exception 'stock moves once per variant and place, and only where it is kept';
  end if;
  update catalogue.stock_levels s set on_hand = t.on_hand, reserved = t.reserved, owed = t.owed
    from (select variant_id, sum(on_hand) as on_hand, sum(reserved) as reserved, sum(owed) as owed
      from catalogue.location_stock where variant_id = any (variants) group by 1) t
    where s.variant_id = t.variant_id and (s.on_hand, s.reserved, s.owed) <> (t.on_hand, t.reserved, t.owed);
  return query select s.variant_id, s.available, s.low_stock_threshold, s.low
    from catalogue.stock_levels s where s.variant_id = any (variants);
end $$;`;

const RESERVATIONS = `
create table catalogue.reservations (
  id text primary key,
  version int not null,
  order_id text not null unique,
  status text not null check (status in ('HELD', 'COMMITTED', 'RELEASED', 'EXPIRED')),
  -- [{variantId, quantity}], one per variant, never changed.
  lines jsonb not null check (jsonb_typeof(lines) = 'array' and lines <> '[]'),
  -- [{variantId, locationId, quantity}]: where they are taken from.
  allocations jsonb not null check (jsonb_typeof(allocations) = 'array' and allocations <> '[]'),
  -- ISO 3166-1 or 3166-2, if the order said.
  ship_to text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((status = 'HELD') = (settled_at is null))
);
create index on catalogue.reservations (expires_at) where status = 'HELD';`;
