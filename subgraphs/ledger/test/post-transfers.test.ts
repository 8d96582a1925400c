import { openDatabase } from '#kernel/persistence/database.ts';
import { newId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { credit, debit } from '../domain/transfer.ts';
import { type PostingResult, postTransfers } from '../usecases/post-transfers.ts';
import {
  aTransfer,
  type Books,
  brewery,
  limited,
  moving,
  openBooks,
  ownAccounts,
  type OwnAccounts,
  winery,
} from './given.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.stop());

let own: OwnAccounts;
beforeEach(() => {
  own = ownAccounts();
});

const aSale = () => moving(own.money(10_00n), own.walletOf(winery), own.receivable);
const answers = (results: readonly PostingResult[]) =>
  results.map(({ outcome, reason }) => reason ?? outcome);

describe('a batch', () => {
  it('is posted with its balances', async () => {
    const { money, receivable, walletOf, fees } = own;
    const results = await books.post([
      aTransfer([
        debit(receivable, money(10_00n)),
        credit(walletOf(winery), money(9_00n)),
        credit(fees, money(1_00n)),
      ]),
      aTransfer([debit(receivable, money(5_00n)), credit(walletOf(brewery), money(5_00n))]),
    ]);
    expect(answers(results)).toEqual(['posted', 'posted']);
    expect(await books.balances(receivable, walletOf(winery), walletOf(brewery), fees)).toEqual([
      15_00n,
      9_00n,
      5_00n,
      1_00n,
    ]);
    await books.expectSound();
  });

  it('takes two statements, however long it is', async () => {
    const transfers = Array.from({ length: 200 }, aSale);
    const { statements } = await statementsOf(() => books.post(transfers));
    expect(statements.filter((statement) => statement.includes('ledger.'))).toHaveLength(2);
  });

  it('posted twice is posted once', async () => {
    const batch = [aSale(), aSale()];
    const first = await books.post(batch);
    const again = await books.post(batch);
    expect(again).toEqual(first.map((result) => ({ ...result, outcome: 'duplicate' })));
    expect(await books.balances(own.receivable)).toEqual([20_00n]);
  });

  it('may name one cause twice, and posts it once', async () => {
    const sale = aSale();
    const results = await books.post([sale, { ...sale, id: newId('trf') }, sale]);
    expect(answers(results)).toEqual(['posted', 'duplicate', 'duplicate']);
    expect(results.map(({ transferId }) => transferId)).toEqual([sale.id, sale.id, sale.id]);
    expect(await books.balances(own.receivable)).toEqual([10_00n]);
  });

  it('answers each transfer on its own, in their order', async () => {
    const { money, receivable, fees } = own;
    const foreign = Money.of(1n, own.currency === 'USD' ? 'EUR' : 'USD');
    const good = aSale();
    await books.post([good]);
    const results = await books.post([
      aTransfer([debit(receivable, money(2n)), credit(fees, money(1n))]),
      aSale(),
      good,
      { ...moving(money(1n), fees, receivable), reference: good.reference },
      aTransfer([debit(receivable, money(1n))]),
      aTransfer([debit(receivable, money(1n)), credit(fees, money(1n))], {
        kind: 'correction',
        reversesId: newId('trf'),
      }),
      moving(foreign, fees, receivable),
    ]);
    expect(answers(results)).toEqual([
      'UNBALANCED',
      'posted',
      'duplicate',
      'REFERENCE_REUSED',
      'TOO_FEW_ENTRIES',
      'REVERSED_TRANSFER_UNKNOWN',
      'CURRENCY_MISMATCH',
    ]);
    expect(await books.balances(receivable, fees)).toEqual([20_00n, 0n]);
    await books.expectSound();
  });

  it('posts nothing when its transaction fails', async () => {
    const attempt = books.started.runtime.orm.em.fork().transactional(async (em) => {
      await postTransfers(em, [aSale()]);
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await books.balances(own.receivable)).toEqual([0n]);
  });
});

describe('a transfer', () => {
  it('balances in each currency by itself', async () => {
    const other = ownAccounts();
    const half = (accounts: OwnAccounts, units: bigint) => [
      debit(accounts.receivable, accounts.money(units)),
      credit(accounts.walletOf(winery), accounts.money(units)),
    ];
    const crossed = [half(own, 5n)[0]!, half(other, 5n)[1]!];
    const results = await books.post([
      aTransfer(crossed),
      aTransfer([...half(own, 5n), ...half(other, 6n)]),
    ]);
    expect(answers(results)).toEqual(['UNBALANCED', 'posted']);
  });

  it('may be corrected by another that names it', async () => {
    const wrong = aSale();
    await books.post([wrong]);
    const undone = wrong.entries.map(({ account, amount }) => ({
      account,
      amount: amount.negate(),
    }));
    const results = await books.post([
      aTransfer(undone, { kind: 'correction', reversesId: wrong.id }),
    ]);
    expect(answers(results)).toEqual(['posted']);
    expect(await books.balances(own.receivable, own.walletOf(winery))).toEqual([0n, 0n]);
  });
});

describe('an account that forbids a negative balance', () => {
  const wallet = () => limited(own.walletOf(winery));
  const earns = (units: bigint) => moving(own.money(units), wallet(), own.receivable);
  const spends = (units: bigint) => moving(own.money(units), own.receivable, wallet());

  it('refuses what would overdraw it and takes the rest, as if they came one by one', async () => {
    const results = await books.post([
      spends(1n),
      earns(10n),
      spends(6n),
      spends(5n),
      spends(4n),
      spends(1n),
    ]);
    expect(answers(results)).toEqual([
      'INSUFFICIENT_BALANCE',
      'posted',
      'posted',
      'INSUFFICIENT_BALANCE',
      'posted',
      'INSUFFICIENT_BALANCE',
    ]);
    expect(await books.balances(wallet())).toEqual([0n]);
  });

  it('can be spent by one of many who try at once', async () => {
    await books.post([earns(10n)]);
    const results = await Promise.all(Array.from({ length: 10 }, () => books.post([spends(10n)])));
    expect(results.flat().filter(({ outcome }) => outcome === 'posted')).toHaveLength(1);
    expect(await books.balances(wallet())).toEqual([0n]);
  });

  it('cannot be overdrawn by hand either', async () => {
    await books.post([earns(10n)]);
    const statement = `
      with t as (
        insert into ledger.transfers (id, reference, kind, description, entry_count, occurred_at, posted_at)
        values ('trf_direct', 'direct', 'sale', 'by hand', 2, now(), now()) returning *)
      insert into ledger.entries
      select t.id, e.sequence, e.account, '${own.currency}', e.amount, t.posted_at
      from t, (values (1, '${wallet().id}', 11), (2, '${own.receivable.id}', -11)) e (sequence, account, amount)`;
    await expect(books.sqlAs('owner', statement)).rejects.toMatchObject({
      constraint: 'no_negative_balance',
    });
  });
});

describe('twenty clients over four accounts', () => {
  it('never deadlock, and leave every balance right', async () => {
    const { database, runtime } = books.started;
    const { money, receivable, walletOf, fees } = own;
    const orm = await openDatabase({
      context: 'ledger',
      url: database.installation.contextUrl('ledger'),
      entities: [],
      maxConnections: 20,
      logger: runtime.logger,
    });
    const accounts = [receivable, walletOf(winery), walletOf(brewery), fees];
    const between = (from: number, to: number) =>
      moving(money(1n), accounts[from % 4]!, accounts[to % 4]!);
    const shared = [between(0, 1), between(1, 2)];
    // Each client names the accounts in another order, and all of them also post the same two transfers.
    const batchOf = (client: number, round: number) => [
      ...(client % 2 === 0 ? shared : shared.toReversed()),
      ...Array.from({ length: 10 }, (_, index) =>
        between(client + index + round, client + 3 * index + round + 1),
      ).filter(({ entries }) => entries[0]?.account !== entries[1]?.account),
    ];
    try {
      // Without the retries of a use case: a deadlock would fail this.
      const post = (client: number, round: number) =>
        orm.em.fork().transactional((em) => postTransfers(em, batchOf(client, round)));
      const results = await Promise.all(
        Array.from({ length: 20 }, async (_, client) => [
          ...(await post(client, 0)),
          ...(await post(client, 1)),
          ...(await post(client, 2)),
        ]),
      );
      const ofShared = results
        .flat()
        .filter(({ reference }) => shared.some((each) => each.reference === reference));
      expect(ofShared.filter(({ outcome }) => outcome === 'posted')).toHaveLength(2);
      expect(results.flat().filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    } finally {
      await orm.close(true);
    }
    await books.expectSound();
  });
});
