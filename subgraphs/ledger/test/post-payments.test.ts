import fc from 'fast-check';
import type { Consumer } from '#kernel/persistence/consumer.ts';
import { ConsumerGroup } from '#kernel/persistence/consumer.ts';
import { Listener } from '#kernel/persistence/listener.ts';
import { execute } from '#kernel/persistence/sql.ts';
import { onPayments } from '../consumers/post-payments.ts';
import {
  type Books,
  brewery,
  type MoneyEvent,
  openBooks,
  ownAccounts,
  type OwnAccounts,
  paymentCaptured,
  type PaymentsLog,
  paymentsLogBeside,
  refundSucceeded,
  winery,
} from './given.ts';

let books: Books;
let log: PaymentsLog;
beforeAll(async () => {
  books = await openBooks();
  log = await paymentsLogBeside(books);
});
afterAll(() => books.stop());

let own: OwnAccounts;
beforeEach(() => {
  own = ownAccounts();
});

const everyBalance = () =>
  books.balances(own.receivable, own.walletOf(winery), own.walletOf(brewery), own.fees);

const transfersOf = async (...events: readonly MoneyEvent[]) => {
  const { rows } = await books.started.truth.query<{ count: string }>(
    'select count(*) from ledger.transfers where payment_id = any($1)',
    [events.map(({ data }) => data.paymentId)],
  );
  return Number(rows[0]?.count);
};

describe('a captured payment', () => {
  it('credits each merchant its share less the fee, and the platform the fee', async () => {
    await log.append(paymentCaptured(own.currency, { [winery]: 100_00n, [brewery]: 50_00n }));
    await log.consume();
    expect(await everyBalance()).toEqual([150_00n, 90_00n, 45_00n, 15_00n]);
    await books.expectSound();
  });

  it('is booked when it happened, which is not when it is posted', async () => {
    const sale = paymentCaptured(own.currency, { [winery]: 1_00n });
    await log.append(sale);
    await log.consume();
    const { rows } = await books.started.truth.query<{ same: boolean; later: boolean }>(
      `select t.occurred_at = date_trunc('milliseconds', e.occurred_at) as same, t.posted_at >= t.occurred_at as later
       from ledger.transfers t join payments.events e on e.aggregate_id = t.payment_id where t.payment_id = $1`,
      [sale.data.paymentId],
    );
    expect(rows).toEqual([{ same: true, later: true }]);
  });
});

describe('a refund', () => {
  it('gives the fee back in proportion', async () => {
    const sale = paymentCaptured(own.currency, { [winery]: 100_00n, [brewery]: 50_00n });
    await log.append(sale, refundSucceeded(sale, { [winery]: 20_00n }));
    await log.consume();
    expect(await everyBalance()).toEqual([130_00n, 72_00n, 45_00n, 13_00n]);
  });

  it('in parts, over several batches, leaves every account at zero in the end', async () => {
    const sale = paymentCaptured(own.currency, { [winery]: 19_99n, [brewery]: 15n });
    await log.append(sale, refundSucceeded(sale, { [winery]: 6_66n, [brewery]: 7n }));
    await log.consume();
    await log.append(refundSucceeded(sale, { [winery]: 6_67n, [brewery]: 7n }));
    await log.consume();
    await log.append(
      refundSucceeded(sale, { [winery]: 6_66n }),
      refundSucceeded(sale, { [brewery]: 1n }),
    );
    await log.consume();
    expect(await everyBalance()).toEqual([0n, 0n, 0n, 0n]);
    await books.expectSound();
  });
});

describe('each event', () => {
  it('takes effect once, however often the log is read', async () => {
    const sale = paymentCaptured(own.currency, { [winery]: 19_99n });
    await log.append(
      sale,
      refundSucceeded(sale, { [winery]: 6_66n }),
      refundSucceeded(sale, { [winery]: 33n }),
    );
    await log.consume();
    const before = await everyBalance();
    await log.rewind();
    await log.consume();
    expect(await everyBalance()).toEqual(before);
    expect(await transfersOf(sale)).toBe(3);
  });

  it('takes effect once when the connection dies after posting and before the commit', async () => {
    const sales = [10_00n, 20_00n].map((units) =>
      paymentCaptured(own.currency, { [winery]: units }),
    );
    await log.append(...sales);
    let crashes = 1;
    const { runtime } = books.started;
    const crashing: Consumer = {
      group: onPayments.group,
      log: onPayments.log,
      handleBatch: async (em, events) => {
        if ('handleBatch' in onPayments) await onPayments.handleBatch(em, events);
        if (crashes-- > 0) await execute(em, 'select pg_terminate_backend(pg_backend_pid())');
      },
    };
    const group = new ConsumerGroup(crashing, {
      context: 'ledger',
      orm: runtime.orm,
      logger: runtime.logger,
      listener: new Listener(runtime.databaseUrl, runtime.logger),
    });
    await group.step();
    await log.consume();
    expect(crashes).toBeLessThan(1);
    expect(await everyBalance()).toEqual([30_00n, 27_00n, 0n, 3_00n]);
    expect(await transfersOf(...sales)).toBe(2);
  });

  it('leads to the same balances in any order and any batches', async () => {
    const balancesAfter = async (order: readonly number[], batch: number) => {
      own = ownAccounts();
      const sale = paymentCaptured(own.currency, { [winery]: 19_99n, [brewery]: 15n });
      const events = [
        sale,
        paymentCaptured(own.currency, { [winery]: 7n }),
        refundSucceeded(sale, { [winery]: 6_66n, [brewery]: 5n }),
        refundSucceeded(sale, { [winery]: 6n }),
        refundSucceeded(sale, { [brewery]: 5n }),
      ];
      for (let at = 0; at < order.length; at += batch) {
        await log.append(...order.slice(at, at + batch).map((index) => events[index]!));
        await log.consume();
      }
      return everyBalance();
    };
    const inOrder = [0, 1, 2, 3, 4];
    const expected = await balancesAfter(inOrder, inOrder.length);
    const anyOrder = fc.shuffledSubarray(inOrder, { minLength: inOrder.length });
    const property = fc.asyncProperty(
      anyOrder,
      fc.integer({ min: 1, max: 5 }),
      async (order, batch) => {
        expect(await balancesAfter(order, batch)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 10, endOnFailure: true });
    await books.expectSound();
  });

  it('that cannot be booked waits for an operator, and holds up no other payment', async () => {
    const broken = paymentCaptured(own.currency, { [winery]: 10_00n });
    const { amount } = broken.data;
    await log.append(
      paymentCaptured(own.currency, { [winery]: 10_00n }),
      { ...broken, data: { ...broken.data, amount: { ...amount, minorUnits: '1001' } } },
      paymentCaptured(own.currency, { [winery]: 20_00n }),
    );
    await log.consume();
    expect(await books.balances(own.receivable)).toEqual([30_00n]);
    const { rows } = await books.started.truth.query<{ aggregate_id: string; last_error: string }>(
      'select aggregate_id, last_error from ledger.parked_events',
    );
    expect(rows).toEqual([
      {
        aggregate_id: broken.data.paymentId,
        last_error: expect.stringMatching(/^The split adds up to/),
      },
    ]);
  });
});
