import type pg from 'pg';
import { eventually } from '#kernel/testing/eventually.ts';
import type { Provider } from './provider.ts';

/** Who reads which log; a new group must be named here to be audited. */
const GROUPS: Readonly<Record<string, string>> = {
  'ledger.post-payments': 'payments',
  'notifications.on-order-event': 'orders',
  'notifications.on-payment-event': 'payments',
  'notifications.on-stock-event': 'catalogue',
  'orders.on-payment-event': 'payments',
  'orders.on-provisioning-event': 'provisioning',
};

export interface Audited {
  readonly truth: pg.Pool;
  readonly provider: Provider;
}

/** Everything that must be true once nothing moves any more, told by the databases and by the provider's own books. */
export async function audit({ truth, provider }: Audited): Promise<void> {
  await quiet(truth);
  expect(await unbalancedCurrencies(truth)).toEqual([]);
  expect(await wrongBalances(truth)).toEqual([]);
  expect(await wrongStock(truth)).toEqual([]);
  expect(await wrongPurchases(truth)).toEqual([]);
  expect(await ourPayments(truth)).toEqual(await theirPayments(provider));
}

/** Waits until every event has a position, every group has taken every event, and every order is decided. */
async function quiet(truth: pg.Pool): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await truth.query<{ what: string }>(
        `${Object.entries(GROUPS)
          .map(([group, log]) => pending(group, log))
          .join(' union all ')}
         union all select 'an order is pending' from orders.orders where status = 'PENDING'
         union all select 'a refund is under way' from payments.refunds where status in ('REQUESTED', 'UNKNOWN')
         union all select 'a provider event waits' from payments.provider_events where apply_at is not null`,
      );
      return rows.length === 0;
    },
    { what: 'a quiet shop' },
  );
}

function pending(group: string, log: string): string {
  const context = group.split('.')[0];
  return `select '${group} is behind' from ${log}.log_head h
      where not exists (select from ${context}.consumer_offsets o where o.group_name = '${group}' and o.position = h.position)
    union all select '${log} has unpositioned events' from ${log}.events_pending
    union all select '${group} has parked events' from ${context}.parked_events where group_name = '${group}'`;
}

const rowsOf = async (truth: pg.Pool, sql: string): Promise<unknown[]> =>
  (await truth.query(sql)).rows as unknown[];

const unbalancedCurrencies = (truth: pg.Pool) =>
  rowsOf(
    truth,
    'select currency, sum(amount_minor) from ledger.entries group by currency having sum(amount_minor) <> 0',
  );

const wrongBalances = (truth: pg.Pool) =>
  rowsOf(
    truth,
    `select a.code from ledger.accounts a left join ledger.entries e on e.account_id = a.id
     group by a.id having a.balance_minor <> coalesce(sum(e.amount_minor), 0)`,
  );

/** Reserved is what held reservations hold, and nothing is held for an order that is decided; on hand is all that ever moved. */
const wrongStock = (truth: pg.Pool) =>
  rowsOf(
    truth,
    `select s.variant_id from catalogue.stock_levels s left join (
       select line ->> 'variantId' as variant_id, sum((line ->> 'quantity')::int) as held
       from catalogue.reservations, jsonb_array_elements(lines) as line where status = 'HELD' group by 1
     ) h using (variant_id) where s.reserved <> coalesce(h.held, 0)
     union all
     select s.variant_id from catalogue.stock_levels s left join (
       select variant_id, sum(quantity) as moved from catalogue.stock_movements group by 1
     ) m using (variant_id) where s.on_hand <> coalesce(m.moved, 0)
     union all
     select r.order_id from catalogue.reservations r join orders.orders o on o.id = r.order_id
     where r.status <> case o.status when 'COMPLETED' then 'COMMITTED' when 'CANCELLED' then 'RELEASED' end
       and not (o.status = 'CANCELLED' and r.status = 'EXPIRED')`,
  );

/** A completed order is paid once, in full and delivered; a cancelled one costs nothing and delivers nothing. */
const wrongPurchases = (truth: pg.Pool) =>
  rowsOf(
    truth,
    `select o.id, o.status, p.status as payment from orders.orders o
     left join payments.payments p on p.id = o.payment_id
     left join provisioning.provisioning_requests r on r.order_id = o.id
     where case o.status
       when 'COMPLETED' then p.captured_minor is distinct from o.total_minor or r.status is distinct from 'PROVISIONED'
       else coalesce(p.captured_minor, 0) <> 0 or coalesce(r.status, 'REVOKED') not in ('REVOKED', 'FAILED') end`,
  );

interface Books {
  reference: string;
  captured: string;
  refunded: string;
}

const byReference = (a: Books, b: Books) => (a.reference < b.reference ? -1 : 1);

/** By the attempt that the provider knows each by; only those that it holds or took money for. */
async function ourPayments(truth: pg.Pool): Promise<Books[]> {
  const { rows } = await truth.query<Books>(
    `select a.id as reference, p.captured_minor::text as captured, p.refunded_minor::text as refunded
     from payments.attempts a join payments.payments p on p.id = a.payment_id
     where a.status = 'AUTHORIZED'`,
  );
  return rows.toSorted(byReference);
}

async function theirPayments(provider: Provider): Promise<Books[]> {
  const payments = await provider.payments();
  return payments
    .filter(({ status }) => ['authorized', 'captured', 'partially_captured'].includes(status))
    .map(({ reference, capturedAmount, refundedAmount }) => ({
      reference,
      captured: capturedAmount.minorUnits,
      refunded: refundedAmount.minorUnits,
    }))
    .toSorted(byReference);
}
