import { ANONYMOUS, type Principal } from './principal.ts';
import { customer, operator, seller, service } from '../testing/principals.ts';
import { newId } from '../domain/id.ts';
import { type StartedContext, startContext } from '../testing/start-context.ts';
import {
  append,
  assignPositions,
  effectsOf,
  groupOf,
  recorder,
  toyShop,
} from '../testing/toy-shop.ts';

const GROUP = 'shop.billing';
const LIST = `query ($group: String, $deadOnly: Boolean! = false, $first: Int! = 20, $after: String) {
  shopParkedEvents(group: $group, deadOnly: $deadOnly, first: $first, after: $after) {
    edges { cursor node {
      group eventId position type aggregateId data occurredAt attempts nextAttemptAt dead lastError waitsFor waitingBehind
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const REDRIVE = `mutation ($eventId: ID!) { result: redriveShopEvent(group: "${GROUP}", eventId: $eventId) {
  __typename ... on Problem { code } ... on ParkedEvent { dead attempts } ... on ParkedEventWaits { waitsFor }
} }`;
const DISCARD = `mutation ($eventId: ID!, $reason: String!) {
  result: discardShopEvent(group: "${GROUP}", eventId: $eventId, reason: $reason) {
    __typename ... on Problem { code } ... on DiscardedEvent { group eventId aggregateId reason discardedBy }
  }
}`;

type Page = {
  readonly shopParkedEvents: {
    readonly edges: readonly { readonly cursor: string; readonly node: { eventId: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};
type Result = { readonly result: Readonly<Record<string, unknown>> };

let poisoned: boolean;
const billing = recorder(GROUP, () => {
  if (poisoned) throw new Error('cannot digest it');
});
let started: StartedContext;
let retryDue: () => Promise<number>;
const keeper = operator('events.manage');

beforeEach(async () => {
  poisoned = true;
  started = await startContext(toyShop({ consumers: () => [billing] }), { background: false });
  for (const version of [1, 2, 3]) await append(started.truth, 'a', version, { order: version });
  await assignPositions(started.truth);
  const { drain, group } = await groupOf(billing, started.runtime);
  retryDue = () => group.retryDue();
  await drain();
  await started.truth.query(
    'update shop.parked_events set dead = true, attempts = 8 where position = 1',
  );
});
afterEach(() => started.stop());

const list = async (variables: Record<string, unknown> = {}) =>
  (await started.as(keeper).execute<Page>(LIST, variables)).data.shopParkedEvents;
const eventIds = async () => (await list()).edges.map(({ node }) => node.eventId);
const redrive = async (eventId: unknown) =>
  (await started.as(keeper).execute<Result>(REDRIVE, { eventId })).data.result;
const discard = async (eventId: unknown, reason = 'Billed by hand') =>
  (await started.as(keeper).execute<Result>(DISCARD, { eventId, reason })).data.result;

it('shows an operator everything about an event that is parked', async () => {
  const { edges } = await list({ deadOnly: true });
  expect(edges.map(({ node }) => node)).toEqual([
    {
      group: GROUP,
      eventId: expect.any(String) as string,
      position: '1',
      type: 'Changed',
      aggregateId: 'a',
      data: '{"order":1}',
      occurredAt: expect.stringMatching(/^\d{4}-/) as string,
      attempts: 8,
      nextAttemptAt: null,
      dead: true,
      lastError: 'cannot digest it',
      waitsFor: null,
      waitingBehind: 2,
    },
  ]);
});

it('goes through the list page by page, and refuses pages that are too large', async () => {
  const first = await list({ first: 2 });
  expect(first.pageInfo.hasNextPage).toBe(true);
  const rest = await list({ first: 2, after: first.pageInfo.endCursor });
  expect(rest.pageInfo.hasNextPage).toBe(false);
  const seen = [...first.edges, ...rest.edges].map(({ node }) => node.eventId);
  expect(seen).toEqual(await eventIds());
  const { errors } = await started.as(keeper).execute(LIST, { first: 101 });
  expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});

it('redrives a dead letter, and what waited behind it follows', async () => {
  const [dead, waiting] = await eventIds();
  poisoned = false;
  expect(await redrive(waiting)).toEqual({
    __typename: 'ParkedEventWaits',
    code: 'PARKED_EVENT_WAITS',
    waitsFor: dead,
  });
  expect(await redrive(dead)).toEqual({ __typename: 'ParkedEvent', dead: false, attempts: 0 });
  await retryDue();
  expect(await effectsOf(started.truth, GROUP, 'a')).toEqual([1, 2, 3]);
  expect(await redrive(dead)).toEqual({
    __typename: 'ParkedEventNotFound',
    code: 'PARKED_EVENT_NOT_FOUND',
  });
});

it('discards an event with the reason and the name of who did it, and tells both again when asked again', async () => {
  const [dead] = await eventIds();
  const discarded = {
    __typename: 'DiscardedEvent',
    group: GROUP,
    eventId: dead,
    aggregateId: 'a',
    reason: 'Billed by hand',
    discardedBy: keeper.id,
  };
  expect(await discard(dead, ' Billed by hand ')).toEqual(discarded);
  expect(await discard(dead, 'Once more')).toEqual(discarded);
  poisoned = false;
  await retryDue();
  expect(await effectsOf(started.truth, GROUP, 'a')).toEqual([2, 3]);
});

it.each([
  ['no reason', '  ', 'INVALID_REASON'],
  ['a card number for a reason', 'Paid with 4242 4242 4242 4242', 'CARD_NUMBER_REFUSED'],
])('does not discard for %s', async (_, reason, code) => {
  expect(await discard((await eventIds())[0], reason)).toMatchObject({ code });
  expect(await eventIds()).toHaveLength(3);
});

it('is shut to everybody without the permission', async () => {
  const [eventId] = await eventIds();
  const operations = [
    [LIST, {}],
    [REDRIVE, { eventId }],
    [DISCARD, { eventId, reason: 'Mine' }],
  ] as const;
  const strangers: readonly (readonly [Principal, string])[] = [
    [ANONYMOUS, 'UNAUTHENTICATED'],
    [customer(), 'FORBIDDEN'],
    [seller(newId('mer')), 'FORBIDDEN'],
    [operator('orders.read', 'payments.refund'), 'FORBIDDEN'],
    [service('orders', 'payments.execute'), 'FORBIDDEN'],
  ];
  for (const [query, variables] of operations) {
    for (const [stranger, code] of strangers) {
      const { errors } = await started.as(stranger).execute(query, variables);
      expect(errors?.[0]?.extensions?.['code']).toBe(code);
    }
  }
  expect(await eventIds()).toHaveLength(3);
});

it('is not there in a context that consumes nothing', async () => {
  const deaf = await startContext(toyShop(), { background: false });
  try {
    const { errors } = await deaf.as(keeper).execute(LIST);
    expect(errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  } finally {
    await deaf.stop();
  }
});
