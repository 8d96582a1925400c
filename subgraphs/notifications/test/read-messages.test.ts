import { newId, stableId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { customer, operator, seller } from '#kernel/testing/principals.ts';
import { type Desk, anOrder, brewery, cancelled, completed, openDesk, winery } from './given.ts';

const MESSAGES = `query Messages($first: Int, $after: String) {
  messages(first: $first, after: $after) {
    edges { cursor node { id kind subject body order { id } createdAt sentAt deliveryStatus } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const MESSAGE = `query Message($id: ID!) { message(id: $id) { id kind } }`;

interface Page {
  messages: {
    edges: { node: { id: string; kind: string; subject: string; order: { id: string } } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.clear());
afterAll(() => desk.started.stop());

const pageOf = async (who: Principal, variables: { first?: number; after?: string | null } = {}) =>
  (await desk.started.as(who).execute<Page>(MESSAGES, variables)).data.messages;

const subjectsOf = async (who: Principal) =>
  (await pageOf(who)).edges.map(({ node }) => node.subject);

const messageAs = async (who: Principal, id: string) =>
  (await desk.started.as(who).execute<{ message: unknown }>(MESSAGE, { id })).data.message;

async function completedOrder(customerId = newId('usr')) {
  const order = anOrder(customerId);
  await completed(desk, order);
  await desk.readLogs();
  return order;
}

it('shows a customer what was written to them', async () => {
  const ada = customer();
  const order = await completedOrder(ada.id);
  const { edges } = await pageOf(ada);
  expect(edges.map(({ node }) => node)).toEqual([
    {
      id: expect.stringMatching(/^msg_/) as string,
      kind: 'ORDER_CONFIRMED',
      subject: 'Your order is confirmed (44.80 EUR)',
      body: expect.stringContaining('Grüner Veltliner') as string,
      order: { id: order.orderId },
      createdAt: '2026-11-21T12:00:00.000Z',
      sentAt: null,
      deliveryStatus: 'NOT_CONFIGURED',
    },
  ]);
});

it('shows a seller what was written to the merchant, and nobody what was written to another', async () => {
  await completedOrder();
  expect(await subjectsOf(seller(winery))).toEqual(['You sold for 29.80 EUR']);
  expect(await subjectsOf(seller(brewery))).toEqual(['You sold for 15.00 EUR']);
  expect(await subjectsOf(seller(stableId('mer', 'bakery')))).toEqual([]);
  expect(await subjectsOf(customer())).toEqual([]);
  expect(await subjectsOf(operator('orders.read', 'payments.read'))).toEqual([]);
});

it('shows a seller who also buys both, the newest first', async () => {
  const buyer = seller(winery);
  await cancelled(desk, anOrder(buyer.id), 'OUT_OF_STOCK');
  await desk.readLogs();
  await completedOrder();
  expect(await subjectsOf(buyer)).toEqual(['You sold for 29.80 EUR', 'Your order was cancelled']);
});

it('shows the merchant only to those who may read for it', async () => {
  await completedOrder();
  expect(await subjectsOf({ ...seller(winery), permissions: [] })).toEqual([]);
});

it('answers another person about a message as if there were none', async () => {
  const ada = customer();
  await completedOrder(ada.id);
  const { id } = (await pageOf(ada)).edges[0]!.node;
  expect(await messageAs(ada, id)).toEqual({ id, kind: 'ORDER_CONFIRMED' });
  expect(await messageAs(customer(), id)).toBeNull();
  expect(await messageAs(seller(winery), id)).toBeNull();
  expect(await messageAs(ada, newId('msg'))).toBeNull();
  expect(await messageAs(ada, 'nonsense')).toBeNull();
});

it('tells nobody anything who is not logged in', async () => {
  const { errors } = await desk.started.as(ANONYMOUS).execute(MESSAGES);
  expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
});

it('gives every message once, newest first, page by page', async () => {
  const ada = customer();
  const orders = [];
  for (let n = 0; n < 5; n += 1) orders.push(await completedOrder(ada.id));
  const seen: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { edges, pageInfo }: Page['messages'] = await pageOf(ada, { first: 2, after });
    seen.push(...edges.map(({ node }) => node.order.id));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(seen).toEqual(orders.map(({ orderId }) => orderId).toReversed());
});

it('refuses a cursor that it has not given', async () => {
  const { errors } = await desk.started.as(customer()).execute(MESSAGES, { after: 'nonsense' });
  expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});

it('reads a page by one statement per mailbox, however many messages it has', async () => {
  for (let n = 0; n < 10; n += 1) await completedOrder();
  const { statements } = await statementsOf(() => pageOf(seller(winery), { first: 10 }));
  expect(statements).toHaveLength(2);
});
