import { Migration } from '@mikro-orm/migrations';

/** Accounts, transfers, and their entries by month. */
export class Migration20261121CreateAccountsAndTransfers extends Migration {
  override up(): void {
    this.addSql(accounts);
    this.addSql(transfers);
    this.addSql(entries);
  }
}

const accounts = `
create table ledger.accounts (
  id text primary key,
  code text not null check (code ~ '^[a-z_]+(:[a-z0-9_-]+)?$'),
  kind text not null check (kind in ('asset', 'liability', 'income', 'expense')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  owner_id text,
  allow_negative boolean not null,
  -- Σ of the account's entries at every commit: debits positive, credits negative. Only posting changes it.
  balance_minor bigint not null default 0,
  opened_at timestamptz not null default now(),
  unique nulls not distinct (code, currency, owner_id),
  -- So that an entry can refer to the account in the account's own currency only.
  unique (id, currency),
  -- Assets and expenses grow by debits, liabilities and income by credits.
  constraint no_negative_balance check (
    allow_negative or case when kind in ('asset', 'expense') then balance_minor >= 0 else balance_minor <= 0 end)
) with (fillfactor = 70); -- room for the balance to change in place
create index on ledger.accounts (owner_id) where owner_id is not null;`;

/** Unpartitioned, so that an id and a reference are unique for ever. */
const transfers = `
create table ledger.transfers (
  id text primary key,
  -- Idempotency: what caused the transfer, such as 'RefundSucceeded/rfd_…/mer_…'.
  reference text not null unique,
  kind text not null check (kind in ('sale', 'refund', 'correction')),
  reverses_id text references ledger.transfers (id),
  payment_id text,
  order_id text,
  refund_id text,
  merchant_id text, -- whose sale or refund it is; its wallet may have no entry when rounding leaves it nothing
  description text not null,
  entry_count smallint not null check (entry_count >= 2),
  -- When it happened in business, and when the ledger booked it. Milliseconds, which JavaScript's Date keeps exactly.
  occurred_at timestamptz(3) not null,
  posted_at timestamptz(3) not null,
  unique (id, posted_at),
  constraint corrections_name_what_they_reverse check ((kind = 'correction') = (reverses_id is not null)),
  constraint no_transfer_reverses_itself check (reverses_id <> id)
);
create index on ledger.transfers (payment_id, id) where payment_id is not null;
create index on ledger.transfers (order_id, id) where order_id is not null;
create index on ledger.transfers (reverses_id) where reverses_id is not null;`;

/**
 * By month of posting. A transfer has one posted_at, to which its entries are tied, so
 * (transfer_id, sequence) is unique across months too. There is no default partition: rows that
 * fell into it could never be moved out again, since entries are immutable. Partitions are made a
 * year ahead instead, at every start and every day.
 */
const entries = `
create table ledger.entries (
  transfer_id text not null,
  sequence smallint not null check (sequence >= 1),
  account_id text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor <> 0), -- debits positive, credits negative
  posted_at timestamptz(3) not null,
  primary key (transfer_id, sequence, posted_at),
  foreign key (transfer_id, posted_at) references ledger.transfers (id, posted_at),
  foreign key (account_id, currency) references ledger.accounts (id, currency)
) partition by range (posted_at);
create index on ledger.entries (account_id, posted_at, transfer_id, sequence);`;
