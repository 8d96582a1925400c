import pg from 'pg';
import { CURRENCIES, type Currency } from '#kernel/domain/currency.ts';
import { type Id, newId, stableId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { ConsumerGroup } from '#kernel/persistence/consumer.ts';
import { eventLogDdl, readableLogDdl } from '#kernel/persistence/event-log.ts';
import { Listener } from '#kernel/persistence/listener.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import type { PaymentEvent, RefundEvent, Split } from '../../payments/events.ts';
import { onPayments } from '../consumers/post-payments.ts';
import {
  type AccountRef,
  merchantWallet,
  platformFees,
  providerReceivable,
} from '../domain/chart.ts';
import { credit, debit, draftTransfer, type Entry, type Transfer } from '../domain/transfer.ts';
import { ledger } from '../index.ts';
import { auditLedger } from '../usecases/audit-ledger.ts';
import { type PostingResult, postTransfers } from '../usecases/post-transfers.ts';

export const winery = stableId('mer', 'winery');
export const brewery = stableId('mer', 'brewery');

/** Accounts that no other test of the file has touched, since each takes a currency of its own. */
export interface OwnAccounts {
  readonly currency: Currency;
  money(minorUnits: bigint): Money;
  readonly receivable: AccountRef;
  readonly fees: AccountRef;
  walletOf(merchantId: Id<'mer'>): AccountRef;
}

const unused = [...CURRENCIES];

export function ownAccounts(): OwnAccounts {
  const currency = unused.pop()!;
  return {
    currency,
    money: (minorUnits) => Money.of(minorUnits, currency),
    receivable: providerReceivable('sandbox', currency),
    fees: platformFees(currency),
    walletOf: (merchantId) => merchantWallet(merchantId, currency),
  };
}

/** An account that may not go below zero. */
export const limited = (account: AccountRef): AccountRef => ({
  ...account,
  id: stableId('lac', `limited ${account.id}`),
  code: `${account.code}_limited`,
  allowNegative: false,
});

export const aTransfer = (
  entries: readonly Entry[],
  draft: Partial<Omit<Transfer, 'id'>> = {},
): Transfer =>
  draftTransfer({
    kind: 'sale',
    reference: `test/${crypto.randomUUID()}`,
    description: 'A test',
    occurredAt: new Date('2026-11-01T12:00:00Z'),
    entries,
    ...draft,
  });

export const moving = (amount: Money, from: AccountRef, to: AccountRef): Transfer =>
  aTransfer([debit(to, amount), credit(from, amount)]);

/** The ledger started for real, with the means to look behind it. */
export interface Books {
  readonly started: StartedContext;
  post(transfers: readonly Transfer[]): Promise<PostingResult[]>;
  /** As bookkeepers read them, in minor units. */
  balances(...accounts: readonly AccountRef[]): Promise<bigint[]>;
  /** Fails unless a replay of all entries agrees with every balance and transfer. */
  expectSound(): Promise<void>;
  /** Runs SQL as the service, or as the owner of the tables, in a transaction of its own. */
  sqlAs(role: 'service' | 'owner', ...statements: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function openBooks(): Promise<Books> {
  const started = await startContext(ledger, { background: false });
  const { runtime, truth, database } = started;
  return {
    started,
    post: (transfers) => inTransaction(runtime.orm, (em) => postTransfers(em, transfers)),
    balances: async (...accounts) => {
      const { rows } = await truth.query<{ id: string; balance: string }>(
        `select id, case when kind in ('asset', 'expense') then balance_minor else -balance_minor end::text as balance
         from ledger.accounts`,
      );
      const byId = new Map(rows.map(({ id, balance }) => [id, BigInt(balance)]));
      return accounts.map(({ id }) => byId.get(id) ?? 0n);
    },
    expectSound: async () => {
      expect(await auditLedger(runtime.orm.em.fork())).toMatchObject({
        wrongBalances: [],
        brokenTransfers: [],
      });
    },
    sqlAs: async (role, ...statements) => {
      const { installation, url } = database;
      const client = new pg.Client(role === 'service' ? installation.contextUrl('ledger') : url);
      await client.connect();
      try {
        if (role === 'owner') await client.query(`set role ${installation.roles.owner('ledger')}`);
        await client.query('begin');
        for (const statement of statements) await client.query(statement);
        await client.query('commit');
      } finally {
        await client.end();
      }
    },
    stop: () => started.stop(),
  };
}

/** The payments log, as it would be beside the ledger, and the group that reads it. */
export interface PaymentsLog {
  append(...events: readonly MoneyEvent[]): Promise<void>;
  /** Consumes everything there is. */
  consume(): Promise<void>;
  /** Forgets how far the group has read, so that it reads everything again. */
  rewind(): Promise<void>;
}

export async function paymentsLogBeside({ started }: Books): Promise<PaymentsLog> {
  const { runtime, truth, database } = started;
  const service = database.installation.roles.service('ledger');
  await truth.query(`create schema payments; create schema payments_log; ${eventLogDdl('payments', service)};
    ${readableLogDdl('payments', [service])}`);
  const newGroup = () =>
    new ConsumerGroup(onPayments, {
      context: 'ledger',
      orm: runtime.orm,
      logger: runtime.logger,
      listener: new Listener(runtime.databaseUrl, runtime.logger),
    });
  await newGroup().join();
  return {
    append: async (...events) => {
      for (const { type, data } of events) {
        const aggregateId = 'refundId' in data ? data.refundId : data.paymentId;
        await truth.query(
          `insert into payments.events (aggregate_id, aggregate_version, type, data)
           select $1, count(*) + 1, $2, $3 from payments.events where aggregate_id = $1`,
          [aggregateId, type, JSON.stringify(data)],
        );
      }
      await truth.query('select payments.assign_positions(10000)');
    },
    consume: async () => {
      // A new one each time, as after a crash: nothing is remembered outside of the database.
      const group = newGroup();
      for (let more = true; more;) more = await group.step();
      await group.retryDue();
    },
    rewind: async () => {
      await truth.query('update ledger.consumer_offsets set position = 0');
    },
  };
}

export type MoneyEvent = PaymentEvent | RefundEvent;

type Shares = Readonly<Record<Id<'mer'>, bigint>>;

const splitOf = (shares: Shares, currency: Currency): Split =>
  Object.entries(shares).map(([merchantId, units]) => ({
    merchantId,
    amount: Money.of(units, currency).toJSON(),
  }));

const totalOf = (shares: Shares, currency: Currency) =>
  Money.of(
    Object.values(shares).reduce((sum, units) => sum + units, 0n),
    currency,
  ).toJSON();

export const paymentCaptured = (
  currency: Currency,
  shares: Shares,
): Extract<PaymentEvent, { type: 'PaymentCaptured' }> => ({
  type: 'PaymentCaptured',
  data: {
    paymentId: newId('pay'),
    orderId: newId('ord'),
    customerId: newId('usr'),
    merchantIds: Object.keys(shares),
    status: 'CAPTURED',
    reason: null,
    amount: totalOf(shares, currency),
    captured: totalOf(shares, currency),
    split: splitOf(shares, currency),
    provider: 'sandbox',
  },
});

export const refundSucceeded = (
  of: Extract<PaymentEvent, { type: 'PaymentCaptured' }>,
  shares: Shares,
): Extract<RefundEvent, { type: 'RefundSucceeded' }> => {
  const { paymentId, orderId, customerId, provider, amount } = of.data;
  return {
    type: 'RefundSucceeded',
    data: {
      refundId: newId('rfd'),
      paymentId,
      orderId,
      customerId,
      amount: totalOf(shares, amount.currency),
      split: splitOf(shares, amount.currency),
      reason: 'returned',
      provider,
    },
  };
};
