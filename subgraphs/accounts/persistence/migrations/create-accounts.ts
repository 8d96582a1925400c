import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

export class Migration20261121CreateAccounts extends Migration {
  override up(): void {
    this.addSql(`
create table accounts.merchants (
  id text primary key,
  slug text not null unique,
  name text not null,
  country text not null check (country ~ '^[A-Z]{2}$')
);

create table accounts.users (
  id text primary key,
  version int not null,
  email text not null unique check (email = lower(email)),
  name text not null,
  birth_date date not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  roles text[] not null check (roles <@ array['customer', 'seller', 'operator'] and cardinality(roles) > 0),
  merchant_id text references accounts.merchants,
  registered_at timestamptz not null,
  constraint who_sells_has_a_merchant check (('seller' = any (roles)) = (merchant_id is not null))
);

-- Apart from the person, so that only logging in ever reads it.
create table accounts.credentials (
  user_id text primary key references accounts.users,
  password_hash text not null check (password_hash like '$argon2id$%')
);

create table accounts.sessions (
  id text primary key,
  user_id text not null references accounts.users,
  started_at timestamptz not null,
  ended_at timestamptz
);
create index on accounts.sessions (user_id);

-- Those that were traded are kept until they expire, to know a stolen one when it turns up.
create table accounts.refresh_tokens (
  hash text primary key check (length(hash) = 43),
  session_id text not null references accounts.sessions on delete cascade,
  expires_at timestamptz not null,
  spent_at timestamptz
);
create index on accounts.refresh_tokens (session_id);
create index on accounts.refresh_tokens (expires_at);
create unique index one_good_token_per_session on accounts.refresh_tokens (session_id) where spent_at is null;

-- The shape that rate-limiter-flexible expects.
create table accounts.attempts (key varchar(255) primary key, points int not null default 0, expire bigint);

create table accounts.signing_keys (
  kid text primary key,
  public_jwk jsonb not null check (public_jwk -> 'd' is null),
  -- The private key, encrypted with a key that this database does not hold.
  sealed_private_jwk bytea not null,
  signs_from timestamptz not null unique
);

create table accounts.service_principals (
  name text primary key,
  secret_hash bytea not null check (length(secret_hash) = 32),
  permissions text[] not null
);

-- Who got in or did not: append-only, and without what they typed.
create table accounts.access_audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  action text not null check (action in ('register', 'log-in', 'refresh', 'log-out', 'service-token')),
  outcome text not null check (outcome in ('ok', 'refused', 'locked-out', 'reused')),
  user_id text,
  service text,
  client_address text
);
create index on accounts.access_audit (user_id, at);`);
    this.addSql(forServiceRole('revoke update, delete on accounts.access_audit from %1$I'));
  }
}
