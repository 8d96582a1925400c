import { Migration } from '@mikro-orm/migrations';
import { forServiceRole } from '#kernel/persistence/migrate.ts';

/** The one way in: posts a batch of transfers, each with an answer of its own. */
export class Migration20261121PostTransfers extends Migration {
  override up(): void {
    this.addSql(proposals);
    this.addSql(storedContent);
    this.addSql(postTransfers);
    this.addSql(`revoke execute on function ledger.post_transfers, ledger.stored_content,
      ledger.proposed_transfers, ledger.proposed_entries from public`);
    this.addSql(forServiceRole('grant execute on function ledger.post_transfers to %1$I'));
  }
}

/**
 * The batch as rows. 'turn' is the place in the batch, 'content' what must be the same if a
 * reference is used again.
 */
const proposals = `
create type ledger.proposed_transfer as (
  turn int, first_turn int, id text, reference text, kind text, reverses_id text, payment_id text, order_id text,
  refund_id text, merchant_id text, description text, occurred_at timestamptz, entry_count smallint, content jsonb
);
create type ledger.proposed_entry as (
  turn int, transfer_id text, sequence smallint, account_id text, currency text, amount_minor bigint
);

create function ledger.proposed_transfers(batch jsonb) returns setof ledger.proposed_transfer
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select turn::int, (min(turn) over (partition by t ->> 'reference'))::int, t ->> 'id', t ->> 'reference',
    t ->> 'kind', t ->> 'reverses_id', t ->> 'payment_id', t ->> 'order_id', t ->> 'refund_id', t ->> 'merchant_id',
    t ->> 'description', (t ->> 'occurred_at')::timestamptz, jsonb_array_length(t -> 'entries')::smallint,
    (select jsonb_agg(jsonb_build_array(e -> 'account_id', (e ->> 'amount_minor')::bigint) order by sequence)
     from jsonb_array_elements(t -> 'entries') with ordinality as entries (e, sequence))
  from jsonb_array_elements(batch) with ordinality as transfers (t, turn)
$$;

create function ledger.proposed_entries(batch jsonb) returns setof ledger.proposed_entry
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select turn::int, t ->> 'id', sequence::smallint, e ->> 'account_id', e ->> 'currency', (e ->> 'amount_minor')::bigint
  from jsonb_array_elements(batch) with ordinality as transfers (t, turn),
    jsonb_array_elements(t -> 'entries') with ordinality as entries (e, sequence)
$$;`;

const storedContent = `
create function ledger.stored_content(wanted_reference text) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_agg(jsonb_build_array(e.account_id, e.amount_minor) order by e.sequence)
  from ledger.transfers t join ledger.entries e on e.transfer_id = t.id and e.posted_at = t.posted_at
  where t.reference = wanted_reference
$$;`;

/**
 * Every account is locked once, in id order, before anything is decided, so that concurrent batches
 * queue up instead of deadlocking, and each sees what those before it posted. A batch is judged as
 * if its transfers came one by one. The planner cannot know how large a batch is. So nothing is
 * compiled or planned anew, rows of the batch meet by hash and tables are looked up by key: a batch
 * costs the same in a full ledger as in an empty one.
 */
const postTransfers = `
create function ledger.post_transfers(batch jsonb) returns table (
  reference text, transfer_id text, outcome text, reason text
) language plpgsql security definer
set search_path = pg_catalog, pg_temp
set jit = off set plan_cache_mode = force_generic_plan set enable_nestloop = off as $$
#variable_conflict use_column
declare
  transfers ledger.proposed_transfer[] := array(select t from ledger.proposed_transfers(batch) t order by turn);
  entries ledger.proposed_entry[] := array(select e from ledger.proposed_entries(batch) e);
  verdicts text[]; -- by turn; null is accepted
  overdrawing int;
  booked_at timestamptz;
begin
  perform from ledger.accounts
  where id = any (array(select e.account_id from unnest(entries) e)) order by id for no key update;

  verdicts := array(
    select case
      when t.stored_content = t.content then 'DUPLICATE'
      when t.stored_content is not null or t.content <> transfers[t.first_turn].content then 'REFERENCE_REUSED'
      when t.turn <> t.first_turn then 'REPEATED'
      when t.entry_count < 2 then 'TOO_FEW_ENTRIES'
      when e.zero then 'ZERO_AMOUNT'
      when e.unknown then 'ACCOUNT_UNKNOWN'
      when e.mismatched then 'CURRENCY_MISMATCH'
      when e.unbalanced then 'UNBALANCED'
      when t.reverses_id is not null and not exists (select from ledger.transfers r where r.id = t.reverses_id)
        then 'REVERSED_TRANSFER_UNKNOWN'
    end
    from (
      select p.*, case when exists (select from ledger.transfers stored where stored.reference = p.reference)
        then ledger.stored_content(p.reference) end as stored_content
      from unnest(transfers) p) t
    left join (
      select turn, bool_or(zero) as zero, bool_or(unknown) as unknown, bool_or(mismatched) as mismatched,
        bool_or(total <> 0) as unbalanced
      from (
        select turn, bool_or(amount_minor = 0) as zero, bool_or(account_currency is null) as unknown,
          bool_or(account_currency <> currency) as mismatched, sum(amount_minor) as total
        from (
          select p.*, (select a.currency from ledger.accounts a where a.id = p.account_id) as account_currency
          from unnest(entries) p) looked_up
        group by turn, currency) by_currency
      group by turn) e on e.turn = t.turn
    order by t.turn);

  -- Limits depend on what was accepted before, hence one refusal at a time; without one, this is a single pass.
  loop
    select min(turn) into overdrawing from (
      select e.turn, a.kind, a.balance_minor + sum(e.amount_minor) over (
        partition by e.account_id order by e.turn) as balance_minor
      from unnest(entries) e join ledger.accounts a on a.id = e.account_id
      where a.id = any (array(select account_id from unnest(entries)))
        and not a.allow_negative and verdicts[e.turn] is null) running
    where case when kind in ('asset', 'expense') then balance_minor < 0 else balance_minor > 0 end;
    exit when overdrawing is null;
    verdicts[overdrawing] := 'INSUFFICIENT_BALANCE';
  end loop;

  booked_at := clock_timestamp();
  with posted as (
    insert into ledger.transfers (id, reference, kind, reverses_id, payment_id, order_id, refund_id, merchant_id,
      description, entry_count, occurred_at, posted_at)
    select id, reference, kind, reverses_id, payment_id, order_id, refund_id, merchant_id,
      description, entry_count, occurred_at, booked_at
    from unnest(transfers) where verdicts[turn] is null
    order by reference -- two batches that share references but no account meet here
    on conflict (reference) do nothing
    returning id, posted_at
  )
  insert into ledger.entries (transfer_id, sequence, account_id, currency, amount_minor, posted_at)
  select posted.id, e.sequence, e.account_id, e.currency, e.amount_minor, posted.posted_at
  from unnest(entries) e join posted on posted.id = e.transfer_id
  where verdicts[e.turn] is null;

  return query
  select t.reference, t.stored_id,
    case
      when t.stored_id is null or verdicts[t.turn] = 'REFERENCE_REUSED' then 'refused'
      when verdicts[t.turn] is null and t.stored_id = t.id then 'posted'
      else 'duplicate' end,
    case
      when verdicts[t.turn] = 'REFERENCE_REUSED' then 'REFERENCE_REUSED'
      when t.stored_id is null then verdicts[t.first_turn] end
  from (
    select p.*, (select stored.id from ledger.transfers stored where stored.reference = p.reference) as stored_id
    from unnest(transfers) p) t
  order by t.turn;
end $$;`;
