import { Migration } from '@mikro-orm/migrations';

/** The one way in: posts a batch of transfers, each with an answer of its own. */
export class Migration20261121PostTransfers extends Migration {
  override up(): void {
    this.addSql(proposedEntries);
    this.addSql(proposedTransfers);
    this.addSql(postTransfers);
    this.addSql(grants);
  }
}

const proposedEntries = `
create function ledger.proposed_entries(batch jsonb) returns table (
  position int, transfer_id text, sequence smallint, account_id text, currency text, amount_minor bigint
) language sql immutable set search_path = pg_catalog as $$
  select transfers.position::int, transfer ->> 'id', entries.sequence::smallint,
    entry ->> 'account_id', entry ->> 'currency', (entry ->> 'amount_minor')::bigint
  from jsonb_array_elements(batch) with ordinality as transfers (transfer, position),
    jsonb_array_elements(transfer -> 'entries') with ordinality as entries (entry, sequence)
$$;`;

/** 'content' is what must be the same when a reference is used again. */
const proposedTransfers = `
create function ledger.proposed_transfers(batch jsonb) returns table (
  position int, id text, reference text, kind text, reverses_id text, payment_id text, order_id text, refund_id text,
  merchant_id text, description text, occurred_at timestamptz, entry_count smallint, content jsonb, first_position int
) language sql immutable set search_path = pg_catalog as $$
  select position::int, t ->> 'id', t ->> 'reference', t ->> 'kind', t ->> 'reverses_id', t ->> 'payment_id',
    t ->> 'order_id', t ->> 'refund_id', t ->> 'merchant_id', t ->> 'description', (t ->> 'occurred_at')::timestamptz,
    jsonb_array_length(t -> 'entries')::smallint,
    (select jsonb_agg(jsonb_build_array(e -> 'account_id', (e ->> 'amount_minor')::bigint) order by sequence)
     from jsonb_array_elements(t -> 'entries') with ordinality as entries (e, sequence)),
    (min(position) over (partition by t ->> 'reference'))::int
  from jsonb_array_elements(batch) with ordinality as transfers (t, position)
$$;`;

/**
 * Every account is locked once, in id order, before anything is decided, so that concurrent batches queue up instead of
 * deadlocking, and each sees what those before it posted. A batch is judged as if its transfers came one by one.
 */
const postTransfers = `
create function ledger.post_transfers(batch jsonb) returns table (
  reference text, transfer_id text, outcome text, reason text
) language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  verdicts text[]; -- by position in the batch; null is accepted
  overdrawing int;
  booked_at timestamptz;
begin
  perform from ledger.accounts
  where id in (select e.account_id from ledger.proposed_entries(batch) e) order by id for no key update;

  select array_agg(verdict order by position) into verdicts from (
    select p.position, case
      when stored.id is not null and stored.content = p.content then 'DUPLICATE'
      when stored.id is not null or p.content <> first.content then 'REFERENCE_REUSED'
      when p.position <> p.first_position then 'REPEATED'
      when p.entry_count < 2 then 'TOO_FEW_ENTRIES'
      when entries.zero then 'ZERO_AMOUNT'
      when entries.unknown then 'ACCOUNT_UNKNOWN'
      when entries.mismatched then 'CURRENCY_MISMATCH'
      when not entries.balanced then 'UNBALANCED'
      when p.reverses_id is not null and not exists (select from ledger.transfers r where r.id = p.reverses_id)
        then 'REVERSED_TRANSFER_UNKNOWN'
    end as verdict
    from ledger.proposed_transfers(batch) p
    join ledger.proposed_transfers(batch) first on first.position = p.first_position
    left join lateral (
      select t.id, (
        select jsonb_agg(jsonb_build_array(e.account_id, e.amount_minor) order by e.sequence)
        from ledger.entries e where e.transfer_id = t.id and e.posted_at = t.posted_at) as content
      from ledger.transfers t where t.reference = p.reference) stored on true
    left join (
      select position, bool_or(zero) as zero, bool_or(unknown) as unknown, bool_or(mismatched) as mismatched,
        bool_and(total = 0) as balanced
      from (
        select e.position, bool_or(e.amount_minor = 0) as zero, bool_or(a.id is null) as unknown,
          bool_or(a.currency <> e.currency) as mismatched, sum(e.amount_minor) as total
        from ledger.proposed_entries(batch) e left join ledger.accounts a on a.id = e.account_id
        group by e.position, e.currency) by_currency
      group by position) entries on entries.position = p.position) judged;

  -- Limits depend on what was accepted before, hence one refusal at a time; without one, this is a single pass.
  loop
    select min(position) into overdrawing from (
      select e.position, a.kind, a.balance_minor + sum(e.amount_minor) over (
        partition by e.account_id order by e.position) as balance_minor
      from ledger.proposed_entries(batch) e join ledger.accounts a on a.id = e.account_id
      where not a.allow_negative and verdicts[e.position] is null) running
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
    from ledger.proposed_transfers(batch) where verdicts[position] is null
    order by reference -- two batches that share references but no account meet here
    on conflict (reference) do nothing
    returning id, posted_at
  )
  insert into ledger.entries (transfer_id, sequence, account_id, currency, amount_minor, posted_at)
  select posted.id, e.sequence, e.account_id, e.currency, e.amount_minor, posted.posted_at
  from ledger.proposed_entries(batch) e join posted on posted.id = e.transfer_id
  where verdicts[e.position] is null;

  return query
  select p.reference, t.id,
    case
      when t.id is null or verdicts[p.position] = 'REFERENCE_REUSED' then 'refused'
      when verdicts[p.position] is null and t.id = p.id then 'posted'
      else 'duplicate' end,
    case
      when verdicts[p.position] = 'REFERENCE_REUSED' then 'REFERENCE_REUSED'
      when t.id is null then verdicts[p.first_position] end
  from ledger.proposed_transfers(batch) p left join ledger.transfers t on t.reference = p.reference
  order by p.position;
end $$;`;

const grants = `
revoke execute on function ledger.post_transfers, ledger.proposed_transfers, ledger.proposed_entries from public;
do $$ begin
  execute format('grant execute on function ledger.post_transfers to %I', regexp_replace(current_user, '_owner$', ''));
end $$;`;
