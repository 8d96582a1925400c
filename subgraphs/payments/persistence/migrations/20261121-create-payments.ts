import { Migration } from '@mikro-orm/migrations';

/** Payments with their attempts, captures and refunds; the evidence of fraud screening; the provider's messages. */
export class Migration20261121CreatePayments extends Migration {
  override up(): void {
    this.addSql(payments);
    this.addSql(attempts);
    this.addSql(captures);
    this.addSql(refunds);
    this.addSql(riskAssessments);
    this.addSql(providerEvents);
  }
}

/** Whatever the code believes, these checks hold: nobody is charged more than authorized or refunded more than captured. */
const payments = `
create table payments.payments (
  id text primary key check (id like 'pay\\_%'),
  version int not null,
  revision int not null default 0, -- rises with every change, also with those that raise no event
  order_id text not null,
  customer_id text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null check (amount_minor > 0),
  authorized_minor bigint not null,
  captured_minor bigint not null,
  pending_refund_minor bigint not null check (pending_refund_minor >= 0),
  refunded_minor bigint not null check (refunded_minor >= 0),
  shares jsonb not null,
  token text check (token like 'tok\\_%'),
  return_url text,
  buyer_country text check (buyer_country ~ '^[A-Z]{2}$'),
  status text not null check (status in ('CREATED', 'REQUIRES_ACTION', 'AUTHORIZED', 'PARTIALLY_CAPTURED', 'CAPTURED',
                                         'DECLINED', 'CANCELLED', 'EXPIRED', 'UNKNOWN')),
  reason text,
  next_action_url text,
  card jsonb,
  cancellation_reason text,
  ask_at timestamptz(3),
  asked int not null,
  created_at timestamptz(3) not null,
  -- So that an attempt, a capture or a refund can only be in the payment's own currency.
  unique (id, currency),
  constraint no_more_is_authorized_than_owed check (authorized_minor between 0 and amount_minor),
  constraint no_more_is_captured_than_authorized check (captured_minor between 0 and authorized_minor),
  constraint refunds_never_exceed_captures check (refunded_minor + pending_refund_minor <= captured_minor),
  constraint captured_means_money_taken check ((captured_minor > 0) >= (status in ('PARTIALLY_CAPTURED', 'CAPTURED')))
) with (fillfactor = 70); -- room for a payment to change in place
create unique index one_live_payment_per_order on payments.payments (order_id)
  where status not in ('DECLINED', 'CANCELLED', 'EXPIRED');
create index payments_to_ask_about on payments.payments (ask_at) where ask_at is not null;
create index recent_payments_of_customer on payments.payments (customer_id, created_at);`;

const attempts = `
create table payments.attempts (
  id text primary key check (id like 'att\\_%'),
  payment_id text not null,
  provider text not null,
  provider_payment_id text,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  challenge boolean not null,
  status text not null check (status in ('REQUESTED', 'UNKNOWN', 'REQUIRES_ACTION', 'AUTHORIZED', 'DECLINED', 'VOIDED',
                                         'EXPIRED')),
  reason text,
  created_at timestamptz(3) not null,
  foreign key (payment_id, currency) references payments.payments (id, currency)
);
create index on payments.attempts (payment_id);
create unique index one_active_attempt_per_payment on payments.attempts (payment_id)
  where status in ('REQUESTED', 'UNKNOWN', 'REQUIRES_ACTION', 'AUTHORIZED');
create unique index on payments.attempts (provider, provider_payment_id);`;

const captures = `
create table payments.captures (
  id text primary key check (id like 'cap\\_%'),
  payment_id text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  status text not null check (status in ('REQUESTED', 'UNKNOWN', 'SUCCEEDED', 'FAILED')),
  reason text,
  created_at timestamptz(3) not null,
  foreign key (payment_id, currency) references payments.payments (id, currency)
);
create index on payments.captures (payment_id);
create unique index one_open_capture_per_payment on payments.captures (payment_id)
  where status in ('REQUESTED', 'UNKNOWN');`;

const refunds = `
create table payments.refunds (
  id text primary key check (id like 'rfd\\_%'),
  version int not null,
  payment_id text not null,
  order_id text not null,
  customer_id text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0),
  split jsonb not null,
  reason text not null check (length(reason) between 1 and 500),
  requested_by text not null,
  provider text not null,
  status text not null check (status in ('REQUESTED', 'UNKNOWN', 'SUCCEEDED', 'FAILED')),
  failure text,
  created_at timestamptz(3) not null,
  foreign key (payment_id, currency) references payments.payments (id, currency),
  constraint a_failure_has_a_cause check ((failure is not null) = (status = 'FAILED'))
);
create index on payments.refunds (payment_id);`;

const riskAssessments = `
create table payments.risk_assessments (
  payment_id text not null references payments.payments,
  rule text not null check (rule in ('VELOCITY', 'AMOUNT', 'COUNTRY_MISMATCH')),
  observed text not null,
  "limit" text not null,
  outcome text not null check (outcome in ('ALLOW', 'CHALLENGE', 'REVIEW', 'BLOCK')),
  assessed_at timestamptz(3) not null,
  primary key (payment_id, rule)
);`;

/** Only what says where to look is kept: the truth is fetched. */
const providerEvents = `
create table payments.provider_events (
  provider text not null,
  id text not null,
  type text not null,
  news text check (news in ('REQUIRES_ACTION', 'AUTHORIZED', 'DECLINED', 'CAPTURED', 'VOIDED', 'EXPIRED')),
  reference text,
  received_at timestamptz(3) not null,
  apply_at timestamptz(3), -- null: applied
  primary key (provider, id)
);
create index provider_events_to_apply on payments.provider_events (apply_at) where apply_at is not null;
create index provider_events_waiting on payments.provider_events (reference) where apply_at is not null;`;
