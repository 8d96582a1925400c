import { type Books, moving, openBooks, ownAccounts, type OwnAccounts, winery } from './given.ts';

const APPEND_ONLY = '23001';
const NO_RIGHT = '42501';

let books: Books;
let own: OwnAccounts;
let partition: string;
beforeAll(async () => {
  books = await openBooks();
  own = ownAccounts();
  await books.post([moving(own.money(10_00n), own.walletOf(winery), own.receivable)]);
  const { rows } = await books.started.truth.query<{ name: string }>(
    `select tableoid::regclass::text as name from ledger.entries limit 1`,
  );
  partition = rows[0]!.name;
});
afterAll(() => books.stop());

const fingerprint = async () => {
  const { rows } = await books.started.truth.query<{ books: string }>(
    `select jsonb_build_object(
       'accounts', (select jsonb_agg(a order by id) from ledger.accounts a),
       'transfers', (select jsonb_agg(t order by id) from ledger.transfers t),
       'entries', (select jsonb_agg(e order by transfer_id, sequence) from ledger.entries e))::text as books`,
  );
  return rows[0]?.books;
};

const attempts = () => [
  `update ledger.transfers set description = 'changed'`,
  'delete from ledger.transfers',
  'truncate ledger.transfers cascade',
  'update ledger.entries set amount_minor = -amount_minor',
  'delete from ledger.entries',
  'truncate ledger.entries',
  `update ${partition} set amount_minor = -amount_minor`,
  `delete from ${partition}`,
  `truncate ${partition}`,
  `insert into ${partition} select transfer_id, 3::smallint, account_id, currency, 1, posted_at from ${partition} limit 1`,
  'update ledger.accounts set balance_minor = 0',
  'delete from ledger.accounts',
  'truncate ledger.accounts cascade',
];

describe.each([
  ['service', NO_RIGHT],
  ['owner', APPEND_ONLY],
] as const)('the books, asked by the %s', (role, refusal) => {
  it('cannot be changed, deleted or truncated, by no table and no partition', async () => {
    const before = await fingerprint();
    for (const statement of attempts()) {
      await expect(books.sqlAs(role, statement)).rejects.toMatchObject({ code: refusal });
    }
    expect(await fingerprint()).toBe(before);
  });
});

describe('the service', () => {
  it('can post through the posting function only', async () => {
    await expect(
      books.sqlAs('service', `insert into ledger.transfers select * from ledger.transfers limit 1`),
    ).rejects.toMatchObject({ code: NO_RIGHT });
    await expect(
      books.sqlAs('service', `insert into ledger.entries select * from ledger.entries limit 1`),
    ).rejects.toMatchObject({ code: NO_RIGHT });
  });

  it('cannot open an account that is not empty', async () => {
    await expect(
      books.sqlAs(
        'service',
        `insert into ledger.accounts (id, code, kind, currency, allow_negative, balance_minor)
         values ('lac_x', 'gift', 'asset', 'EUR', true, 100)`,
      ),
    ).rejects.toMatchObject({ code: NO_RIGHT });
  });
});

describe('the owner', () => {
  /** `entries`: sequence, account and amount, and a currency if it is not the account's. */
  const insert = (
    entries: readonly (readonly [number, 'wallet' | 'receivable', number, string?])[],
    { entryCount = 2 } = {},
  ) => {
    const accounts = { wallet: own.walletOf(winery), receivable: own.receivable };
    const rows = entries.map(
      ([sequence, account, amount, currency = own.currency]) =>
        `(${sequence}, '${accounts[account].id}', '${currency}', ${amount})`,
    );
    return `
    with t as (
      insert into ledger.transfers (id, reference, kind, description, entry_count, occurred_at, posted_at)
      values ('trf_direct', 'direct', 'sale', 'by hand', ${entryCount}, now(), now()) returning *)
    insert into ledger.entries (transfer_id, sequence, account_id, currency, amount_minor, posted_at)
    select t.id, e.sequence, e.account_id, e.currency, e.amount_minor, t.posted_at
    from t, (values ${rows.join(', ')}) e (sequence, account_id, currency, amount_minor)`;
  };

  it.each([
    [
      'does not sum to zero',
      'transfers_balance',
      () =>
        insert([
          [1, 'wallet', 100],
          [2, 'receivable', -99],
        ]),
    ],
    [
      'has one entry',
      'transfers_entry_count_check',
      () => insert([[1, 'wallet', 100]], { entryCount: 1 }),
    ],
    [
      'has fewer entries than it says',
      'transfers_are_whole',
      () =>
        insert(
          [
            [1, 'wallet', 100],
            [2, 'receivable', -100],
          ],
          { entryCount: 3 },
        ),
    ],
    [
      'has more entries than it says',
      'transfers_are_whole',
      () =>
        insert([
          [1, 'wallet', 2],
          [2, 'receivable', -1],
          [3, 'receivable', -1],
        ]),
    ],
    [
      'leaves out a number',
      'transfers_are_whole',
      () =>
        insert([
          [1, 'wallet', 100],
          [3, 'receivable', -100],
        ]),
    ],
    [
      'has an entry of nothing',
      'entries_amount_minor_check',
      () =>
        insert(
          [
            [1, 'wallet', 1],
            [2, 'receivable', -1],
            [3, 'receivable', 0],
          ],
          { entryCount: 3 },
        ),
    ],
    [
      'has none',
      'transfers_are_whole',
      () => `insert into ledger.transfers (id, reference, kind, description, entry_count, occurred_at, posted_at)
        values ('trf_direct', 'direct', 'sale', 'by hand', 2, now(), now())`,
    ],
    [
      "is in another currency than the account's",
      'entries_account_id_currency_fkey',
      () =>
        insert([
          [1, 'wallet', 100, 'XTS'],
          [2, 'receivable', -100, 'XTS'],
        ]),
    ],
  ])('cannot commit a transfer that %s', async (_what, constraint, statement) => {
    await expect(books.sqlAs('owner', statement())).rejects.toMatchObject({ constraint });
  });

  it('cannot add entries to a transfer that is posted, even balanced ones', async () => {
    const statement = `insert into ledger.entries
      select transfer_id, sequence + 2, account_id, currency, amount_minor, posted_at from ledger.entries`;
    await expect(books.sqlAs('owner', statement)).rejects.toMatchObject({
      constraint: 'transfers_are_whole',
    });
  });

  it('cannot open an account that is not empty', async () => {
    const statement = `insert into ledger.accounts (id, code, kind, currency, allow_negative, balance_minor)
      values ('lac_x', 'gift', 'asset', 'EUR', true, 100)`;
    await expect(books.sqlAs('owner', statement)).rejects.toMatchObject({
      constraint: 'accounts_open_empty',
    });
  });

  it('cannot change what an account is', async () => {
    const statement = `update ledger.accounts set kind = 'expense'`;
    await expect(books.sqlAs('owner', statement)).rejects.toThrow(
      'what an account is does not change',
    );
  });

  it('moves balances too when it books by hand', async () => {
    await books.sqlAs(
      'owner',
      insert([
        [1, 'wallet', -5],
        [2, 'receivable', 5],
      ]),
    );
    expect(await books.balances(own.receivable)).toEqual([10_05n]);
    await books.expectSound();
  });
});

describe('partitions', () => {
  it('are there for a year from now, and making them again changes nothing', async () => {
    const count = async () => {
      const { rows } = await books.started.truth.query<{ count: string }>(
        `select count(*) from pg_inherits where inhparent = 'ledger.entries'::regclass`,
      );
      return Number(rows[0]?.count);
    };
    expect(await count()).toBe(13);
    await books.sqlAs('service', 'select ledger.create_entry_partitions(12)');
    expect(await count()).toBe(13);
    await books.sqlAs('service', 'select ledger.create_entry_partitions(14)');
    expect(await count()).toBe(15);
  });

  it('that are new are append-only, too', async () => {
    const { rows } = await books.started.truth.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = 'ledger.entries'::regclass order by 1 desc limit 1`,
    );
    const newest = rows[0]!.name;
    await expect(books.sqlAs('owner', `truncate ${newest}`)).rejects.toMatchObject({
      code: APPEND_ONLY,
    });
    await expect(books.sqlAs('service', `select from ${newest}`)).rejects.toMatchObject({
      code: NO_RIGHT,
    });
  });
});
