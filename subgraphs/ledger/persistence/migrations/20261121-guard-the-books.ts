import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

/**
 * What the database itself promises, to the service's role and to the owner alike: history is
 * append-only, a transfer is inserted whole and balanced, and balances are the sum of the entries.
 */
export class Migration20261121GuardTheBooks extends Migration {
  override up(): void {
    this.addSql(appendOnly);
    this.addSql(wholeAndBalanced);
    this.addSql(balancesFollowEntries);
    this.addSql(partitions);
    this.addSql(
      forServiceRole('revoke all on ledger.accounts, ledger.transfers, ledger.entries from %1$I'),
    );
    this.addSql(
      forServiceRole('grant select on ledger.accounts, ledger.transfers, ledger.entries to %1$I'),
    );
    this.addSql(
      forServiceRole(
        'grant insert (id, code, kind, currency, owner_id, allow_negative) on ledger.accounts to %1$I',
      ),
    );
    this.addSql(forServiceRole('grant execute on function ledger.create_entry_partitions to %1$I'));
  }
}

/**
 * Statement triggers, because a row trigger does not see TRUNCATE; ALWAYS, because replication
 * roles skip others.
 */
const appendOnly = `
create function ledger.refuse_change() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% of %.% is refused: the books are append-only', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation', hint = 'Correct a transfer by posting another that reverses it.';
end $$;

create trigger append_only before update or delete or truncate on ledger.transfers
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.entries
  for each statement execute function ledger.refuse_change();
create trigger never_removed before delete or truncate on ledger.accounts
  for each statement execute function ledger.refuse_change();
alter table ledger.transfers enable always trigger append_only;
alter table ledger.entries enable always trigger append_only;
alter table ledger.accounts enable always trigger never_removed;`;

/**
 * A transfer and its entries are inserted by one statement, so the end of that statement is where
 * they are judged, all at once. Nothing can be added later: the sequences 1 to entry_count are
 * taken.
 */
const wholeAndBalanced = `
create function ledger.check_transfers_have_entries() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare incomplete text;
begin
  select t.id into incomplete from inserted t
  where not exists (select from ledger.entries e where e.transfer_id = t.id and e.posted_at = t.posted_at) limit 1;
  if found then
    raise exception 'transfer % has no entries: insert them in the same statement', incomplete
      using errcode = 'check_violation', constraint = 'transfers_are_whole';
  end if;
  return null;
end $$;
create trigger transfers_are_whole after insert on ledger.transfers referencing new table as inserted
  for each statement execute function ledger.check_transfers_have_entries();

create function ledger.book_entries() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare wrong text;
begin
  select i.transfer_id into wrong from (
    select transfer_id, count(*) as entries, max(sequence) as last from inserted group by transfer_id) i
  where i.last <> i.entries
    or i.entries is distinct from (select t.entry_count from ledger.transfers t where t.id = i.transfer_id) limit 1;
  if found then
    raise exception 'transfer % is not whole: it needs its entries 1 to entry_count in one statement', wrong
      using errcode = 'check_violation', constraint = 'transfers_are_whole';
  end if;

  select i.transfer_id into wrong from inserted i
  group by i.transfer_id, i.currency having sum(i.amount_minor) <> 0 limit 1;
  if found then
    raise exception 'transfer % does not sum to zero in each currency', wrong
      using errcode = 'check_violation', constraint = 'transfers_balance';
  end if;

  -- In id order whoever posts, so that no two postings wait for each other.
  perform from ledger.accounts where id = any (array(select account_id from inserted)) order by id for no key update;
  update ledger.accounts a set balance_minor = a.balance_minor + moved.amount_minor
  from (select account_id, sum(amount_minor)::bigint as amount_minor from inserted group by account_id) moved
  where a.id = moved.account_id and a.id = any (array(select account_id from inserted)) and moved.amount_minor <> 0;
  return null;
end $$;
create trigger book_entries after insert on ledger.entries referencing new table as inserted
  for each statement execute function ledger.book_entries();`;

/** Depth 1 is a statement that somebody wrote; deeper, the balance is moved by book_entries. */
const balancesFollowEntries = `
create function ledger.guard_account() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.balance_minor <> 0 then
      raise exception 'an account opens empty'
        using errcode = 'check_violation', constraint = 'accounts_open_empty';
    end if;
  elsif (new.id, new.code, new.kind, new.currency, new.owner_id) is distinct from
        (old.id, old.code, old.kind, old.currency, old.owner_id) then
    raise exception 'what an account is does not change' using errcode = 'restrict_violation';
  elsif new.balance_minor <> old.balance_minor and pg_trigger_depth() = 1 then
    raise exception 'a balance changes by posting only' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger guard_account before insert or update on ledger.accounts
  for each row execute function ledger.guard_account();`;

const partitions = `
create function ledger.create_entry_partitions(months_ahead int) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare month timestamptz; partition text; stranger regrole;
begin
  for month in select generate_series(
    date_trunc('month', now()), date_trunc('month', now()) + months_ahead * interval '1 month', '1 month')
  loop
    partition := 'entries_' || to_char(month, 'YYYY_MM');
    continue when to_regclass('ledger.' || partition) is not null;
    -- Posting begins by locking accounts: with nobody posting, the locks below cannot deadlock with anyone.
    lock table ledger.accounts in exclusive mode;
    continue when to_regclass('ledger.' || partition) is not null;
    execute format('create table ledger.%I partition of ledger.entries for values from (%L) to (%L)',
      partition, month, month + interval '1 month');
    -- The parent's triggers do not see statements that name a partition; they are refused altogether.
    execute format('create trigger append_only before insert or update or delete or truncate on ledger.%I
      for each statement execute function ledger.refuse_change()', partition);
    execute format('alter table ledger.%I enable always trigger append_only', partition);
    -- Reading goes through the parent; what the schema grants by default is taken back.
    for stranger in select distinct grantee::regrole from pg_class, aclexplode(relacl)
      where pg_class.oid = format('ledger.%I', partition)::regclass and grantee <> relowner
    loop
      execute format('revoke all on ledger.%I from %s', partition, stranger);
    end loop;
  end loop;
end $$;
revoke execute on function ledger.create_entry_partitions from public;
select ledger.create_entry_partitions(12);`;
