import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer, operator, seller } from '#kernel/testing/principals.ts';
import {
  type Books,
  brewery,
  openBooks,
  paymentCaptured,
  paymentsLogBeside,
  refundSucceeded,
  winery,
} from './given.ts';

const bookkeeper = operator('ledger.read');
const sale = paymentCaptured('EUR', { [winery]: 100_00n, [brewery]: 50_00n });

let books: Books;
beforeAll(async () => {
  books = await openBooks();
  const log = await paymentsLogBeside(books);
  await log.append(
    sale,
    refundSucceeded(sale, { [winery]: 20_00n }),
    paymentCaptured('EUR', { [winery]: 1_00n }),
  );
  await log.consume();
});
afterAll(() => books.stop());

const ask = <Data>(query: string, variables?: Record<string, unknown>) =>
  books.started.as(bookkeeper).execute<Data>(query, variables);

const QUERIES = [
  '{ ledgerAccounts { edges { node { id } } } }',
  '{ ledgerAccount(code: "platform_fees", currency: "EUR") { id } }',
  '{ transfers { edges { node { id } } } }',
  '{ transfer(id: "trf_01h455vb4pex5vsknk084sn02q") { id } }',
  '{ trialBalance { balanced } }',
  '{ ledgerAudit { sound } }',
];

describe('the books', () => {
  it.each(QUERIES)('are closed to who may not read them: %s', async (query) => {
    const codeFor = async (principal: Parameters<typeof books.started.as>[0]) =>
      (await books.started.as(principal).execute(query)).errors?.[0]?.extensions?.['code'];
    expect(await codeFor(ANONYMOUS)).toBe('UNAUTHENTICATED');
    expect(await codeFor(customer())).toBe('FORBIDDEN');
    expect(await codeFor(seller(winery))).toBe('FORBIDDEN');
  });

  it('show the transfers of a payment, the newest first', async () => {
    const { data, errors } = await ask<unknown>(
      `query ($paymentId: ID!) {
        transfers(paymentId: $paymentId) {
          edges { node {
            kind payment { id } order { id } merchant { id } refundId
            entries { sequence direction amount { decimal currency } account { code owner { id } } }
          } }
          pageInfo { hasNextPage }
        }
      }`,
      { paymentId: sale.data.paymentId },
    );
    expect(errors).toBeUndefined();
    const { paymentId, orderId } = sale.data;
    const entry = (
      sequence: number,
      direction: string,
      decimal: string,
      code: string,
      owner?: string,
    ) => ({
      sequence,
      direction,
      amount: { decimal, currency: 'EUR' },
      account: { code, owner: owner ? { id: owner } : null },
    });
    const about = { payment: { id: paymentId }, order: { id: orderId } };
    expect(data).toEqual({
      transfers: {
        pageInfo: { hasNextPage: false },
        edges: [
          {
            node: {
              ...about,
              kind: 'REFUND',
              merchant: { id: winery },
              refundId: expect.stringMatching(/^rfd_/),
              entries: [
                entry(1, 'DEBIT', '18.00', 'merchant_wallet', winery),
                entry(2, 'DEBIT', '2.00', 'platform_fees'),
                entry(3, 'CREDIT', '20.00', 'provider_receivable:sandbox'),
              ],
            },
          },
          {
            node: {
              ...about,
              kind: 'SALE',
              merchant: { id: brewery },
              refundId: null,
              entries: [
                entry(1, 'DEBIT', '50.00', 'provider_receivable:sandbox'),
                entry(2, 'CREDIT', '45.00', 'merchant_wallet', brewery),
                entry(3, 'CREDIT', '5.00', 'platform_fees'),
              ],
            },
          },
          {
            node: {
              ...about,
              kind: 'SALE',
              merchant: { id: winery },
              refundId: null,
              entries: [
                entry(1, 'DEBIT', '100.00', 'provider_receivable:sandbox'),
                entry(2, 'CREDIT', '90.00', 'merchant_wallet', winery),
                entry(3, 'CREDIT', '10.00', 'platform_fees'),
              ],
            },
          },
        ],
      },
    });
  });

  it('show transfers with their entries and accounts in three statements, however many there are', async () => {
    const { statements } = await statementsOf(() =>
      ask('{ transfers { edges { node { entries { amount { decimal } account { code } } } } } }'),
    );
    expect(statements).toHaveLength(3);
  });

  it('show an account with its balance and its entries', async () => {
    const { data } = await ask<unknown>(
      `{ ledgerAccount(code: "platform_fees", currency: "EUR") {
        kind currency owner { id } balance { decimal }
        entries(first: 2) { edges { node { direction amount { decimal } transfer { kind } } } pageInfo { hasNextPage } }
      } }`,
    );
    expect(data).toMatchObject({
      ledgerAccount: {
        kind: 'INCOME',
        currency: 'EUR',
        owner: null,
        balance: { decimal: '13.10' },
      },
    });
    expect(data).toHaveProperty('ledgerAccount.entries.pageInfo.hasNextPage', true);
  });

  it("show a merchant's account only to who names its owner", async () => {
    const walletOf = (ownerId: string | null) =>
      ask<{ ledgerAccount: unknown }>(
        `query ($ownerId: ID) {
          ledgerAccount(code: "merchant_wallet", currency: "EUR", ownerId: $ownerId) { balance { decimal } }
        }`,
        { ownerId },
      );
    expect((await walletOf(brewery)).data.ledgerAccount).toEqual({ balance: { decimal: '45.00' } });
    expect((await walletOf(null)).data.ledgerAccount).toBeNull();
  });

  it.each([
    ['ledgerAccounts', 'edges { cursor node { id } } pageInfo { hasNextPage endCursor }', ''],
    ['transfers', 'edges { cursor node { id } } pageInfo { hasNextPage endCursor }', ''],
  ])('page through %s without missing or repeating any', async (field, selection) => {
    type Page = {
      edges: { node: { id: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    const all = await ask<Record<string, Page>>(`{ ${field}(first: 100) { ${selection} } }`);
    const seen: string[] = [];
    const next = async (after: string | null): Promise<Page> =>
      (
        await ask<Record<string, Page>>(
          `query ($after: String) { ${field}(first: 1, after: $after) { ${selection} } }`,
          { after },
        )
      ).data[field]!;
    for (let page = await next(null); ; page = await next(page.pageInfo.endCursor)) {
      seen.push(...page.edges.map(({ node }) => node.id));
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(all.data[field]?.edges.map(({ node }) => node.id));
  });

  it('balance', async () => {
    const { data } = await ask<unknown>(
      '{ trialBalance { currency debits { decimal } credits { decimal } balanced } }',
    );
    expect(data).toEqual({
      trialBalance: [
        {
          currency: 'EUR',
          debits: { decimal: '131.00' },
          credits: { decimal: '131.00' },
          balanced: true,
        },
      ],
    });
  });

  it('are audited entry by entry', async () => {
    const { data } = await ask<unknown>(
      '{ ledgerAudit { sound entryCount wrongBalances brokenTransfers } }',
    );
    expect(data).toEqual({
      ledgerAudit: { sound: true, entryCount: '12', wrongBalances: [], brokenTransfers: [] },
    });
  });
});

describe('an audit', () => {
  it('names an account whose balance somebody with all rights has changed', async () => {
    const { truth } = books.started;
    const change = async (units: number) => {
      // What no role of ours can do.
      await truth.query('alter table ledger.accounts disable trigger guard_account');
      await truth.query(
        `update ledger.accounts set balance_minor = balance_minor + $1 where code = 'platform_fees'`,
        [units],
      );
      await truth.query('alter table ledger.accounts enable trigger guard_account');
    };
    await change(1);
    const { data } = await ask<{ ledgerAudit: { sound: boolean; wrongBalances: string[] } }>(
      '{ ledgerAudit { sound wrongBalances } }',
    );
    await change(-1);
    expect(data.ledgerAudit).toMatchObject({
      sound: false,
      wrongBalances: [expect.stringMatching(/^lac_/)],
    });
  });
});

describe('a seller', () => {
  const WALLETS = `{ merchantWallets {
    currency balance { decimal }
    movements(first: 2) { edges { node { kind amount { decimal } order { id } } } pageInfo { hasNextPage } }
  } }`;

  it("sees its own merchant's wallets and what moved in them", async () => {
    const { data, errors } = await books.started.as(seller(winery)).execute<unknown>(WALLETS);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      merchantWallets: [{ currency: 'EUR', balance: { decimal: '72.90' } }],
    });
    expect(data).toHaveProperty('merchantWallets.0.movements.pageInfo.hasNextPage', true);
  });

  it('sees a refund as money that left the wallet', async () => {
    const { data } = await books.started.as(seller(winery)).execute<{
      merchantWallets: {
        movements: { edges: { node: { kind: string; amount: { decimal: string } } }[] };
      }[];
    }>('{ merchantWallets { movements { edges { node { kind amount { decimal } } } } } }');
    const movements = data.merchantWallets[0]?.movements.edges.map(
      ({ node }) => `${node.kind} ${node.amount.decimal}`,
    );
    expect(movements?.toSorted()).toEqual(['REFUND -18.00', 'SALE 0.90', 'SALE 90.00']);
  });

  it("sees nothing of another merchant's", async () => {
    const { data } = await books.started.as(seller(brewery)).execute<unknown>(WALLETS);
    expect(data).toMatchObject({ merchantWallets: [{ balance: { decimal: '45.00' } }] });
  });

  it('who is none, or may not read wallets, has no wallets', async () => {
    for (const principal of [customer(), { ...seller(winery), permissions: [] }]) {
      const { data } = await books.started
        .as(principal)
        .execute<unknown>('{ merchantWallets { id } }');
      expect(data).toEqual({ merchantWallets: [] });
    }
  });

  it('must be logged in', async () => {
    const { errors } = await books.started.as(ANONYMOUS).execute('{ merchantWallets { id } }');
    expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  });
});
