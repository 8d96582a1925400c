import { newId, stableId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer, operator, seller, service } from '#kernel/testing/principals.ts';
import { DEMO_LOGINS, DEMO_MERCHANTS } from '../seed/demo.ts';
import { seedDemo } from '../usecases/seed-demo.ts';
import { type StartedAccounts, startAccounts } from './given.ts';

let accounts: StartedAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

const ada = stableId('usr', 'ada@example.com');
const CUSTOMERS = `query Customers($of: [_Any!]!) {
  _entities(representations: $of) {
    ... on Customer { id email name birthDate country createdAt } } }`;

async function customersSeenBy(who: Principal, ...ids: string[]) {
  const of = ids.map((id) => ({ __typename: 'Customer', id }));
  const { data } = await accounts
    .as(who)
    .execute<{ _entities: { id: string; email: string | null }[] }>(CUSTOMERS, { of });
  return data._entities;
}
const hidden = (id: string) => ({
  id,
  email: null,
  name: null,
  birthDate: null,
  country: null,
  createdAt: null,
});

describe('what is known of a person', () => {
  it('is told to themselves, and to operators and services that may know', async () => {
    const known = [customer(ada), operator('accounts.read'), service('orders', 'accounts.read')];
    for (const who of known) {
      expect(await customersSeenBy(who, ada)).toMatchObject([
        { email: 'ada@example.com', name: 'Ada', birthDate: '1990-12-10', country: 'DE' },
      ]);
    }
  });

  it('is told to nobody else, who cannot even tell whether there is such a person', async () => {
    const others = [customer(), ANONYMOUS, seller(newId('mer')), operator(), service('payments')];
    for (const who of others) expect(await customersSeenBy(who, ada)).toEqual([hidden(ada)]);
    const unknown = newId('usr');
    for (const who of [customer(), operator('accounts.read')]) {
      expect(await customersSeenBy(who, unknown)).toEqual([hidden(unknown)]);
    }
  });

  it('is read with one statement for any number of people', async () => {
    const ids = DEMO_LOGINS.map(({ email }) => stableId('usr', email));
    const { result, statements } = await statementsOf(() =>
      customersSeenBy(operator('accounts.read'), ...ids),
    );
    expect(result.map(({ email }) => email)).toEqual(DEMO_LOGINS.map(({ email }) => email));
    expect(statements).toHaveLength(1);
  });

  it('is me only to whoever logged in', async () => {
    const query = '{ me { id email customer { birthDate } merchant { slug } } }';
    expect((await accounts.as(customer(ada)).execute(query)).data).toEqual({
      me: {
        id: ada,
        email: 'ada@example.com',
        customer: { birthDate: '1990-12-10' },
        merchant: null,
      },
    });
    for (const who of [ANONYMOUS, customer(), service('orders')]) {
      expect((await accounts.as(who).execute(query)).data).toEqual({ me: null });
    }
  });
});

describe('a merchant', () => {
  const query = 'query Merchant($id: ID!) { merchant(id: $id) { slug name country } }';

  it('is known to everybody', async () => {
    const id = stableId('mer', 'caves-montclar');
    expect((await accounts.as(ANONYMOUS).execute(query, { id })).data).toEqual({
      merchant: { slug: 'caves-montclar', name: 'Caves Montclar', country: 'FR' },
    });
  });

  it.each([newId('mer'), '', 'nul\0', ada])('is null when %j names none', async (id) => {
    expect(await accounts.as(ANONYMOUS).execute(query, { id })).toMatchObject({
      data: { merchant: null },
    });
  });

  it('is read with one statement together with all others', async () => {
    const of = DEMO_MERCHANTS.map(({ slug }) => ({
      __typename: 'Merchant',
      id: stableId('mer', slug),
    }));
    const entities = `query Merchants($of: [_Any!]!) {
      _entities(representations: $of) { ... on Merchant { slug } } }`;
    const { result, statements } = await statementsOf(() =>
      accounts.as(ANONYMOUS).execute(entities, { of }),
    );
    expect(result.data).toEqual({ _entities: DEMO_MERCHANTS.map(({ slug }) => ({ slug })) });
    expect(statements).toHaveLength(1);
  });
});

describe('a service', () => {
  const RULES = 'query Rules($id: ID!) { customerForPurchase(id: $id) { birthDate country } }';
  const CONTACT = `query Contact($user: ID, $merchant: ID) {
    contactAddress(userId: $user, merchantId: $merchant) { email name } }`;

  it('may ask what the rules of a purchase need', async () => {
    const orders = accounts.as(service('orders', 'accounts.read'));
    const kim = await orders.execute(RULES, { id: stableId('usr', 'kim@example.com') });
    expect(kim.data).toEqual({ customerForPurchase: { birthDate: '2010-05-01', country: 'DE' } });
    expect((await orders.execute(RULES, { id: newId('usr') })).data).toEqual({
      customerForPurchase: null,
    });
  });

  it('may ask where messages go, to a customer and to a merchant', async () => {
    const notifications = accounts.as(service('notifications', 'accounts.contact'));
    const toCustomer = await notifications.execute(CONTACT, { user: ada });
    const toMerchant = await notifications.execute(CONTACT, {
      merchant: stableId('mer', 'caves-montclar'),
    });
    expect([toCustomer.data, toMerchant.data]).toEqual([
      { contactAddress: { email: 'ada@example.com', name: 'Ada' } },
      { contactAddress: { email: 'seller@example.com', name: 'Sasha' } },
    ]);
  });

  it.each([
    ['UNAUTHENTICATED', ANONYMOUS],
    ['FORBIDDEN', customer(ada)],
    ['FORBIDDEN', operator('accounts.read', 'accounts.contact')],
    ['FORBIDDEN', service('payments')],
  ])('is told apart from anybody else, who gets %s', async (code, who) => {
    for (const [query, variables] of [
      [RULES, { id: ada }],
      [CONTACT, { user: ada }],
    ] as const) {
      const { errors } = await accounts.as(who).execute(query, variables);
      expect(errors?.[0]?.extensions?.['code']).toBe(code);
    }
  });
});

describe('the demo', () => {
  it('is loaded once, also by several at once, and hashes nothing when it is there', async () => {
    const hashedBefore = accounts.runtime.hasher.computed;
    await Promise.all([seedDemo(accounts.runtime), seedDemo(accounts.runtime)]);
    const { rows } = await accounts.truth.query<{ users: number; merchants: number }>(
      `select (select count(*)::int from accounts.users) as users,
              (select count(*)::int from accounts.merchants) as merchants`,
    );
    expect(rows).toEqual([{ users: DEMO_LOGINS.length, merchants: DEMO_MERCHANTS.length }]);
    expect(accounts.runtime.hasher.computed).toBe(hashedBefore);
  });

  it('needs one hash per login at the first start', async () => {
    expect(accounts.runtime.hasher.computed).toBe(DEMO_LOGINS.length);
  });
});
